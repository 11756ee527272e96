#!/bin/bash
# trees_clang.sh - the quick rows of tests/real/trees.tsv, with clang: instrumented, built, tested, restored.
set -euo pipefail
LEAF_REAL_WORK=$LEAF_BUILD_DIR/real-clang exec bash "$LEAF_SOURCE_DIR/tests/real/instrument_trees.sh" --quick --compiler clang

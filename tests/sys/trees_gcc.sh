#!/bin/bash
# trees_gcc.sh - the quick rows of tests/real/trees.tsv, with gcc: instrumented, built, tested, restored.
set -euo pipefail
LEAF_REAL_WORK=$LEAF_BUILD_DIR/real-gcc exec bash "$LEAF_SOURCE_DIR/tests/real/instrument_trees.sh" --quick --compiler gcc

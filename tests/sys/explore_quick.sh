#!/bin/bash
# explore_quick.sh - the quick rows of tests/real/engine_trees.tsv: built by leafcc, tested, explored.
LEAF_REAL_WORK=$LEAF_BUILD_DIR/explored exec bash "$LEAF_SOURCE_DIR/tests/real/explore_trees.sh" --quick

#!/bin/bash
# explore_quick.sh - the quick rows of tests/real/engine_trees.tsv: built by leafcc, tested, explored.
# What leafcc makes does not depend on who compiled it: once is enough.
case $LEAF_CC in *clang*) exit 77 ;; esac
LEAF_REAL_WORK=$LEAF_BUILD_DIR/explored exec bash "$LEAF_SOURCE_DIR/tests/real/explore_trees.sh" --quick

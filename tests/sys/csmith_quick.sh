#!/bin/bash
# csmith_quick.sh - a few generated programs print the same under leafcc as under clang.
exec bash "$LEAF_SOURCE_DIR/tests/real/csmith_same.sh" --quick

#!/bin/bash
# profile_trouble.sh - whatever goes wrong while setting up or going home, nothing is lost.
set -eu
export LEAF_TROUBLE_ROUNDS=3
case ${LEAF_SANITIZE:-$(basename "$LEAF_CC")} in
gcc* | cc*) exec "$LEAF_SOURCE_DIR/tests/git/trouble" ;;
esac
exec "$LEAF_SOURCE_DIR/tests/git/trouble" branch_in_the_way environment

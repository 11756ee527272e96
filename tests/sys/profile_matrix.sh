#!/bin/bash
# profile_matrix.sh - setting up and going home again changes nothing, whatever the work tree is like.
set -eu
# One build does it all; the others show that they can.
case ${LEAF_SANITIZE:-$(basename "$LEAF_CC")} in
gcc* | cc*) exec "$LEAF_SOURCE_DIR/tests/git/matrix" ;;
esac
export MATRIX_CRASHING=
exec "$LEAF_SOURCE_DIR/tests/git/matrix" clean both_in_one_file untracked deleted_unstaged renamed_and_edited conflict_refused

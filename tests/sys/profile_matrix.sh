#!/bin/bash
# profile_matrix.sh - setting up and going home again changes nothing, whatever the work tree is like.
set -eu
[ -z "${LEAF_SANITIZE-}" ] || export MATRIX_CRASHING=both_in_one_file MATRIX_STATES="clean both_in_one_file untracked"
exec "$LEAF_SOURCE_DIR/tests/git/matrix" ${MATRIX_STATES-}

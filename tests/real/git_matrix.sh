#!/bin/bash
# git_matrix.sh - every state of a work tree x a kill after every step x each way back; `make test` has a part of it.
set -eu
cd "$(dirname "$0")/../.."
# The places to die at are in builds with tests only.
{ cmake --preset dev && cmake --build build/dev --target leaf; } >/dev/null
export PATH=$PWD/build/dev/bin:$PATH
tests/git/matrix --list | xargs -n 4 -P "$(nproc)" tests/git/matrix --full

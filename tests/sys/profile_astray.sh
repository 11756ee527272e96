#!/bin/bash
# profile_astray.sh - branches that moved, files that became folders: one goes home, or is told how.
set -eu
exec "$LEAF_SOURCE_DIR/tests/git/astray"

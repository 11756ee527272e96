#!/bin/bash
# record_kill.sh - recordings of programs that are killed are whole; RECORD_KILLS is how often.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export LEAF_LOG_FILE=/dev/null
kills=${RECORD_KILLS:-25}
"$LEAF_PROGRAMS/record_kill" "$LEAF_PROGRAMS/record_load" "$folder" "$kills" 1
"$LEAF_PROGRAMS/record_kill" "$LEAF_PROGRAMS/record_load" "$folder" "$kills" 3
"$LEAF_PROGRAMS/record_kill" "$LEAF_PROGRAMS/record_load" "$folder" "$kills" 2 1

#!/bin/bash
# record_kill.sh - recordings of programs that are killed are whole; RECORD_KILLS is how often.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export LEAF_LOG_FILE=/dev/null
kills=${RECORD_KILLS:-25}
try() {
	"$LEAF_PROGRAMS/record_kill" "$LEAF_PROGRAMS/record_load" "$folder" "$kills" "$@"
}
try 1
try 3
try 2 1
try 2 0 signals
try 2 0 jumps
try 1 1 jumps

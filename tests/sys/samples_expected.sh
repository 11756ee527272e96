#!/bin/bash
# samples_expected.sh - each sample prints what its head comment says, traced and not traced.
#
# The comment holds 'input: COMMAND LINE' and 'expected: LINES', with the lines below each other.
set -euo pipefail
shopt -s nullglob
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
status=0
for source in "$LEAF_SOURCE_DIR"/samples/*.c; do
	command=$(sed -n 's/^ \* input: *//p' "$source")
	sed -n '/^ \* expected: /,/^ \*\//{ /^ \*\//d; s/^ \* expected: *//; s/^ \* *//; p }' "$source" >expected
	[ -n "$command" ] && [ -s expected ] || { echo "$source: no 'input:' or 'expected:'"; status=1; continue; }
	for log in off trace; do
		(eval "LEAF_LOG=$log LEAF_LOG_FILE=$work/log $command") >output 2>&1 || { echo "$source: exit status $?"; status=1; }
		diff expected output || { echo "$source: not as expected with LEAF_LOG=$log"; status=1; }
	done
done
exit $status

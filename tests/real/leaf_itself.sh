#!/bin/bash
# leaf_itself.sh - Leaf's own source is instrumented, built and profiled as its .leaf.toml says, and comes home.
set -u
cd "$(dirname "$0")/../.." || exit 1
out=$(mktemp)
trap 'rm -f "$out"' EXIT
DEMO=self scripts/demo >"$out" 2>&1 || { cat "$out"; exit 1; }
for wanted in '^build +make FEATURES=profile_full' ' instrument::[a-z]+::[a-z_]+$' '^finish +on main' 'are as before: [0-9]+ lines'; do
	grep -qE "$wanted" "$out" || { echo "nowhere to be seen: $wanted"; cat "$out"; exit 1; }
done

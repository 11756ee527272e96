#!/bin/bash
# cxx_fields.sh - C++ programs compile without a warning and show every kind of field.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source=$LEAF_SOURCE_DIR/tests/install/cxx_fields.cc
warnings="-Wall -Wextra -pedantic -Wshadow -Wconversion -Wcast-qual -Wold-style-cast -Werror"

# Addresses, bytes of objects, times and the path differ from run to run.
scrub() {
	sed -E 's/0x[0-9a-f]{6,}/ADDRESS/g; s/\[([0-9]+) bytes: [0-9a-f ]*\]/[\1 bytes]/g;
		s/[0-9-]{10} [0-9:]{8} //; s|'"$source"'|FILE|'
}

for build in "g++ -O0 -std=c++11" "g++ -O3 -fPIC -std=c++17" "clang++ -O0 -std=c++17" "clang++ -O2 -std=gnu++20"; do
	$build $warnings -I"$LEAF_SOURCE_DIR/include" "$source" "$LEAF_BUILD_DIR/libleaf.a" -pthread -ldl -o "$work/program"
	LEAF_LOG=trace LEAF_LOG_FILE=$work/log "$work/program"
	scrub <"$work/log" >"$work/scrubbed"
	diff "$LEAF_SOURCE_DIR/tests/golden/cxx_fields.txt" "$work/scrubbed" || { echo "$build: shown otherwise"; exit 1; }
	rm "$work/log"
	$build $warnings -DLEAF_DISABLE -Wno-unused -Wno-unused-parameter -I"$LEAF_SOURCE_DIR/include" "$source" -o "$work/program"
	"$work/program"
done

#!/bin/bash
# disabled_is_gone.sh - with LEAF_DISABLE the code is what it would be had nobody written a macro.
set -u
[ -n "$LEAF_SANITIZE" ] && exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
status=0
passed=0

# The machine code and data of an object, addresses and names of files left out.
contents() {
	objdump -d -j .text --no-show-raw-insn "$1" | tail -n +4
	objdump -s -j .rodata -j .data "$1" 2>/dev/null | tail -n +4
}

for program in plain wide; do
	file=$LEAF_SOURCE_DIR/tests/matrix/$program.c
	sed -E '/^#ifndef LEAF_DISABLE/,/^#endif/d; /^\tLEAF_(FN|SPAN|INFO|EVENT|FRAME|PLOT)\(/d; /^\t(static struct )?leaf_/d; s/LEAF_RET\((.*)\);/\1;/; /<leaf/d' "$file" >bare.c
	if grep -q LEAF_ bare.c; then
		echo "'$file' has a macro on several lines: this test cannot take it out"
		exit 1
	fi
	for cc in gcc clang; do
		for level in -O0 -O1 -O2 -O3 "-O2 -flto -ffat-lto-objects" "-O2 -fPIC"; do
			case "$cc$level" in clang*flto*) continue ;; esac
			# shellcheck disable=SC2086
			$cc $level -std=gnu17 -w -Wno-psabi -DLEAF_DISABLE -I"$LEAF_SOURCE_DIR/include" -c "$file" -o with.o &&
				$cc $level -std=gnu17 -w -Wno-psabi -c bare.c -o without.o || exit 1
			contents with.o >with.txt
			contents without.o >without.txt
			if cmp -s with.txt without.txt && [ -s with.txt ]; then
				passed=$((passed + 1))
			else
				echo "$program.c, $cc $level: other code than without the macros"
				diff without.txt with.txt | head -n 10
				status=1
			fi
		done
	done
done

# and a program that was compiled with the macros is not the same: the comparison can fail
gcc -O2 -w -I"$LEAF_SOURCE_DIR/include" -c "$LEAF_SOURCE_DIR/tests/matrix/plain.c" -o with.o
gcc -O2 -w -DLEAF_DISABLE -I"$LEAF_SOURCE_DIR/include" -c "$LEAF_SOURCE_DIR/tests/matrix/plain.c" -o without.o
contents with.o >with.txt
contents without.o >without.txt
cmp -s with.txt without.txt && { echo "the comparison sees no difference at all"; status=1; }
echo "$passed objects are the same"
exit $status

#!/bin/bash
# weak.sh - inserted lines are harmless without the library, and trace with it.
set -u
[ -n "$LEAF_SANITIZE" ] && exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
include=-I$LEAF_SOURCE_DIR/include
status=0
passed=0
unset LEAF_LOG
export LEAF_LOG_FORMAT=timer=off LEAF_FLAME=off

cat >work.c <<'END'
#include <leaf/auto.h>
#include <leaf/trace.h>
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

int work(int n);

int work(int n)
{
	LEAF_FN_AUTO(TRACE, "t", n);
	LEAF_INFO("event", n);
	LEAF_SPAN(LEAF_LEVEL_INFO, "inner", LEAF_LATE(note));
	LEAF_RECORD(note, 4);
	return n + (LEAF_ENABLED(LEAF_LEVEL_INFO) ? 0 : 0);
}

#ifndef LIBRARY
int main(void)
{
	char *text;
	if (asprintf(&text, "%d\n", work(3)) < 0) /* needs _GNU_SOURCE */
		return 1;
	fputs(text, stdout);
	free(text);
	return 0;
}
#endif
END
echo 'int work(int); int main(void) { return work(3) == 3 ? 0 : 1; }' >main.c
printf '#include <leaf/auto.h>\n.globl nothing\nnothing: ret\n' >assembler.S

# runs WANT COMMAND…: the last program built prints just that
runs() {
	local want=$1 what=$2 got
	got=$(./program 2>&1)
	if [ "$got" = "$want" ]; then
		passed=$((passed + 1))
	else
		echo "$what: printed '$got'"
		status=1
	fi
	rm -f program
}

log=$' t::work n=3\n  INFO t event, n=3\n   t::inner\n3'
for cc in gcc clang; do
	for flags in -O0 -O2 "-O2 -fPIE -pie" "-O2 -fno-pie -no-pie" "-O2 -static" "-O2 -static-pie" "-O2 -flto" \
		"-O0 -flto" "-O2 -DLEAF_PLAIN_CALLS" "-O2 -ffreestanding" "-O2 -Wl,-z,defs -Wl,-z,now"; do
		# shellcheck disable=SC2086
		$cc -Wall -Wextra -Werror $flags "$include" work.c -o program 2>errors || { cat errors; status=1; }
		runs 3 "$cc $flags, no library"
	done
	$cc -O2 -fPIC -shared -DLIBRARY "$include" work.c -o libwork.so &&
		$cc main.c -L. -lwork -Wl,-rpath,"$work" -o program
	runs "" "$cc, a shared object"
	$cc -c "$include" assembler.S -o assembler.o || status=1
	for library in "-Wl,--no-as-needed -L$LEAF_BUILD_DIR -lleaf -Wl,-rpath,$LEAF_BUILD_DIR" \
		"-Wl,--whole-archive $LEAF_BUILD_DIR/libleaf.a -Wl,--no-whole-archive -pthread"; do
		for flags in -O0 -O2 "-O2 -flto"; do
			# shellcheck disable=SC2086
			$cc $flags -DLEAF_TARGET='"t"' "$include" work.c $library -o program
			export LEAF_LOG=trace
			runs "$log" "$cc $flags, $library"
			unset LEAF_LOG
		done
	done
done
echo "$passed programs did as they should"
exit $status

#!/usr/bin/env bats
# compile.bats - what the compiler is told, and what it refuses: default targets, levels.

setup() {
	cd "$BATS_TEST_TMPDIR"
	cat >main.c <<-'END'
		#include <leaf/trace.h>
		#include <stdio.h>
		int main(void)
		{
			puts(LEAF_TARGET);
			LEAF_EVENT(LEVEL, "told");
			return 0;
		}
	END
	mkdir -p shop/src shop/build/deep
	cp main.c shop/src
}

# target FOLDER ARGUMENTS…: what a program compiled there with these has as its target
target() {
	cd "$1"
	shift
	$LEAF_CC -DLEVEL=1 -DLEAF_PLAIN_CALLS -I "$LEAF_SOURCE_DIR/include" -c "$@" -o main.o
	$LEAF_CC main.o -o main "$LEAF_BUILD_DIR/libleaf.a" -pthread -ldl
	LEAF_FLAME=off ./main
}

@test "the default target is the path, without ups" {
	[ -z "$LEAF_SANITIZE" ] || skip "needs the library as it is"
	[ "$(target shop src/main.c)" = src/main.c ]
	[ "$(target shop/build ../src/main.c)" = src/main.c ]
	[ "$(target shop/build/deep ../../src/main.c)" = src/main.c ]
	[ "$(target shop "$PWD/shop/src/main.c")" = "$PWD/shop/src/main.c" ]
}

@test "LEAF_SOURCE_ROOT is cut off, where it fits" {
	[ -z "$LEAF_SANITIZE" ] || skip "needs the library as it is"
	[ "$(target shop "$PWD/shop/src/main.c" -DLEAF_SOURCE_ROOT="\"$PWD/shop\"")" = src/main.c ]
	[ "$(target shop "$PWD/shop/src/main.c" -DLEAF_SOURCE_ROOT="\"$PWD/sho\"")" = "$PWD/shop/src/main.c" ]
	[ "$(target shop src/main.c -DLEAF_SOURCE_ROOT="\"$PWD/shop\"")" = src/main.c ]
	[ "$(target shop src/main.c -DLEAF_SOURCE_ROOT="\"$PWD/shop\"" -DLEAF_TARGET='"mine"')" = mine ]
}

@test "a level that is none does not compile" {
	for level in LEAF_LEVEL_OFF 6 -1; do
		for std in c99 c11; do
			run "$LEAF_CC" -std=$std -DLEVEL=$level -I "$LEAF_SOURCE_DIR/include" -c main.c -o main.o
			[ "$status" -ne 0 ]
			[[ $output == *is_none_of_LEAF_LEVEL_ERROR_to_LEAF_LEVEL_TRACE* ]]
		done
	done
	for level in LEAF_LEVEL_ERROR 5; do
		"$LEAF_CC" -std=c89 -DLEVEL=$level -I "$LEAF_SOURCE_DIR/include" -c main.c -o main.o
	done
}

# build.bats - `leaf build`: what a command under it compiles and links, and how it ends.

setup() {
	bats_require_minimum_version 1.5.0
	[ -z "$LEAF_SANITIZE" ] || skip "the library of this build wants a sanitizer in every program"
	unset NO_COLOR "${!LEAF_LOG@}" CC CFLAGS C_INCLUDE_PATH COMPILER_PATH
	cd "$BATS_TEST_TMPDIR"
	mkdir tree && cd tree
	git init -q .
	printf 'int add(int a, int b)\n{\n\treturn a + b;\n}\n' >add.c
	cat >main.c <<-'END'
		#include <stdio.h>
		int add(int a, int b);
		int main(void)
		{
			printf("%d\n", add(2, 3));
			return 0;
		}
	END
	printf 'prog: main.o add.o\n\t$(CC) -o $@ main.o add.o\nmain.o add.o:\n\t$(CC) -c $*.c\n' >Makefile
	git add .
	leaf instrument fix >/dev/null
}

# what the program logs, on one line
log() {
	LEAF_LOG=trace LEAF_LOG_FORMAT=timer=off LEAF_FLAME=off "$@" 2>&1 | tr '\n' ';'
}

@test "a_makefile_needs_no_edit" {
	run --separate-stderr leaf build -- make -s
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$stderr" = "leaf: Leaf is in 1 of 1 links: prog" ]
	[ "$(log ./prog)" = " main::main;   add::add a=2, b=3;5;" ]
	[ "$(log env -i LEAF_LOG=trace ./prog | cut -c1-11)" = " main::main" ]
}

@test "spans_by_hand_keep_the_target_that_their_file_defines" {
	cat >add.c <<-'END'
		#define LEAF_TARGET "sums"
		#include <leaf/trace.h>
		static int half(int a)
		{
			return a / 2;
		}
		int add(int a, int b)
		{
			LEAF_FN(LEAF_LEVEL_INFO, a);
			return a + half(2 * b);
		}
	END
	sed -i 's/^int add.*/#include <leaf\/trace.h>/; s/add(2, 3)/(LEAF_INFO("two"), 2)/' main.c
	leaf instrument fix >/dev/null
	for cc in gcc clang; do
		leaf build -- $cc -Wall -Wextra -Werror -o prog main.c add.c
		[[ "$(log ./prog)" = " main::main;"*" INFO main.c two"*";2;" ]]
	done
	printf 'int add(int, int);\nint main(void)\n{\n\treturn add(1, 2) != 3;\n}\n' >main.c
	leaf build -- gcc -Wall -Werror -o prog main.c add.c
	[ "$(log ./prog)" = " sums::add a=1;   add::half a=4;" ]
}

@test "without_it_the_tree_builds_and_is_silent" {
	make -s
	[ "$(log ./prog)" = "5;" ]
	run readelf -d prog
	[[ "$output" != *leaf* ]]
}

@test "what_is_not_instrumented_is_linked_as_ever" {
	git checkout -q .
	make -s && mv prog before && rm ./*.o
	run --separate-stderr leaf build -v -- make -s
	[ "$status" -eq 0 ]
	[ "${stderr_lines[0]}" = "leaf: $PWD/prog: left alone: nothing in it is instrumented" ]
	[[ "${stderr_lines[1]}" = "leaf: nothing that was linked is instrumented"* ]]
	cmp prog before
}

@test "the_exit_code_passes_through" {
	run leaf build -- sh -c 'exit 37'
	[ "$status" -eq 37 ]
	run --separate-stderr leaf build -- no-such-program-here
	[ "$status" -eq 3 ]
	[[ "$stderr" = "leaf: cannot run 'no-such-program-here': No such file"* ]]
	run leaf build
	[ "$status" -eq 2 ]
}

@test "a_signal_ends_both_in_the_same_way" {
	run -143 leaf build -- sh -c 'kill -TERM $$'
	leaf build -- sh -c 'trap "echo caught; exit 5" TERM; echo ready; while :; do sleep 0.1; done' >out 2>&1 &
	while ! grep -q ready out; do sleep 0.1; done
	kill -TERM $!
	code=0
	wait $! || code=$?
	[ "$code" -eq 5 ]
	grep -q caught out
}

@test "programs_that_run_meanwhile_are_quiet" {
	leaf build -- make -s
	LEAF_LOG=trace LEAF_LOG_FORMAT=timer=off run leaf build -q -- ./prog
	[ "$output" = 5 ]
	[ ! -e tracing.folded ]
	LEAF_LOG=trace run leaf build -q --traced -- ./prog
	[ "${lines[0]}" = " main::main" ]
}

@test "settings_do_the_same_for_a_shell" {
	leaf build --settings >settings
	(. ./settings && make -s)
	[ "$(log ./prog)" = " main::main;   add::add a=2, b=3;5;" ]
}

@test "settings_of_the_user_stay" {
	mkdir own && echo '#define OWN 1' >own/own.h
	sed -i 's/#include <stdio.h>/&\n#include <own.h>/' main.c
	C_INCLUDE_PATH=$PWD/own leaf build -- make -s
	[ "$(log ./prog)" = " main::main;   add::add a=2, b=3;5;" ]
}

@test "a_link_that_fails_says_what_it_says_without_leaf" {
	sed -i 's/return a + b;/return missing(a, b);/' add.c
	leaf build -q -- gcc -w -c main.c add.c
	run -1 gcc main.o add.o -o prog
	without=$output
	run -1 --separate-stderr leaf build -q -- gcc main.o add.o -o prog
	[ "$stderr" = "$without" ]
}

@test "a_library_that_does_not_link_is_left_out" {
	# as a program that has the library's names for itself
	cat >own.c <<-'END'
		int leaf_trace_start(void);
		int leaf_trace_start(void) { return 1; }
	END
	run --separate-stderr leaf build -v -- cc -static main.c add.c own.c -o prog
	[ "$status" -eq 0 ]
	[ "$(log ./prog)" = "5;" ]
	[[ "${stderr_lines[0]}" = *"/prog: linked without Leaf, because it failed with it"* ]]
	[[ "${stderr_lines[1]}" = "leaf: 1 of 1 links hold instrumented code without Leaf"* ]]
	[ "${#stderr_lines[@]}" -eq 2 ]
}

@test "an_installed_copy_works_and_may_be_moved" {
	cmake --install "$LEAF_BUILD_DIR" --prefix "$BATS_TEST_TMPDIR/here" >/dev/null
	mv "$BATS_TEST_TMPDIR/here" "$BATS_TEST_TMPDIR/over there"
	PATH=/usr/bin:/bin run --separate-stderr "$BATS_TEST_TMPDIR/over there/bin/leaf" build -- make -s
	[ "$stderr" = "leaf: Leaf is in 1 of 1 links: prog" ]
	[ "$(log ./prog)" = " main::main;   add::add a=2, b=3;5;" ]
	# Every feature is there, whatever this build has.
	./prog
	grep -q 'main::main;add::add' tracing.folded
}

@test "dependency_files_stay_valid" {
	leaf build -q -- gcc -MD -c add.c
	for header in $(grep -o '[^ ]*leaf/[^ ]*\.h' add.d); do [ -r "$header" ]; done
	grep -q leaf/auto.h add.d
	leaf build -q -- gcc -MMD -c add.c
	run ! grep -q leaf/ add.d
}

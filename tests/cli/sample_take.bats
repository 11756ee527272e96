# sample_take.bats - an instrumented tree is built and run by convention, or as .leaf.toml says, and leaves a flame graph.

setup() {
	bats_require_minimum_version 1.5.0
	[ -z "$LEAF_SANITIZE" ] || skip "the library of this build wants a sanitizer in every program"
	unset NO_COLOR "${!LEAF_LOG@}" LEAF_FLAME FLAME_OUTPUT CC CFLAGS MAKEFLAGS
	mkdir "$BATS_TEST_TMPDIR/work tree" && cd "$BATS_TEST_TMPDIR/work tree"
	scratch=$BATS_TEST_TMPDIR/scratch
	git init -q .
	cat >shop.c <<-'END'
		#include <stdio.h>
		#include <stdlib.h>
		static int price(int n)
		{
			return n * 7;
		}
		int main(int argc, char **argv)
		{
			printf("%d %s\n", price(argc), getenv("SHOP") ? getenv("SHOP") : "-");
			return argc > 1 ? atoi(argv[1]) : 0;
		}
	END
	printf 'shop: shop.c\n' >Makefile
}

take() {
	git add . && leaf instrument fix >/dev/null
	run sample_take "$scratch" "$@"
}

@test "a_makefile_and_one_program_need_no_word" {
	take
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" =~ ^build\ \ make\ -j[0-9]+$ ]]
	[[ "${lines[1]}" =~ ^built\ \ [0-9.]+\ s,\ Leaf\ is\ in\ 1\ of\ 1\ link$ ]]
	[ "${lines[2]}" = "run    '$PWD/shop', since it is the only program that was linked" ]
	[ "${lines[3]}" = "7 -" ]
	[[ "$output" == *" shop::price"* ]]
	[[ "${lines[-1]}" == "exit 0, 1 files, page "* ]]
	grep -qE '^ThreadId\(1\)-main;shop::main;shop::price [0-9]+$' tracing.folded
}

@test "the_project_says_how" {
	printf '[profile]\nbuild = "make CFLAGS=-O1"\nrun = ["./shop", "3"]\nenv = { SHOP = "open" }\n' >.leaf.toml
	take
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == "build  make CFLAGS=-O1"* ]]
	[ "${lines[3]}" = "14 open" ]
	[[ "${lines[-1]}" == "exit 3, 1 files,"* ]]
}

@test "a_command_of_the_user_runs_where_they_are" {
	touch .leaf.toml
	git add . && leaf instrument fix >/dev/null
	mkdir sub && cd sub
	run sample_take "$scratch" ../shop 0
	[ "$status" -eq 0 ]
	[ "${lines[2]}" = "run    ../shop 0" ]
	[ -s tracing.folded ] && [ ! -e ../tracing.folded ]
}

@test "tests_are_many_processes_and_one_graph" {
	printf 'test: shop\n\tcd / && "$(CURDIR)/shop"\n\t./shop 0\n\t./shop 0\n' >>Makefile
	take
	[ "$status" -eq 0 ]
	[ "${lines[2]}" = "run    make test, since 'Makefile' has a target 'test'" ]
	[[ "${lines[-1]}" == "exit 0, 3 files,"* ]]
	[ "$(grep -c 'shop::price' tracing.folded)" -eq 1 ]
	# The second time only the second run counts.
	run sample_take "$scratch" ./shop
	[[ "${lines[-1]}" == "exit 0, 1 files,"* ]]
}

@test "a_log_of_the_terminal_does_not_make_it_loud" {
	export LEAF_LOG=trace
	take
	[ "${lines[3]}" = "7 -" ]
	grep -q 'shop::price' tracing.folded
}

@test "a_build_that_fails_says_so_at_the_end" {
	printf '\techo all is lost; exit 3\n' >>Makefile
	take
	[ "$status" -eq 1 ]
	[[ "$output" == *"all is lost"* ]]
	[[ "${lines[-1]}" == *"'make -j"*"' ended with exit code 2; all it said is in '$scratch/build.log'" ]]
	grep -q 'all is lost' "$scratch/build.log"
	[ ! -e tracing.folded ]
}

@test "what_is_not_known_is_asked" {
	rm Makefile
	take
	[ "$status" -eq 1 ]
	[[ "${lines[-1]}" == *"cannot tell how this is built"*".leaf.toml" ]]
	take true
	[[ "${lines[-1]}" == *"the program left no flame graph: nothing was built"* ]]
}

@test "a_run_of_something_else_names_what_was_built" {
	take true
	[ "$status" -eq 1 ]
	[[ "${lines[-1]}" == *"none of its instrumented functions ran"*"run one of what was built, then 'leaf flame': "*/* ]]
}

@test "a_program_without_spans_is_told" {
	run sample_take "$scratch" true
	[[ "${lines[-1]}" == *"no program was linked with instrumented code"* ]]
}

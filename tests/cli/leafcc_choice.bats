#!/usr/bin/env bats
# leafcc_choice.bats - what leafcc instruments: by .leaf.toml, by flags, by an attribute.

setup() {
	[ -x "$LEAF_BUILD_DIR/bin/leafcc" ] || skip "this build has no engine"
	cd "$BATS_TEST_TMPDIR"
	export LEAF_FLAME=off LEAF_LOG=off
	mkdir -p .git src lib
	cat >src/main.c <<-'END'
		#include <stdio.h>
		int used(int x);
		static int hash_one(int x) { return x > 7 ? x * 3 : x; }
		__attribute__((annotate("leaf_no_instrument"), noinline)) static int kept(int x) { return x > 9 ? x : 1; }
		int main(int argc, char **argv)
		{
			(void)argv;
			return used(hash_one(argc)) + kept(argc) - 2;
		}
	END
	echo 'int used(int x) { if (x > 2) x--; return x; }' >lib/used.c
	echo 'int table(int x) { return x ? 1 : 2; }' >lib/tables_a.c
}

# The instrumented functions of a build with the flags, as the map has them.
functions() {
	leafcc -g -O0 "$@" src/main.c lib/used.c lib/tables_a.c -o one
	./one
	leaf explore --map map.json -- ./one 2>/dev/null || { echo none; return; }
	jq -c '[.modules[].functions[].name] | sort' map.json
}

@test "without_a_file_all_but_the_annotated_function" {
	[ "$(functions)" = '["hash_one","main","table","used"]' ]
}

@test "files_and_functions_by_glob" {
	printf '[leafcc]\nexclude = "lib"\n' >.leaf.toml
	[ "$(functions)" = '["hash_one","main"]' ]
	printf '[leafcc]\nexclude = ["tables_*.c"]\nexclude_fn = "hash_*"\n' >.leaf.toml
	[ "$(functions)" = '["main","used"]' ]
	printf '[leafcc]\npath = "lib/*.c"\ninclude_fn = ["us*", "main"]\n' >.leaf.toml
	[ "$(functions)" = '["used"]' ]
	printf '[leafcc]\nexclude = ["src", "lib"]\n' >.leaf.toml
	[ "$(functions)" = none ]
	! nm one | grep -q 'U leaf_'
}

# Names of the calls that the log of a run shows, once each.
told() {
	leafcc -g -O0 "$@" lib/used.c src/main.c -o one
	LEAF_LOG=trace,pri=trace LEAF_BACKEND=noop ./one 2>&1 | grep -o 'pri::[a-z_]*' | sort -u | tr '\n' ' '
}

@test "kinds_of_events" {
	[[ $(told -fleaf-level=full) == *assign_binary_op*enter_func*take_branch* ]]
	said=$(told -fleaf-level=full -fleaf-events=branch)
	[[ $said == *take_branch* && $said != *assign* && $said != *enter_func* ]]
	said=$(told -fleaf-level=full -fleaf-events=function)
	[[ $said == *enter_func*return_from_func* && $said != *branch* && $said != *assign* ]]
	printf '[leafcc]\nbackend = "cf_tracer"\n' >.leaf.toml
	said=$(told)
	[[ $said == *enter_func*take_branch* && $said != *assign_binary_op* ]]
	# A flag wins over the file.
	leafcc -O0 -fleaf-backend=symex -c src/main.c -o main.o
	nm main.o | grep -q leaf_branch
	leafcc -O0 -fleaf-level=fused -fleaf-events=address -c src/main.c -o main.o
	! nm main.o | grep -q leaf_branch
}

@test "level_and_stage_of_the_file" {
	printf '[leafcc]\nlevel = "full"\nstage = "early"\n' >.leaf.toml
	[[ $(told) == *assign_binary_op* ]]
	leafcc -O0 -fleaf-level=fused -c src/main.c -o main.o
	nm main.o | grep -q leaf_branch
}

@test "what_is_mistyped_is_told" {
	printf '[leafcc]\nexclud = "lib"\n' >.leaf.toml
	run leafcc -c src/main.c
	[ "$status" -eq 1 ]
	[[ $output == *".leaf.toml:2:1:"*exclude* ]]
	LEAFCC_FORCE_NOOP=1 leafcc -c src/main.c
	printf '[leafcc]\nbackend = "klee"\n' >.leaf.toml
	run leafcc -c src/main.c
	[[ $output == *"backend 'klee': noop, cf_tracer or symex"* ]]
	rm .leaf.toml
	run leafcc -fleaf-events=branches -c src/main.c
	[ "$status" -eq 2 ]
	[[ $output == *"event 'branches': function, branch, value or address"* ]]
}

# models.bats - models of C library functions: every row has one, what has none is told, what is said in the program works without the runtime.

setup() {
	[ -x "$LEAF_BUILD_DIR/bin/leafcc" ] || skip "this build has no engine"
	cd "$BATS_TEST_TMPDIR"
	printf 'aaaaaaaaaaaaaaaa' >seed
}

@test "each_row_of_the_table_has_a_model_and_each_model_a_row" {
	sed -n 's/^M(\(.*\))$/leaf_m_\1/p' "$LEAF_SOURCE_DIR/pri/models.def" | sort >rows
	nm -D --defined-only "$LEAF_BUILD_DIR"/libleafrt.so | grep -o 'leaf_m_.*' | sort >models
	diff rows models
	[ "$(sort -u rows | wc -l)" = "$(wc -l <rows)" ]
}

@test "a_function_without_a_model_is_told_with_place_and_origin" {
	cat >foreign.c <<-'END'
		#include <stdio.h>
		#include <stdlib.h>
		#include <wchar.h>
		int main(int argc, char **argv)
		{
			unsigned char in[16];
			char text[32];
			FILE *file = fopen(argv[1], "r");
			if (fread(in, 1, sizeof in, file) != sizeof in)
				return 1;
			srand(in[3]);
			int n = snprintf(text, sizeof text, "%s", (char *)in);
			printf("%d\n", in[5] + n);
			return 0;
		}
	END
	leafcc -g -w -O0 -o woven foreign.c
	LEAF_SUMMARY=1 LEAF_INPUT=seed run ./woven seed
	[ "$status" -eq 0 ]
	[[ "$output" == *"leaf: no model of srand"*": 1 call, first in main, foreign.c:11, with byte 3 of seed"* ]]
	[[ "$output" == *"leaf: no model of snprintf: 1 call, first in main, foreign.c:12, with memory that has input"* ]]
	[[ "$output" != *printf:*13* ]]
}

@test "conditions_in_the_program_do_nothing_without_the_runtime" {
	cat >said.c <<-'END'
		#include <leaf/sym.h>
		int main(void)
		{
			int n = 3, evaluated = 0;
			leaf_symbolic(&n, sizeof n, "n");
			leaf_assume(n == 4);
			leaf_assert(++evaluated && n == 5);
			return evaluated == 1 && n == 3 ? 0 : 1;
		}
	END
	for compiler in "cc -std=c99" "cc -std=c11 -O2" "c++ -x c++"; do
		$compiler -Wall -Wextra -Wpedantic -Werror -I "$LEAF_SOURCE_DIR/include" -o plain said.c
		./plain
	done
	printf '#include <leaf/sym.h>\nint main(void) { leaf_assert(1); return 0; }\n' >static.c
	cc -static -I "$LEAF_SOURCE_DIR/include" -o plain static.c && ./plain
}

@test "an_assertion_that_can_fail_is_reported" {
	cat >said.c <<-'END'
		#include <leaf/sym.h>
		int main(void)
		{
			unsigned char n = 0, m = 0;
			leaf_symbolic(&n, 1, "n");
			leaf_symbolic(&m, 1, "m");
			leaf_assume(n < 100);
			leaf_assert(n != 77 || m != 3);
			leaf_assert(n < 100);
			return 0;
		}
	END
	leafcc -g -O1 -I "$LEAF_SOURCE_DIR/include" -o woven said.c
	run leaf explore --json -i seed -o out -t 60 -- ./woven
	[ "$(echo "$output" | jq .crashes)" = 1 ]
	[ "$(echo "$output" | jq .assertions)" = 1 ]
	[ "$(xxd -p <(head -c 2 out/crashes/*))" = 4d03 ]
	LEAF_BACKEND=noop LEAF_STDIN=1 run ./woven <"$(ls out/crashes/*)"
	[ "$status" -eq 134 ]
	[[ "$output" == *"leaf: assertion failed: n != 77 || m != 3, said.c:8"* ]]
	# A run that goes against the assumption ends there, in peace.
	printf '\377\0' >other
	LEAF_BACKEND=noop LEAF_STDIN=1 run ./woven <other
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "variables_without_a_stream_have_files_of_their_own" {
	cat >said.c <<-'END'
		#include <leaf/sym.h>
		int main(void)
		{
			int n = 0;
			leaf_symbolic(&n, sizeof n, "n");
			if (n == 1000)
				__builtin_trap();
			return 0;
		}
	END
	leafcc -g -O1 -I "$LEAF_SOURCE_DIR/include" -o woven said.c
	LEAF_OUT=out run ./woven
	[ "$(xxd -p out/0.n.bin)" = e8030000 ]
	[ "$(jq -r .kind out/0.json)" = branch ]
}

@test "arguments_and_environment_variables_are_input" {
	cat >given.c <<-'END'
		#include <stdio.h>
		#include <stdlib.h>
		#include <string.h>
		int main(int argc, char **argv)
		{
			const char *mode = getenv("MODE");
			if (argc > 1 && strcmp(argv[1], "--go") == 0)
				puts("go");
			if (mode && strncmp(mode, "fast", 4) == 0)
				puts("fast");
			return 0;
		}
	END
	leafcc -g -O1 -o woven given.c
	LEAF_OUT=out LEAF_ARGV=1 LEAF_ENV=OTHER,MODE MODE=slow run ./woven abcd
	[ "$status" -eq 0 ]
	cat out/*.argv*.bin | grep -q -e --go
	cat out/*.env.MODE.bin | grep -q fast
}

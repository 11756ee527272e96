#!/usr/bin/env bats
# program_map.bats - what a program compiled by leafcc tells of its functions, blocks and calls.

setup() {
	[ -x "$LEAF_BUILD_DIR/bin/leafcc" ] || skip "this build has no engine"
	cd "$BATS_TEST_TMPDIR"
	export LEAF_FLAME=off
	cat >a.c <<-'END'
		#include <string.h>
		int away(int x);
		static int loop(int n)
		{
			int sum = 0;
			for (int i = 0; i < n; i++)
				sum += away(i);
			return sum;
		}
		int main(int argc, char **argv)
		{
			switch (argc) {
			case 1:
				return loop(3);
			case 20:
				return strcmp(argv[1], "x");
			default:
				return 7;
			}
		}
	END
	printf '\n\nint away(int x)\n{\n\tif (x > 1)\n\t\treturn x - 1;\n\treturn x;\n}\n' >away.c
}

of() { jq -c ".modules[].functions[] | select(.name == \"$1\") | $2" map.json; }

@test "functions_blocks_edges_and_calls_of_every_file" {
	for flags in "-O0" "-O0 -fleaf-level=full"; do
		leafcc -g $flags a.c away.c -o one
		leaf explore --map map.json -- ./one
		[ "$(jq -c '[.modules[].functions[].name] | sort' map.json)" = '["away","loop","main"]' ]
		[ "$(of away '[.file, .line, .blocks[0]]')" = '["away.c",3,5]' ]
		[ "$(of main '.calls')" = '["strcmp","loop"]' ]
		[ "$(of main '[.edges[] | select(.[0] == 0) | .[2]] | sort_by(tostring)')" = '[0,1,"default"]' ]
		[ "$(of main '[.blocks[] | select(. == 14 or . == 16 or . == 18)] | sort')" = '[14,16,18]' ]
		# Each block but the first is reached, and the loop leads back.
		[ "$(of loop '([.edges[][1]] | unique | length) == (.blocks | length - 1)')" = true ]
		[ "$(of loop '[.edges[] | select(.[1] <= .[0])] | length > 0')" = true ]
	done
	[ "$(of away '.edges | length')" -ge 4 ]
}

@test "a_branch_has_its_place_in_the_map" {
	leafcc -g -O0 a.c away.c -o one
	LEAF_MAP=map.json ./one || true
	[ "$(of away '.sites[0] | [.kind, .block, .line, .bits]')" = '["branch",0,5,1]' ]
}

@test "a_graph_for_graphviz" {
	leafcc -g -O0 a.c away.c -o one
	leaf explore --map map.dot -- ./one
	[ "$(head -n 1 map.dot)" = "digraph program {" ]
	[ "$(grep -c '^subgraph' map.dot)" = 3 ]
	[ "$(grep -c 'style=dashed' map.dot)" = 2 ]
	! command -v dot >/dev/null || dot -Tsvg map.dot >/dev/null
}

@test "a_program_without_a_map_is_told" {
	run leaf explore --map map.json -- true
	[ "$status" -eq 4 ]
	[[ $output == *"'true' wrote no map"* ]]
	printf 'int main(void) { for (;;) __asm__ volatile(""); }' >hang.c
	leafcc hang.c -o hang
	run leaf explore --map map.json --run-ms 200 -- ./hang
	[ "$status" -eq 4 ]
	[[ $output == *"did not end by itself"* ]]
}

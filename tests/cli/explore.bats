# explore.bats - `leaf explore`: what it finds, how it goes on, what it says when it cannot.

setup() {
	[ -x "$LEAF_BUILD_DIR/bin/leafcc" ] || skip "this build has no engine"
	cd "$BATS_TEST_TMPDIR"
	printf 'aaaaaaaaaaaaaaaa' >seed
}

woven() {
	leafcc -O2 -o woven "$LEAF_SOURCE_DIR/samples/concolic/$1.c"
}

@test "a_bug_behind_three_conditions_is_found_and_kept" {
	woven header
	run leaf explore -i seed -o out -t 60 -- ./woven @@
	[ "$status" -eq 1 ]
	[[ "$output" == *"nothing left to try"* ]]
	[[ "$output" == *"crashes    1 in out/crashes"* ]]
	clang -o native "$LEAF_SOURCE_DIR/samples/concolic/header.c" 2>/dev/null ||
		clang-14 -o native "$LEAF_SOURCE_DIR/samples/concolic/header.c"
	run ./native out/crashes/*
	[ "$status" -eq 134 ]
}

@test "standard_input_is_the_input_where_no_argument_is" {
	cat >stdin.c <<-'END'
		#include <stdio.h>
		int main(void)
		{
			int c = getchar();
			if (c == 'x' && getchar() == 'y')
				__builtin_trap();
			return 0;
		}
	END
	leafcc -O2 -o woven stdin.c
	run leaf explore --json -i seed -o out -t 60 -- ./woven
	[ "$status" -eq 1 ]
	[ "$(echo "$output" | jq .crashes)" = 1 ]
	[ "$(head -c 2 out/crashes/*)" = xy ]
}

@test "what_was_killed_goes_on_where_it_was" {
	woven header
	leaf explore -i seed -o out -t 60 -- ./woven @@ >/dev/null 2>&1 &
	until [ "$(ls out/queue 2>/dev/null | wc -l)" -ge 2 ] || ! kill -0 $!; do
		sleep 0.01
	done
	kill -9 $!
	wait $! 2>/dev/null || true
	kept=$(ls out/queue | wc -l)
	run leaf explore --json -i seed -o out -t 60 -- ./woven @@
	[ "$(echo "$output" | jq .crashes)" = 1 ]
	[ "$(echo "$output" | jq .finished)" = true ]
	[ "$(ls out/queue | wc -l)" -ge "$kept" ]
	# A third time there is nothing to do but to look at what is there.
	runs=$(ls out/queue | wc -l)
	run leaf explore --json -i seed -o out -t 60 -- ./woven @@
	[ "$(echo "$output" | jq .concolic_runs)" = 0 ]
	[ "$(echo "$output" | jq .runs)" = "$runs" ]
}

@test "a_run_that_does_not_end_is_ended" {
	cat >hang.c <<-'END'
		#include <stdio.h>
		int main(void)
		{
			if (getchar() == 'h')
				for (;;)
					__asm__ volatile("");
			return 0;
		}
	END
	leafcc -O2 -o woven hang.c
	run leaf explore --run-ms 300 -i seed -o out -t 60 -- ./woven
	[ "$status" -eq 1 ]
	[ "$(head -c 1 out/hangs/*)" = h ]
}

@test "what_cannot_be_explored_is_told" {
	run leaf explore -i seed -o out -- true
	[ "$status" -eq 4 ]
	[[ "$output" == *"'true' was not compiled by leafcc"* ]]
	run leaf explore -i nothing -o out2 -- true
	[ "$status" -eq 3 ]
	[[ "$output" == *"no such seed: 'nothing'"* ]]
	run leaf explore -i seed -o out3 -- ./nothing
	[ "$status" -eq 3 ]
	[[ "$output" == *"cannot run './nothing'"* ]]
	run leaf explore -- true
	[ "$status" -eq 2 ]
}

@test "what_is_found_is_replayed_and_goes_its_way" {
	woven header
	run leaf explore --check --why-slow --json -i seed -o out -t 60 -- ./woven @@
	[ "$(echo "$output" | jq '.predicted > 10')" = true ]
	[ "$(echo "$output" | jq '.followed >= 0.95 * .predicted')" = true ]
	[ "$(echo "$output" | jq .failed_checks)" = 0 ]
	[ "$(echo "$output" | jq '.slow | length > 3')" = true ]
	[[ "$(echo "$output" | jq -r '.slow[0].place')" == main\ *header.c:* ]]
}

@test "a_program_that_does_not_do_the_same_again_is_noticed" {
	cat >moody.c <<-'END'
		#include <fcntl.h>
		#include <stdio.h>
		#include <unistd.h>
		int main(void)
		{
			int c = getchar();
			if (unlink("been") == 0)
				return c == 'x' ? puts("x") : 1;
			close(creat("been", 0600));
			return c == 'y' ? puts("y") : 1;
		}
	END
	leafcc -O0 -o woven moody.c
	run leaf explore --check --json -i seed -o out -t 60 -- ./woven
	[ "$(echo "$output" | jq '.predicted > .followed')" = true ]
}

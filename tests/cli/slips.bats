#!/usr/bin/env bats
# slips.bats - what a program's user mistypes in the environment is named on standard error.

setup() {
	cd "$BATS_TEST_TMPDIR"
	unset LEAF_LOG LEAF_QUIET LEAF_LOG_FILE LEAF_LOG_FORMAT LEAF_RECORD
	export LEAF_FLAME=off
}

@test "a_number_that_is_none_is_named" {
	run env LEAF_RECORD=r LEAF_RECORD_MAX_MB=64MB record_small
	[[ $output == *"leaf: LEAF_RECORD_MAX_MB='64MB' is not a number: the default it is"* ]]
	run env LEAF_RECORD=r LEAF_RECORD_MAX_MB=-3 record_small
	[[ $output == *"leaf: LEAF_RECORD_MAX_MB='-3' is not from 0 to "*": 0 it is"* ]]
	run env LEAF_RECORD=r LEAF_RECORD_MAX_MB=64 record_small
	[[ $output != *leaf:* ]]
}

@test "a_word_that_is_none_is_named" {
	run env LEAF_RECORD=r LEAF_RECORD_FULL=stop record_small
	[[ $output == *"leaf: LEAF_RECORD_FULL='stop' is none of drop, wait: drop it is"* ]]
}

@test "a_misspelt_variable_is_named" {
	run env LEAF_LGO=info record_small
	[[ $output == *"leaf: 'LEAF_LGO' in the environment means nothing; did you mean LEAF_LOG?"* ]]
	run env LEAF_LOG_FROMAT=json LEAF_LOG=info stopped
	[ "$(grep -c "'LEAF_LOG_FROMAT' in the environment means nothing; did you mean LEAF_LOG_FORMAT?" <<<"$output")" -eq 1 ]
	run env LEAF_FLAM_FILTER=off leaf_log=info record_small
	[[ $output == *"did you mean LEAF_FLAME_FILTER?"* ]]
	[[ $output == *"'leaf_log' in the environment means nothing; did you mean LEAF_LOG?"* ]]
	run env LEAF_TRACY_WAIT=5 record_small
	[[ $output == *"did you mean LEAF_TRACY_WAIT_MS?"* ]]
	run env LEAF_QUIETT=1 LEAF_QUIET=1 record_small
	[[ $output == *"did you mean LEAF_QUIET?"* ]]
	run env LEAF_SPRING=green LEAF_NODE_FILTER=off LEAF_LOAD=1 LEAF_=1 LEAF_DIR=/ record_small
	[[ $output != *leaf:* ]]
}

@test "a_span_taken_for_a_target_is_explained" {
	run env LEAF_LOG=set_place_address=trace LEAF_LOG_EXPLAIN=1 golden_log
	[[ $output == *'`set_place_address=trace` matched nothing; did you mean the span `[set_place_address]`?'* ]]
	run env LEAF_LOG=leafrt::backends::sym=trace LEAF_LOG_EXPLAIN=1 golden_log
	[[ $output != *'did you mean the span'* ]]
}

@test "losses_are_said_once_also_if_the_program_stops_the_tracer" {
	run env LEAF_LOG=info stopped
	[ "$(grep -c 'leaf: 1 field was recorded that no span declares with LEAF_LATE, at least none that LEAF_MAX_LEVEL leaves' <<<"$output")" -eq 1 ]
	run env LEAF_LOG=info LEAF_QUIET=1 stopped
	[[ $output != *LEAF_LATE* ]]
}

@test "a_log_that_thins_other_sinks_says_so_once" {
	note='leaf: LEAF_LOG governs the recording too: 2 of the 3 spans met are not in it; LEAF_TEXT_FILTER is for the log alone'
	run env LEAF_LOG=info LEAF_RECORD=r log_small
	[ "$(grep -cxF "$note" <<<"$output")" -eq 1 ]
	for quiet in LEAF_LOG=trace LEAF_TEXT_FILTER=info LEAF_RECORD_FILTER=trace LEAF_QUIET=1; do
		run env LEAF_LOG=info LEAF_RECORD=r $quiet log_small
		[[ $output != *governs* ]]
	done
	run env LEAF_LOG=info log_small # nothing else was asked for
	[[ $output != *governs* ]]
}

@test "a_log_that_thins_the_flame_graph_says_so" {
	case "$LEAF_FEATURES" in *profile_flame*) ;; *) skip "built without profile_flame" ;; esac
	run env LEAF_LOG=info LEAF_FLAME=exact log_small
	[[ $output == *'leaf: LEAF_LOG governs the flame graph too: 2 of the 3 spans met are not in it'* ]]
	run env -u LEAF_FLAME LEAF_LOG=info log_small
	[[ $output != *governs* ]]
}

@test "explaining_without_LEAF_LOG_says_that_it_is_not_set" {
	run env LEAF_LOG_EXPLAIN=1 log_small
	[[ $output == *'leaf: LEAF_LOG is not set: the logs are silent, other sinks are told all'* ]]
}

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

@test "a_span_taken_for_a_target_is_explained" {
	run env LEAF_LOG=set_place_address=trace LEAF_LOG_EXPLAIN=1 golden_log
	[[ $output == *'`set_place_address=trace` matched nothing; did you mean the span `[set_place_address]`?'* ]]
	run env LEAF_LOG=leafrt::backends::sym=trace LEAF_LOG_EXPLAIN=1 golden_log
	[[ $output != *'did you mean the span'* ]]
}

@test "losses_are_said_once_also_if_the_program_stops_the_tracer" {
	run env LEAF_LOG=info stopped
	[ "$(grep -c 'leaf: 1 field was recorded that no span declares with LEAF_LATE' <<<"$output")" -eq 1 ]
	run env LEAF_LOG=info LEAF_QUIET=1 stopped
	[[ $output != *LEAF_LATE* ]]
}

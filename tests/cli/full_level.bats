# full_level.bats - programs compiled with every call of the runtime interface: the log and the control flow.

setup() {
	[ -x "$LEAF_BUILD_DIR/bin/leafcc" ] || skip "this build has no engine"
	cd "$BATS_TEST_TMPDIR"
	export LEAF_FLAME=off LEAF_TRACY=off LEAF_LOG_FORMAT=timer=off
	unset LEAF_LOG
	printf b >b
	printf a >a
	leafcc -O0 -g -fleaf-level=full -fleaf-verify -o woven "$LEAF_SOURCE_DIR/samples/concolic/if_basic.c"
}

@test "a_branch_on_a_character_reads_as_documented" {
	LEAF_BACKEND=noop LEAF_LOG=trace,pri=trace run ./woven b
	[ "$status" -eq 0 ]
	# Numbers differ from run to run; names, order and the forms of values do not.
	shape=$(grep -B5 take_branch_ow_char <<<"$output" | sed -E 's/[0-9]+/N/g')
	[ "$shape" = " pri::set_place_address place=N, raw_ptr=N
 pri::set_place_type_char place=N
 pri::set_place_type_id place=N, type_id=N
 pri::ref_operand_copy place=N
 pri::new_branching_info node_location=N, discriminant=N, discr_bit_size=N, discr_is_signed=false
 pri::take_branch_ow_char info=BranchingInfo(on: N as uN @ N), non_values=['a']" ]
	LEAF_BACKEND=noop LEAF_LOG=trace,pri=trace run ./woven a
	[[ "$output" == *"value='a'"* ]]
}

@test "every_line_has_the_form_of_the_interface" {
	LEAF_BACKEND=noop LEAF_LOG=trace,pri=trace run ./woven b
	lines=$(grep -c '^ pri::' <<<"$output")
	[ "$lines" -gt 30 ]
	[ "$(grep -cE '^ (pri)::([a-z_0-9]+)( [a-z_]+=[^,]+(, [a-z_]+=.+)*)?$' <<<"$output")" = "$lines" ]
}

@test "without_being_asked_it_is_silent" {
	LEAF_BACKEND=noop LEAF_LOG=trace run ./woven b
	[ "$output" = "no a" ]
}

@test "control_flow_is_told_with_its_places" {
	LEAF_BACKEND=cf_tracer LEAF_OUT=out ./woven b
	[ "$(jq -r 'select(.enter) | .enter' out/control_flow.jsonl)" = main ]
	[ "$(jq -r 'select(.return) | .return' out/control_flow.jsonl)" = main ]
	line=$(grep -n 'switch (c)' "$LEAF_SOURCE_DIR/samples/concolic/if_basic.c" | cut -d: -f1)
	[ "$(jq -r "select(.line == $line and .branch) | .branch" out/control_flow.jsonl)" = otherwise ]
	LEAF_BACKEND=cf_tracer LEAF_OUT=out ./woven a
	[ "$(jq -r "select(.line == $line and .branch) | .branch" out/control_flow.jsonl)" = 97 ]
}

@test "both_levels_at_once_follow_the_input_and_tell_of_it" {
	for o in 0 2; do
		leafcc -O$o -g -fleaf-level=all -fleaf-verify -o both "$LEAF_SOURCE_DIR/samples/concolic/if_basic.c"
		rm -rf out
		LEAF_INPUT=b LEAF_OUT=out LEAF_LOG=trace,pri=trace run ./both b
		[ "$status" -eq 0 ]
		[[ "$output" == *"pri::take_branch_"* ]]
		[ "$(cat out/0.bin)" = a ]
		[ "$(jq -r .function out/0.json)" = main ]
		[ "$(jq .line out/0.json)" = 16 ]
		[ ! -e out/1.bin ]
	done
}

@test "the_run_that_is_profiled_in_this_repository_asks_the_solver" {
	run "$LEAF_SOURCE_DIR/scripts/profiler/concolic-sample"
	[ "$status" -eq 0 ]
	[ "$(jq -r .by "$LEAF_BUILD_DIR/concolic-sample/out/0.json")" = solver ]
}

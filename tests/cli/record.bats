# record.bats - recordings: what the sink writes, `leaf record` reads.

setup() {
	bats_require_minimum_version 1.5.0
	unset NO_COLOR "${!LEAF_LOG@}" "${!LEAF_RECORD@}" "${!LEAF_FLAME@}"
	export LEAF_LOG=trace LEAF_TEXT_FILTER=off LEAF_LOG_FILE=/dev/null LEAF_FLAME=off
	export LEAF_RECORD=$BATS_TEST_TMPDIR/recording
}

# The tree without its times: thread number and text.
tree() {
	leaf record text "$@" "$LEAF_RECORD" | sed -E 's/^ *[0-9.]+ +([0-9]+) .{9} /\1 /'
}

# The value of a row of `leaf record info`.
info() {
	leaf record info "$LEAF_RECORD" | sed -n "s/^  $1  *//p"
}

@test "every_kind_of_value_comes_back" {
	record_small
	run tree
	echo "$output"
	[ "${lines[0]}" = '1 small::values text="a \"text\"\n", "cut here"="cut", c='"'x'"', ratio=0.5, none=null, pair=Pair(3, 4), raw=[2 bytes: 01 02]' ]
	[ "${lines[1]}" = '1   WARN small careful; now, big=18446744073709551615, neg=-1' ]
	[ "${lines[2]}" = '1 . small::values answer=42' ]
	[ "${lines[3]}" = '1   small::leaf n=7' ]
	[ "${lines[4]}" = '1 / small::values' ]
	[ "${#lines[@]}" -eq 5 ]
}

@test "json_has_an_object_per_step" {
	record_small
	leaf record text --json "$LEAF_RECORD" >"$BATS_TEST_TMPDIR/json"
	python3 - "$BATS_TEST_TMPDIR/json" <<-'END'
		import json, sys
		rows = [json.loads(line) for line in open(sys.argv[1])]
		assert [r["kind"] for r in rows] == ["open", "event", "late", "open", "close", "close"], rows
		fields = rows[0]["fields"]
		assert fields["text"] == 'a "text"\n' and fields["ratio"] == 0.5 and fields["none"] is None
		assert rows[1]["fields"] == {"big": 18446744073709551615, "neg": -1}
		assert rows[2]["fields"] == {"answer": 42}
		assert rows[5]["duration"] >= rows[4]["duration"] >= 0
		assert rows[5]["ns"] >= rows[0]["ns"] and rows[0]["line"] > 0
	END
}

@test "info_tells_how_the_run_ended" {
	record_small
	[ "$(info fate)" = ended ]
	[ "$(info spans)" = 2 ]
	[ "$(info events)" = 1 ]
	[[ "$(info command)" = *record_small ]]
}

@test "abort_leaves_the_recording_whole_and_marks_what_was_open" {
	run record_small abort
	[[ "$(info fate)" = "cut off"* ]]
	[ "$(info 'still open')" = 1 ]
	[ "$(tree | tail -n 1)" = '1 / small::ending (still open)' ]
}

@test "exit_without_handlers_loses_nothing" {
	record_small exit
	[[ "$(info fate)" = "cut off"* ]]
	[ "$(info spans)" = 3 ]
}

@test "spans_left_by_longjmp_are_healed" {
	record_small jump
	[ "$(info 'still open')" = "" ]
	run tree
	echo "$output"
	[ "${lines[-1]}" = '1 / small::ending' ]
	[ "$(grep -c 'small::jumps n=' <<<"$output")" = 4 ]
}

@test "jumping_out_again_and_again_does_not_nest_deeper" {
	for also in off trace; do # with the text log on frames are kept, without it none
		rm -rf "$LEAF_RECORD"
		LEAF_TEXT_FILTER=$also record_small rounds 1000
		[ "$also" = trace ] || [ "$(info 'left by jump')" = 1999 ]
		run leaf record text "$LEAF_RECORD"
		echo "${lines[-1]}"
		[ "$(grep -c 'small::jumps n=' <<<"$output")" = 1999 ]
		[ "$(leaf record folded --collapse "$LEAF_RECORD" | wc -l)" -le 8 ]
	done
}

@test "forked_child_has_a_run_of_its_own" {
	record_small fork
	[ "$(leaf record info "$LEAF_RECORD" | grep -c '^run ')" = 2 ]
	run leaf record text -q "$LEAF_RECORD"
	[[ "$output" = *'small::leaf n=200'* && "$output" != *'small::leaf n=100'* ]]
	child=$(leaf record info --json "$LEAF_RECORD" | sed -n 's/.*"run":"\([^"]*\)".*"forked":true.*/\1/p')
	run leaf record text --run "$child" "$LEAF_RECORD"
	echo "$output"
	[[ "$output" = *'small::ending (open already)'*'small::leaf n=100'* ]]
	[[ "$output" != *'small::leaf n=200'* ]]
}

@test "runs_into_the_same_folder_stay_apart" {
	record_small
	record_small abort || true
	[ "$(leaf record info "$LEAF_RECORD" | grep -c '^run ')" = 2 ]
	run --separate-stderr leaf record text "$LEAF_RECORD"
	[[ "$output" = *'small::ending'* ]]
	[[ "$stderr" = "leaf: showing run "*", one of 2; --run chooses another" ]]
}

@test "threads_are_told_apart_and_reuse_their_memory" {
	record_small threads 200
	[ "$(info threads)" = 201 ]
	[ "$(info spans)" = 403 ]
	[ "$(stat -c %s "$LEAF_RECORD"/*/rings)" -le $((4 * 135168)) ]
	run tree --thread 9
	[ "$output" = "9 small::job
9   small::leaf n=1
9 / small::job" ]
}

@test "folded_stacks_add_up_to_the_time_inside" {
	record_small
	run leaf record folded "$LEAF_RECORD"
	echo "$output"
	[[ "$output" = *"ThreadId(1)-main;small::values "[0-9]* ]]
	[[ "$output" = *"ThreadId(1)-main;small::values;small::leaf "[0-9]* ]]
	run leaf record folded --collapse --lines --depth 1 "$LEAF_RECORD"
	echo "$output"
	[[ "$output" = *"all-threads;small::values:"*"record_small.c:"[0-9]*";[truncated] "* ]]
}

@test "since_and_until_cut_a_window_out" {
	record_small
	[ -z "$(leaf record text --since 1000s "$LEAF_RECORD")" ]
	[ -z "$(leaf record text --until -1 "$LEAF_RECORD")" ]
	[ "$(leaf record text --since 0 --until 1000s "$LEAF_RECORD" | wc -l)" = 5 ]
	run leaf record text --since soon "$LEAF_RECORD"
	[ "$status" -eq 2 ]
}

@test "folder_that_cannot_be_made_is_said_once_and_harms_nobody" {
	touch "$BATS_TEST_TMPDIR/file"
	LEAF_RECORD=$BATS_TEST_TMPDIR/file/x run --separate-stderr record_small jump
	[ "$status" -eq 0 ]
	[ "$(grep -c recor <<<"$stderr")" = 1 ]
}

@test "what_is_no_recording_is_an_error" {
	mkdir "$BATS_TEST_TMPDIR/empty"
	run leaf record info "$BATS_TEST_TMPDIR/empty"
	[ "$status" -eq 3 ]
	[ "$output" = "leaf: no recording in '$BATS_TEST_TMPDIR/empty'" ]
	run leaf record text "$BATS_TEST_TMPDIR/missing"
	[ "$status" -eq 3 ]
	record_small
	truncate -s 100 "$LEAF_RECORD"/*/meta
	run leaf record text "$LEAF_RECORD"
	[ "$status" -eq 3 ]
	[[ "$output" = *"cut short at 100 bytes" ]]
}

@test "flight_recorder_keeps_the_last_mebibytes" {
	truncate -s 4096 "$BATS_TEST_TMPDIR/counters"
	LEAF_RECORD_MAX_MB=1 record_load "$BATS_TEST_TMPDIR/counters" 1 0 200000
	[ "$(stat -c %s "$LEAF_RECORD"/*/data)" -le 1048576 ]
	run leaf record text -q "$LEAF_RECORD"
	[[ "${lines[0]}" = *' part'?(s)' lost]' ]]
	[[ "$output" = *'one_round t=0, i=199999'* ]]
	[[ "$output" != *'one_round t=0, i=1000,'* ]]
}

@test "bit_flips_are_found_and_the_rest_is_read" {
	truncate -s 4096 "$BATS_TEST_TMPDIR/counters"
	record_load "$BATS_TEST_TMPDIR/counters" 1 0 50000
	[ "$(info damaged)" = "" ]
	head -c 64 /dev/zero | tr '\0' '\377' |
		dd of="$(echo "$LEAF_RECORD"/*/data)" bs=1 seek=300000 conv=notrunc status=none
	run leaf record info "$LEAF_RECORD"
	[ "$status" -eq 1 ]
	[ "$(info damaged)" = "1 part" ]
	run leaf record text "$LEAF_RECORD"
	[[ "$output" = *'[damaged from offset '* ]]
	[[ "$output" = *'i=49999'* ]]
}

@test "parents_and_causes_are_named_by_the_line_they_stand_in" {
	under_log
	run leaf record text "$LEAF_RECORD"
	echo "$output"
	[[ "$output" =~ ([0-9.]+)\ +1\ +u::outer ]]
	outer=${BASH_REMATCH[1]}
	[[ "$output" = *" u::sibling (under u::outer of $outer)"* ]]
	[[ "$output" = *"2           u::elsewhere (under u::outer of $outer)"* ]]
}

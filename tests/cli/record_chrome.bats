# record_chrome.bats - `leaf record chrome`: what trace viewers and Tracy's importer read.

setup() {
	bats_require_minimum_version 1.5.0
	unset NO_COLOR "${!LEAF_LOG@}" "${!LEAF_RECORD@}" "${!LEAF_FLAME@}" "${!LEAF_TRACY@}"
	export LEAF_FLAME=off LEAF_TRACY=off LEAF_RECORD=$BATS_TEST_TMPDIR/recording LEAF_QUIET=1
	tracy_all 3
	leaf record chrome "$LEAF_RECORD" >"$BATS_TEST_TMPDIR/json"
}

events() {
	jq -r ".traceEvents[] | $1" "$BATS_TEST_TMPDIR/json"
}

@test "every_span_begins_and_ends" {
	[ "$(events 'select(.ph == "B") | .name' | sort | uniq -c | awk '{ print $2 $1 }' | tr '\n' ' ')" = \
		"enqueue6 fiber_work2 round3 run_fibers1 turn6 work9 " ]
	[ "$(events 'select(.ph == "E") | .name' | wc -l)" -eq 27 ]
}

@test "times_do_not_go_back_and_spans_nest" {
	python3 - "$BATS_TEST_TMPDIR/json" <<-'END'
		import json, sys
		stacks, last = {}, 0
		for e in json.load(open(sys.argv[1]))["traceEvents"]:
		    assert e["ts"] >= last, e
		    last = e["ts"]
		    stack = stacks.setdefault(e["tid"], [])
		    if e["ph"] == "B":
		        stack.append(e["name"])
		    if e["ph"] == "E":
		        assert stack.pop() == e["name"], e
		assert not any(stacks.values()), stacks
	END
}

@test "a_span_has_its_place_and_values" {
	run events 'select(.name == "enqueue" and .ph == "B" and .args.what == 1) | "\(.loc) \(.args.note)"'
	[[ "${lines[0]}" =~ tracy_all\.c:[0-9]+\ second$ ]]
}

@test "plots_are_counters_and_frames_instants" {
	[ "$(events 'select(.ph == "C" and .name == "load") | .args.value' | tr '\n' ' ')" = "0 0.5 1 " ]
	[ "$(events 'select(.ph == "C" and .name == "queue") | .args.value' | sort -n | tail -n 1)" -eq 6 ]
	[ "$(events 'select(.ph == "i" and .name == "main loop" and .s == "p") | .ph' | wc -l)" -eq 3 ]
}

@test "threads_have_the_names_that_the_program_gave_them" {
	[ "$(events 'select(.ph == "M" and .name == "thread_name") | .args.name' | sort | head -n 1)" = main ]
	[ "$(events 'select(.ph == "M" and .name == "thread_name") | .args.name' | wc -l)" -eq 3 ]
}

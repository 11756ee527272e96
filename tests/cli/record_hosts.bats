# record_hosts.bats - recordings of programs that make it hard; none is harmed, no loss goes unsaid.

setup() {
	bats_require_minimum_version 1.5.0
	unset NO_COLOR "${!LEAF_LOG@}" "${!LEAF_RECORD@}" "${!LEAF_FLAME@}"
	export LEAF_LOG=trace LEAF_TEXT_FILTER=off LEAF_FLAME=off
	export LEAF_RECORD=$BATS_TEST_TMPDIR/recording
	host=$(command -v record_hosts)
}

# The value of a row of `leaf record info`.
info() {
	leaf record info "$LEAF_RECORD" | sed -n "s/^  $1  *//p"
}

@test "program_that_closes_all_descriptors_keeps_its_files_and_its_recording" {
	"$host" close "$BATS_TEST_TMPDIR/mine"
	[ "$(cat "$BATS_TEST_TMPDIR/mine")" = mine ]
	[ "$(info spans)" = 100010 ]
	[ "$(info events)" = 1 ]
}

@test "exec_begins_a_run_of_its_own" {
	"$host" exec
	[ "$(leaf record info "$LEAF_RECORD" | grep -c '^run ')" = 2 ]
	[ "$(info spans)" = "$(printf '10\n20')" ]
	[ "$(leaf record info "$LEAF_RECORD" | sed -n 's/^  fate *//p' | tail -n 1)" = ended ]
}

@test "tracer_that_is_started_again_begins_a_run_of_its_own" {
	"$host" restart
	[ "$(info spans)" = "$(printf '10\n10')" ]
	[ "$(info 'still open')" = "" ]
}

@test "cancelled_threads_leave_whole_recordings" {
	run --separate-stderr "$host" cancel
	[ "$status" -eq 0 ]
	[ "$(info damaged)" = "" ]
	[ "$(leaf record text "$LEAF_RECORD" | grep -c '[^/] hosts::cancelled')" = "$(info threads)" ]
}

@test "threads_that_come_and_go_share_a_few_rings" {
	"$host" many
	[ "$(info threads)" = 20000 ]
	[ "$(info spans)" = 40000 ]
	[ "$(stat -c %s "$LEAF_RECORD"/*/rings)" -le $((16 * 135168)) ]
	[ "$(stat -c %s "$LEAF_RECORD"/*/data)" -le $((20000 * 192 + 2 * 131072)) ]
}

@test "million_frames_are_recorded" {
	"$host" deep
	[ "$(info spans)" = 1000001 ]
	[ "$(info 'still open')" = "" ]
	[ "$(leaf record folded "$LEAF_RECORD" | wc -l)" -le 1002 ]
}

@test "largest_values_are_recorded" {
	"$host" large
	[ "$(info spans)" = 20 ]
	leaf record text --json "$LEAF_RECORD" >"$BATS_TEST_TMPDIR/json"
	[ "$(grep -o 'x\{4096\}"' "$BATS_TEST_TMPDIR/json" | wc -l)" -ge 20 ]
}

@test "sites_beyond_the_short_codes_are_recorded" {
	"$host" sites
	[ "$(info 'call sites')" = 2560 ]
	[ "$(info spans)" = 5120 ]
	[ "$(leaf record text "$LEAF_RECORD" | grep -c 'hosts::site93333 sum=')" = 2 ]
}

@test "limit_on_the_size_of_files_is_a_loss_that_is_said" {
	run --separate-stderr bash -c "ulimit -f 1024; exec '$host' work 200000"
	[ "$status" -eq 0 ]
	echo "$stderr"
	[[ "$stderr" = *"cannot write a part of the recording"*"File too large"* ]]
	[[ "$stderr" = *"bytes of the recording could not be written"* ]]
	[ "$(grep -c 'cannot write' <<<"$stderr")" = 1 ]
	[[ "$(info 'not written')" = *" bytes in "*" parts" ]]
	[ "$(info damaged)" = "" ]
	leaf record text "$LEAF_RECORD" >"$BATS_TEST_TMPDIR/text"
	grep -q ' parts\? lost\]' "$BATS_TEST_TMPDIR/text"
	grep -q ' i=199999' "$BATS_TEST_TMPDIR/text"
}

@test "full_disk_is_a_loss_that_is_said" {
	unshare -rm true 2>/dev/null || skip "no mounts without privileges here"
	mkdir "$BATS_TEST_TMPDIR/small"
	run unshare -rm bash -c "mount -t tmpfs -o size=1m none '$BATS_TEST_TMPDIR/small' || exit 77
		LEAF_RECORD='$BATS_TEST_TMPDIR/small/rec' '$host' work 200000 2>'$BATS_TEST_TMPDIR/said' || exit 1
		cp -r '$BATS_TEST_TMPDIR/small/rec' '$LEAF_RECORD'"
	[ "$status" -ne 77 ] || skip "no mounts here"
	[ "$status" -eq 0 ]
	cat "$BATS_TEST_TMPDIR/said"
	grep -q 'No space left on device' "$BATS_TEST_TMPDIR/said"
	[[ "$(info 'not written')" = *" bytes in "*" parts" ]]
	leaf record text "$LEAF_RECORD" | grep -q ' i=199999'
}

@test "who_waits_for_a_full_disk_loses_nothing" {
	unshare -rm true 2>/dev/null || skip "no mounts without privileges here"
	mkdir "$BATS_TEST_TMPDIR/small"
	run unshare -rm bash -c "mount -t tmpfs -o size=1m none '$BATS_TEST_TMPDIR/small' || exit 77
		(sleep 0.5; mount -o remount,size=64m '$BATS_TEST_TMPDIR/small') &
		LEAF_RECORD_FULL=wait LEAF_RECORD='$BATS_TEST_TMPDIR/small/rec' '$host' work 200000 || exit 1
		cp -r '$BATS_TEST_TMPDIR/small/rec' '$LEAF_RECORD'"
	[ "$status" -ne 77 ] || skip "no mounts here"
	[ "$status" -eq 0 ]
	[ "$(info spans)" = 200000 ]
	[ "$(info 'not written')" = "" ]
}

@test "recording_of_a_running_program_can_be_read" {
	truncate -s 4096 "$BATS_TEST_TMPDIR/counters"
	record_load "$BATS_TEST_TMPDIR/counters" 2 0 3>&- &
	pid=$!
	sleep 0.3
	run leaf record info "$LEAF_RECORD"
	kill -9 $pid
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" = *"fate         running"* && "$output" != *damaged* && "$output" != *"parts gone"* ]]
}

@test "function_inlined_into_itself_keeps_its_spans" {
	for also in off trace; do # without frames and with them
		rm -rf "$LEAF_RECORD"
		LEAF_TEXT_FILTER=$also LEAF_LOG_FILE=/dev/null run --separate-stderr record_inlined
		[ "$status" -eq 0 ] && [ -z "$stderr" ]
		[ "$(info spans)" = 4791 ]
		[ "$(info 'left by jump')" = "" ]
		[ "$(leaf record text "$LEAF_RECORD" | grep -c ' inlined::fib n=16$')" = 1 ]
	done
}

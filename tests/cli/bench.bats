# bench.bats - the benchmark's floors build, run and do the work of the bare program.

bats_require_minimum_version 1.5.0

setup() {
	[ -z "${LEAF_SANITIZE:-}" ] || skip "figures of sanitized builds mean nothing"
}

setup_file() {
	[ -z "${LEAF_SANITIZE:-}" ] || return 0
	export LEAF_ROOT=$LEAF_SOURCE_DIR
	export LEAF_BENCH_DIR=$BATS_FILE_TMPDIR/work
	driver=$BATS_FILE_TMPDIR/bench_driver
	export driver
	cd "$LEAF_SOURCE_DIR"
	gcc -std=gnu11 -D_GNU_SOURCE -O1 -I. bench/bench_*.c -lm -o "$driver"
}

@test "rows_are_listed" {
	run "$driver" --list
	[ "$status" = 0 ]
	[[ $output == *"tree-ticks"*"floor"* ]]
}

@test "unknown_row_is_refused" {
	run "$driver" no-such-row
	[ "$status" = 2 ]
}

@test "floors_do_the_work_of_the_base" {
	run "$driver" --smoke --work=flat,fib off-floor reads reads-ring 'tree-*' 'record-*' 'text-*' \
		fprintf gettime
	echo "$output"
	[ "$status" = 0 ]
	[[ $output == *"tree-ticks"* ]]
	[[ $output != *"not available"* ]]
}

@test "json_has_every_row" {
	run --separate-stderr "$driver" --smoke --json --work=flat off-floor
	[ "$status" = 0 ]
	grep -q '"row":"off-floor","group":"floor","work":"flat"' <<<"$output"
	perl -MJSON::PP -e 'local $/; decode_json(<STDIN>)' <<<"$output"
}

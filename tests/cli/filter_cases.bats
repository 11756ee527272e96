# filter_cases.bats - the tables of filter cases through the whole library, and the tool itself.

setup() {
	bats_require_minimum_version 1.5.0
	golden=$LEAF_SOURCE_DIR/tests/golden
	table=$BATS_TEST_TMPDIR/table.tsv
}

# agrees TABLE [--compat]: every cell, by the library and by the filter alone.
agrees() {
	for way in "" --pure; do
		run --separate-stderr filter_cases "$golden/$@" $way
		echo "$output"
		[ "$status" -eq 0 ]
		[[ $output == *": 0 rows with 0 cells differ" ]]
	done
}

@test "spans_and_events_follow_env_filter_in_compat_mode" {
	agrees env-filter-cases.tsv --compat
	agrees filter-compat.tsv --compat
}

@test "spans_and_events_follow_the_default_mode" {
	agrees filter-default.tsv
}

@test "differing_cells_are_listed_and_counted" {
	printf 'filter\tother\tapp\tstrict\n"app=info"\twarn\tinfo\tok\n"\\u0061pp"\t-\ttrace\tok\n' >"$table"
	run --separate-stderr filter_cases "$table" --compat
	echo "$output"
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = "line 2, filter \"app=info\", column other: expected 'warn', got '-'" ]
	[ "${lines[1]}" = "2 rows, 6 cells: 1 rows with 1 cells differ" ]
}

@test "what_is_no_table_is_refused" {
	run --separate-stderr filter_cases "$BATS_TEST_TMPDIR/missing.tsv"
	[ "$status" -eq 2 ]
	printf 'filter\tnowhere\n"app"\t-\n' >"$table"
	run --separate-stderr filter_cases "$table"
	[ "$status" -eq 2 ]
	[[ $stderr == *"unknown column 'nowhere'"* ]]
	: >"$table"
	run --separate-stderr filter_cases "$table"
	[ "$status" -eq 2 ]
	run --separate-stderr filter_cases
	[ "$status" -eq 2 ]
}

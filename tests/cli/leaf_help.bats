# leaf_help.bats - help and manual pages of every command, made from the tables.

# The names of all commands, one a line, as `leaf help` lists them.
command_names() {
	leaf help --format=markdown | awk '/^## /{on = $2 == "Commands"} on && /^- /' | cut -d'`' -f2
}

# The options in the rows of one options table, as "--word" or "-c".
options_of() {
	tr -d '\n' <"$LEAF_SOURCE_DIR/leaf/$1_opts.def" | grep -oE 'O\([a-z_0-9]+, [A-Z]+, [^,]+, [^,]+' |
		sed -E 's/.*, ("([^"]*)"|NULL)$/--\2/; s/.*'"'(.)'"', NULL$/-\1/'
}

# Fails if standard input holds a line that matches.
without() {
	if grep -n "$@"; then
		return 1
	fi
}

@test "help_lists_every_command_of_the_table" {
	expected=$(grep -o '^C("[a-z][^"]*"' "$LEAF_SOURCE_DIR/leaf/commands.def" | cut -d'"' -f2)
	[ -n "$expected" ]
	[ "$(command_names)" = "$expected" ]
}

@test "help_of_a_command_lists_every_option_of_its_table" {
	while IFS='|' read -r name table; do
		leaf help $name >"$BATS_TEST_TMPDIR/help"
		for option in $(options_of "$table") $(options_of global); do
			grep -qE -- "(^|[ ,])$option([ =]|$)" "$BATS_TEST_TMPDIR/help" ||
				{ echo "leaf help $name does not show $option"; return 1; }
		done
	done < <(sed -nE 's/^C\("([^"]*)", [a-z_]+, ([a-z_]+),.*/\1|\2/p' "$LEAF_SOURCE_DIR/leaf/commands.def")
}

@test "--help_and_-h_show_the_same_as_leaf_help" {
	while read -r name; do
		leaf help $name >"$BATS_TEST_TMPDIR/1"
		leaf $name --help | cmp - "$BATS_TEST_TMPDIR/1"
		leaf $name -h | cmp - "$BATS_TEST_TMPDIR/1"
	done < <(command_names)
	leaf help | cmp - <(leaf --help)
}

@test "help_about_something_unknown_suggests_and_is_a_usage_error" {
	run leaf help versoin
	[ "$status" -eq 2 ]
	[ "$output" = "leaf: no help about 'versoin'; did you mean 'version'?" ]
	run leaf help quite something else
	[ "$status" -eq 2 ]
	[ "$output" = "leaf: no help about 'quite something else'; 'leaf help' lists what there is" ]
}

@test "help_fits_the_width_of_the_terminal" {
	for columns in 60 80 100; do
		COLUMNS=$columns leaf help --all |
			awk -v most=$columns '/^  leaf |^  source/ {next} length > most {print; bad = 1} END {exit bad}'
	done
}

@test "help_has_no_trailing_blanks" {
	leaf help --all | without ' $'
}

@test "color_only_when_asked_for" {
	leaf help | without $'\033'
	leaf help --color=always | grep -q $'\033\[1m'
	NO_COLOR=1 leaf help --color=always | grep -q $'\033'
	leaf help --color=never | without $'\033'
}

# Run with a terminal on standard output.
on_terminal() {
	TERM=xterm script -qec "$*" /dev/null
}

@test "color_on_a_terminal_unless_NO_COLOR_or_TERM_says_no" {
	command -v script || skip "script is missing"
	on_terminal "leaf help" | grep -q $'\033'
	on_terminal "NO_COLOR= leaf help" | grep -q $'\033'
	on_terminal "NO_COLOR=1 leaf help" | without $'\033'
	on_terminal "TERM=dumb leaf help" | without $'\033'
	on_terminal "leaf --color=never help" | without $'\033'
}

@test "every_manual_page_is_written_and_groff_warns_of_nothing" {
	command -v groff || skip "groff is missing"
	leaf help --all --format=man --output="$BATS_TEST_TMPDIR"
	[ -f "$BATS_TEST_TMPDIR/leaf.1" ]
	[ -f "$BATS_TEST_TMPDIR/leaf-environment.7" ]
	while read -r name; do
		[ -f "$BATS_TEST_TMPDIR/leaf-${name// /-}.1" ]
	done < <(command_names)
	for page in "$BATS_TEST_TMPDIR"/*.[17] "$LEAF_SOURCE_DIR"/docs/man/*.[1357]; do
		[ -e "$page" ] || continue
		groff -man -ww -Tutf8 -z "$page" 2>&1
		[ -z "$(groff -man -ww -Tutf8 -z "$page" 2>&1)" ]
	done
}

@test "man_itself_warns_of_nothing" {
	command -v man || skip "man is missing"
	leaf help --all --format=man --output="$BATS_TEST_TMPDIR"
	for page in "$BATS_TEST_TMPDIR"/*.[17]; do
		LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" \
			2>"$BATS_TEST_TMPDIR/warnings" >/dev/null
		cat "$BATS_TEST_TMPDIR/warnings"
		[ ! -s "$BATS_TEST_TMPDIR/warnings" ]
	done
}

@test "man_shows_the_options_as_they_are_typed" {
	command -v groff || skip "groff is missing"
	leaf help version --format=man | groff -man -Tascii -P-cbou | grep -q -- '^ *--json'
	leaf help --format=man | groff -man -Tutf8 -P-cbou | grep -q -- '-q, --quiet'
}

@test "pages_go_into_files_only_where_the_folder_is_writable" {
	run leaf help --output="$BATS_TEST_TMPDIR/none"
	[ "$status" -eq 3 ]
	[ "$output" = "leaf: cannot write '$BATS_TEST_TMPDIR/none/leaf.txt': No such file or directory" ]
}

@test "help_environment_lists_every_variable_of_the_tables" {
	for table in trace/env.def leaf/command_env.def; do
		for name in $(grep -oE '^ENV\([A-Z_0-9]+' "$LEAF_SOURCE_DIR/$table" | cut -c5-); do
			leaf help environment | grep -q "^  $name="
			leaf help environment --format=man | grep -q "^.fB$name"
		done
	done
}

@test "leaf_trace_3_names_everything_in_trace_h" {
	header=$LEAF_SOURCE_DIR/include/leaf/trace.h
	for name in $(grep -oE '^#define LEAF_[A-Z][A-Z_]*' "$header" | cut -c9- | grep -v '_H$' | sort -u) \
		$(grep -oE 'leaf_[a-z][a-z_]*\(' "$header" | tr -d '(' | sort -u); do
		grep -q "$name" "$LEAF_SOURCE_DIR/docs/man/leaf_trace.3" || { echo "$name is missing"; return 1; }
	done
}

# leaf_usage.bats - wrong command lines, exit codes, and output that cannot be written.

# expect CODE MESSAGE COMMAND…: one line on standard error, nothing on standard output.
expect() {
	local code=$1 message=$2
	shift 2
	run --separate-stderr "$@"
	echo "status $status, stdout '$output', stderr '$stderr'"
	[ "$status" -eq "$code" ] && [ -z "$output" ] && [ "$stderr" = "leaf: $message" ]
}

setup() {
	bats_require_minimum_version 1.5.0
}

@test "no_command_is_a_usage_error" {
	expect 2 "a command is needed; 'leaf help' lists them" leaf
	expect 2 "a command is needed; 'leaf help' lists them" leaf -q --
}

@test "unknown_command_suggests_the_nearest" {
	expect 2 "unknown command 'hlep'; did you mean 'help'?" leaf hlep
	expect 2 "unknown command 'complet'; did you mean 'completion'?" leaf complet
	expect 2 "unknown command 'xyzzy'; 'leaf help' lists them" leaf xyzzy
	expect 2 "unknown command ''; 'leaf help' lists them" leaf ""
}

@test "unknown_option_suggests_the_nearest" {
	expect 2 "'leaf version' has no option '--jsn'; did you mean '--json'?" leaf version --jsn
	expect 2 "'leaf version' has no option '--jsn'; did you mean '--json'?" leaf version --jsn=3
	expect 2 "'leaf' has no option '--frobnicate'; see 'leaf help'" leaf --frobnicate
	expect 2 "'leaf help' has no option '-x'; see 'leaf help help'" leaf help -qx
}

@test "options_may_be_shortened_as_long_as_they_are_clear" {
	[ "$(leaf version --js)" = "$(leaf version --json)" ]
	expect 2 "option '--ver' of 'leaf' is not clear; it could be '--version' or '--verbose'" leaf --ver
}

@test "values_of_options_are_checked" {
	expect 2 "option '--color' wants auto, always or never, not 'blue'" leaf --color=blue help
	expect 2 "option '--color' needs a value: auto|always|never" leaf help --color
	expect 2 "option '--quiet' takes no value, so '--quiet=3' is wrong" leaf --quiet=3 help
}

@test "operands_are_counted_and_checked" {
	expect 2 "'leaf version' has no use for 'now'; see 'leaf help version'" leaf version now
	expect 2 "'leaf completion' needs bash|zsh|fish; see 'leaf help completion'" leaf completion
	expect 2 "'leaf completion' wants bash, zsh or fish, not 'ksh'" leaf completion ksh
	expect 2 "'leaf version' has no use for '--json'; see 'leaf help version'" leaf version -- --json
}

@test "global_options_stand_before_or_after_the_command" {
	leaf --color=always help | cmp - <(leaf help --color=always)
	leaf -qv help -v version | cmp - <(leaf help version)
}

@test "version_is_said_in_three_ways" {
	[[ $(leaf --version) =~ ^leaf\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	[ "$(leaf version | head -n 1)" = "$(leaf --version)" ]
	[ "$(leaf help --version)" = "$(leaf --version)" ]
	[[ $(leaf version --json) == '{"version":"'*'","features":['*'],"compiler":"'*'"}' ]]
}

@test "output_that_cannot_be_written_is_an_error_not_silence" {
	for words in help --version "version --json" "completion bash" "help --all --format=man"; do
		run bash -c "leaf $words >/dev/full"
		[ "$status" -eq 3 ]
		[ "$output" = "leaf: cannot write standard output: No space left on device" ]
		run bash -c "leaf $words >&-"
		[ "$status" -eq 3 ]
		[ "$output" = "leaf: cannot write standard output: Bad file descriptor" ]
	done
}

@test "closed_input_and_error_do_no_harm" {
	[ "$(leaf --version <&- 2>&-)" = "$(leaf --version)" ]
	run bash -c 'leaf hlep 2>&- <&- >&-'
	[ "$status" -eq 2 ]
	# A file that is opened while descriptors are closed must not become one of them.
	leaf help --output="$BATS_TEST_TMPDIR" <&- >&- 2>&-
	cmp "$BATS_TEST_TMPDIR/leaf.txt" <(COLUMNS=80 leaf help)
}

@test "control_characters_in_messages_are_made_visible" {
	expect 2 "unknown command '\\x1b[2J\\x0a'; 'leaf help' lists them" leaf $'\033[2J\n'
}

@test "exit_codes_are_documented" {
	for code in 0 1 2 3 4 130; do
		leaf help exit-codes | grep -qE "^  $code +[a-z]"
	done
}

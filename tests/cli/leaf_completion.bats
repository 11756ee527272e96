# leaf_completion.bats - completion as the shells do it.

setup() {
	source <(leaf completion bash)
}

# What bash offers for a line of words, the last being unfinished: sorted, on one line.
# A '=' is a word of its own, as readline has it.
offered() {
	COMP_WORDS=(leaf "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_leaf 2>/dev/null
	printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//'
}

@test "bash_knows_the_function" {
	[ "$(complete -p leaf)" = "complete -F _leaf leaf" ]
}

@test "bash_completes_commands" {
	[ "$(offered comp)" = "completion" ]
	[[ $(offered "") == *completion*help*version* ]]
	[[ $(offered "") != *__complete* ]]
	[ "$(offered -q comp)" = "completion" ]
}

@test "bash_completes_options" {
	[ "$(offered version --j)" = "--json" ]
	[ "$(offered version --)" = "--color --help --json --quiet --verbose --version" ]
	[ "$(offered --ver)" = "--verbose --version" ]
	[ "$(offered version -- --j)" = "" ]
}

@test "bash_completes_values_of_options" {
	[ "$(offered help --color "")" = "always auto never" ]
	[ "$(offered help --color = al)" = "always" ]
	[ "$(offered help --color =)" = "always auto never" ]
	[ "$(offered help --color=al)" = "--color=always" ]
	[ "$(offered help -f m)" = "man markdown" ]
}

@test "bash_completes_operands" {
	[ "$(offered completion "")" = "bash fish zsh" ]
	[ "$(offered completion z)" = "zsh" ]
	[ "$(offered completion zsh "")" = "" ]
	[ "$(offered help env)" = "environment" ]
	[ "$(offered help -q ver)" = "version" ]
}

@test "bash_completes_folders" {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p "some folder/inner" && touch "some file"
	[ "$(offered help --output so)" = "some folder" ]
	[ "$(offered help --output = so)" = "some folder" ]
}

@test "bash_completes_at_the_prompt" {
	command -v script || skip "script is missing"
	leaf completion bash >"$BATS_TEST_TMPDIR/rc"
	output=$(printf 'leaf vers\t --js\t\nexit\n' | TERM=dumb script -qec \
		"bash --noprofile --rcfile '$BATS_TEST_TMPDIR/rc' -i" /dev/null)
	echo "$output"
	[[ $output == *'{"version":"'* ]]
}

@test "zsh_and_fish_accept_their_scripts" {
	for shell in zsh fish; do
		leaf completion $shell >"$BATS_TEST_TMPDIR/script"
		if command -v $shell; then
			$shell -n "$BATS_TEST_TMPDIR/script"
		fi
	done
}

# What fish offers for a line, without the help behind each.
fish_offered() {
	fish --no-config -c "source (leaf completion fish | psub); complete -C '$1'" | cut -f1 | sort |
		tr '\n' ' ' | sed 's/ $//'
}

@test "fish_completes" {
	command -v fish || skip "fish is missing"
	cd "$BATS_TEST_TMPDIR"
	mkdir -p some_folder
	[ "$(fish_offered "leaf comp")" = "completion" ]
	[ "$(fish_offered "leaf help --color=al")" = "--color=always" ]
	[ "$(fish_offered "leaf completion ")" = "bash fish zsh" ]
	[ "$(fish_offered "leaf help --output so")" = "some_folder/" ]
	[ "$(fish_offered "leaf help --output=so")" = "--output=some_folder/" ]
}

@test "zsh_completes_at_the_prompt" {
	command -v zsh || skip "zsh is missing"
	leaf completion zsh >"$BATS_TEST_TMPDIR/_leaf"
	output=$(zsh -f "$BATS_TEST_DIRNAME/zsh_prompt.zsh" "$BATS_TEST_TMPDIR" $'leaf vers\t --js\t')
	echo "$output"
	[[ $output == *'{"version":"'* ]]
}

# leaf_filter.bats - `leaf filter explain`: the filter's own words, exit codes and JSON.

setup() {
	bats_require_minimum_version 1.5.0
}

@test "directives_are_shown_in_the_order_they_are_tried" {
	run leaf filter explain 'info,net=debug,net::dns=off'
	[ "$status" -eq 0 ]
	[[ $output == *': net::dns=off,pri=off,net=debug,z3=off,info'* ]]
	[[ $output == *'nothing above: debug'* ]]
	run leaf filter explain --bare 'info,net=debug'
	[[ $output == *'net=debug,info'* && $output != *pri=off* ]]
}

@test "exit_code_says_whether_it_is_on" {
	leaf filter explain 'warn,net=debug' net::dns debug
	leaf filter explain 'warn,net=debug' net 4
	leaf filter explain 'warn,net=debug' other WARN
	run leaf filter explain 'warn,net=debug' other info
	[ "$status" -eq 1 ]
	run leaf filter explain trace pri error
	[ "$status" -eq 1 ]
	leaf filter explain trace,pri=trace pri error
}

@test "the_deciding_directive_is_named" {
	run leaf filter explain 'warn,net=debug,net::dns=off' net::dns::cache error
	[ "$status" -eq 1 ]
	[[ $output == *'net::dns=off'* ]]
	run leaf filter explain 'warn,net=debug,net::dns=off' net::tcp error
	[ "$status" -eq 0 ]
	[[ $output == *'net=debug'* ]]
}

@test "a_target_alone_is_shown_at_every_level" {
	run leaf filter explain 'net=info' net
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 5 ]
	[[ ${lines[0]} == error\ * && ${lines[4]} == trace\ * ]]
}

@test "spans_count_inside_and_by_name" {
	run leaf filter explain 'warn,[request]=trace' net request trace
	[ "$status" -eq 0 ]
	run leaf filter explain 'warn,[request]=trace' net reply trace
	[ "$status" -eq 1 ]
	run leaf filter explain --inside=request 'warn,[request]=trace' net trace
	[ "$status" -eq 0 ]
	run leaf filter explain --inside=reply 'warn,[request]=trace' net trace
	[ "$status" -eq 1 ]
}

@test "fields_count_by_name" {
	run leaf filter explain 'warn,[{id}]=debug' net debug
	[ "$status" -eq 1 ]
	run leaf filter explain --field=size --field=id 'warn,[{id}]=debug' net debug
	[ "$status" -eq 0 ]
}

@test "a_bad_directive_is_reported_and_the_rest_works" {
	run --separate-stderr leaf filter explain 'info,net=bogus'
	[ "$status" -eq 1 ]
	[[ $stderr == 'leaf: ignoring `net=bogus`: '* ]]
	[[ $output == *',info'* ]]
	run --separate-stderr leaf -q filter explain 'info,net=bogus'
	[ "$status" -eq 1 ]
	[ -z "$stderr" ]
}

@test "compat_takes_the_differences_back" {
	run leaf filter explain 'trace,[conn]=off' app conn error
	[ "$status" -eq 1 ]
	run leaf filter explain --compat 'trace,[conn]=off' app conn error
	[ "$status" -eq 0 ]
}

@test "a_wrong_level_is_a_usage_error" {
	run leaf filter explain info net wrn
	[ "$status" -eq 2 ]
	[ "$output" = "leaf: 'wrn' is no level; did you mean 'warn'?" ]
	run leaf filter explain info net off
	[ "$status" -eq 2 ]
	[ "$output" = "leaf: 'off' is no level; there are error, warn, info, debug and trace" ]
	run leaf filter explain
	[ "$status" -eq 2 ]
	[ "$output" = "leaf: 'leaf filter explain' needs DIRECTIVES; see 'leaf help filter explain'" ]
}

@test "json_holds_the_same" {
	command -v perl || skip "perl is missing"
	leaf filter explain --json 'info,net=bogus' net debug >"$BATS_TEST_TMPDIR/json" || [ $? -eq 1 ]
	perl -MJSON::PP -e '
		local $/; my $a = decode_json(<STDIN>);
		die "level" unless $a->{max_level} eq "info";
		die "warning" unless $a->{warnings}[0] =~ /^ignoring/;
		die "answer" unless $a->{answers}[0]{level} eq "debug" && !$a->{answers}[0]{on};
	' <"$BATS_TEST_TMPDIR/json"
}

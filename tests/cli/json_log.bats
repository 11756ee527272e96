#!/usr/bin/env bats
# json_log.bats - the log as JSON, read by a JSON parser.

setup() {
	cd "$BATS_TEST_TMPDIR"
	unset LEAF_LOG_FILE
	export LEAF_LOG=trace,pri=trace,z3=trace LEAF_QUIET=1 LEAF_LOG_FORMAT=json
}

fields() { # fields NAME: the fields of the event of that name
	jq -c --arg name "$1" 'select(.name == $name) | .fields' got
}

@test "each line is an object that says what happened" {
	golden_log 2>got
	[ "$(wc -l <got)" = 16 ]
	jq -e 'type == "object" and (.time | test("^[0-9-]{10}T[0-9:]{8}[.][0-9]{9}Z$")) and
		(.line | type == "number") and (.file | endswith("golden_log.c"))' got >all
	[ "$(sort -u all)" = true ]
	jq -r '[.kind, .level, .target, .name] | join(" ")' got >said
	sed -i ':a;N;$!ba;s/multi\nline/multi line/' said
	diff -u - said <<-END
	event INFO oracle2 start
	span INFO pri set_place_address
	event DEBUG oracle2 multi line
	span TRACE pri fib
	span TRACE pri fib
	span TRACE pri fib
	event TRACE pri bottom
	close TRACE pri fib
	close TRACE pri fib
	close TRACE pri fib
	close INFO pri set_place_address
	span INFO z3 solve
	event ERROR z3 failed
	close INFO z3 solve
	span INFO wk job
	close INFO wk job
	END
}

@test "spans and their parents are numbered, threads named" {
	golden_log 2>got
	# every parent was opened before, every event is in a span that is open
	jq -se '[.[] | select(.kind == "span") | .span] as $open |
		all(.[]; (.parent == null or ([.parent] | inside($open))) and
			(.span == null or ([.span] | inside($open))))' got
	jq -se '[.[] | select(.target == "wk") | .thread_name] == ["wk", "wk"]' got
	jq -se '[.[] | select(.kind == "close") | .duration_ns >= 0] | all' got
}

@test "a field recorded late is in the closing object" {
	golden_log 2>got
	[ "$(jq -c 'select(.name == "solve") | .fields' got | tail -n 1)" = \
		'{"name":"b\"ob","neg":-3,"ratio":1.5,"ok":true,"note":"late"}' ]
}

@test "fields have JSON types" {
	every_type 2>got
	jq -e . got >/dev/null
	[ "$(fields bool)" = '{"(_Bool)1":true,"(_Bool)0":false}' ]
	[ "$(fields 'no number')" = '{"(double)NAN":"NaN","(double)INFINITY":"inf","-(float)INFINITY":"-inf"}' ]
	[ "$(fields pointer)" = '{"(void *)0x1234":"0x1234","none":"0x0"}' ]
	[ "$(fields 'same name')" = '{"colour":-7,"colour#2":-7,"colour#3":-7}' ]
	[ "$(fields marked | jq -r '."255", ."point#2"')" = $'0xff\nPoint(1, -1)\e[0m' ]
	[ "$(fields text | jq -r .none)" = null ]
	grep -q '"1.0 + 2.0 \* I":"1.0+2.0i"' got
	grep -q '"LLONG_MIN":-9223372036854775808,' got
	grep -q '"(uint128)1 << 100":"1267650600228229401496703205376"' got
	jq -e 'select(.name == "many") | .more_fields == 2' got
}

@test "text cannot break the line or the terminal" {
	every_type 2>got
	[ "$(wc -l <got)" = "$(jq -c . got | wc -l)" ]
	[ "$(LC_ALL=C tr -d ' -~\n\302-\364\200-\277' <got | wc -c)" = 0 ]
	iconv -f utf-8 -t utf-8 got >/dev/null
	if grep -q $'\302\233' got; then false; fi
	fields text | jq -r .hostile | grep -q $'^a"b\\\\c\e\[31m$'
}

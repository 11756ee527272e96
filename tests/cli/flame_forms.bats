# flame_forms.bats - trees, pictures, differences, sums and the formats of other tools.

setup() {
	bats_require_minimum_version 1.5.0
	unset NO_COLOR COLUMNS DISPLAY WAYLAND_DISPLAY "${!LEAF_LOG@}" "${!LEAF_FLAME@}"
	export LC_ALL=C.UTF-8
	cd "$BATS_TEST_TMPDIR"
	printf '%s\n' 'ThreadId(1)-main 500' 'ThreadId(1)-main;app::main 1000' \
		'ThreadId(1)-main;app::main;app::fib 2000' 'ThreadId(1)-main;app::main;app::fib;app::fib 3000' \
		'ThreadId(1)-main;app::main;io::read 3490' 'ThreadId(1)-main;app::main;io::stat 10' \
		'ThreadId(2)-worker;app::job 2000' >tracing.folded
}

@test "text_is_a_tree_with_the_largest_first" {
	run leaf flame --text tracing.folded
	echo "$output"
	[ "$output" = "             total        self  stack
 83.3 %    10.0 us      500 ns  ThreadId(1)-main
 79.2 %    9.50 us     1.00 us  └─app::main
 41.7 %    5.00 us     2.00 us    ├─app::fib
 25.0 %    3.00 us     3.00 us    │ └─app::fib
 29.1 %    3.49 us     3.49 us    ├─io::read
  0.1 %      10 ns                └─[1 smaller]
 16.7 %    2.00 us              ThreadId(2)-worker
 16.7 %    2.00 us     2.00 us  └─app::job" ]
}

@test "text_obeys_depth_min_width_and_locale" {
	[ "$(leaf flame --text --depth 1 tracing.folded | wc -l)" = 3 ]
	leaf flame --text --min 0 tracing.folded | grep -qx '  0.1 %      10 ns       10 ns    └─io::stat'
	LC_ALL=C leaf flame --text tracing.folded | LC_ALL=C grep -q '    |-app::fib'
	[ "$(leaf flame --text --width 50 - <<<"$(printf 'x%.0s' {1..200}) 7" | tail -n 1)" = "100.0 %          7           7  xxxxxxxxxxxxxxx.." ]
	leaf flame --text --color=always tracing.folded | grep -q $'\x1b\[31m'
	run leaf flame --text --min 101 tracing.folded
	[ "$status" -eq 2 ]
	run leaf flame --text --svg tracing.folded
	[ "$status" -eq 2 ]
	leaf flame --text -o tree tracing.folded
	[ "$(wc -l <tree)" = 9 ]
}

@test "svg_is_well_formed_and_escaped" {
	printf 'a<b>&"c\x01\xff;operator<< 5\n' >odd.folded
	run leaf flame --svg --title '<&>' odd.folded
	[ "$output" = flamegraph.svg ]
	python3 - <<-'END'
		import xml.etree.ElementTree as tree
		root = tree.parse("flamegraph.svg").getroot()
		titles = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
		assert titles[0].startswith("all\ntotal 5, 100.00 %"), titles
		assert titles[1].startswith('a<b>&"c\u2401\ufffd\n'), titles
		assert len(titles) == 3
	END
	leaf flame --svg --depth 1 -o - odd.folded | grep -c '<rect x=' | grep -qx 2
}

@test "diff_tells_what_changed" {
	sed -e '/fib/s/000$/500/' -e '/job/d' tracing.folded >after.folded
	echo 'ThreadId(1)-main;app::main;net::send 700' >>after.folded
	run leaf flame diff --no-page tracing.folded after.folded
	echo "$output"
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = "   -2.00 us      gone     -2.00 us      gone  app::job" ]
	[ "${lines[2]}" = "   +1.00 us   +20.0 %     +1.00 us   +20.0 %  app::fib" ]
	[ "${lines[3]}" = "    +700 ns       new      +700 ns       new  net::send" ]
	[ "${lines[4]}" = "       0 ns    +0.0 %     +1.70 us   +17.9 %  app::main" ]
	[ "${lines[-1]}" = "6 of 6 functions; 12.0 us before, 11.7 us after, -2.5 % in all" ]
	run leaf flame diff --json -n 1 tracing.folded after.folded
	[ "$output" = '{"function":"app::job","self_before":2000,"self_after":0,"total_before":2000,"total_after":0,"self_percent":-100,"total_percent":-100}' ]
	[ ! -e flamegraph-diff.html ]
}

@test "diff_fails_on_conditions" {
	sed '/fib/s/000$/500/' tracing.folded >after.folded
	local d=(leaf flame diff --no-page tracing.folded after.folded)
	"${d[@]}" --fail-on 'total>9%' --fail-on 'fib>20%' --fail-on 'self:read>0%' >out
	run --separate-stderr "${d[@]}" --fail-on 'total>8%' --fail-on 'fib>19.9%'
	[ "$status" -eq 1 ]
	[ "$stderr" = "leaf: total>8%: all together, +8.3 %
leaf: fib>19.9%: app::fib, +20.0 %" ]
	run --separate-stderr "${d[@]}" --fail-on 'app::*>1%'
	[ "$stderr" = "leaf: app::*>1%: app::fib, +20.0 %, and others" ]
	run leaf flame diff --no-page --fail-on 'total>5%' after.folded tracing.folded
	[ "$status" -eq 0 ]
	run "${d[@]}" --fail-on 'nobody>1%'
	[ "$status" -eq 3 ]
	run "${d[@]}" --fail-on 'total>5'
	[ "$status" -eq 2 ]
}

@test "diff_writes_a_page" {
	run --separate-stderr leaf flame diff tracing.folded tracing.folded
	[[ "$stderr" != *'no page'* ]] || skip "built without npm"
	[ "${lines[-1]}" = flamegraph-diff.html ]
	grep -q '^,"before":\|^"before":' flamegraph-diff.html
}

@test "merge_adds_up_and_round_trips" {
	leaf flame merge tracing.folded | cmp - tracing.folded
	leaf flame merge tracing.folded - tracing.folded <<<'new;stack 0.5' >sum
	grep -qx 'ThreadId(1)-main;app::main;app::fib 4000' sum
	grep -qx 'new;stack 0.5' sum
	leaf flame merge -o sum sum sum
	grep -qx 'new;stack 1' sum
	[ "$(leaf flame top --unit ns sum | tail -n 1)" = "7 of 7 functions; 48.0 us in all" ]
}

@test "merged_lines_are_in_the_order_of_their_bytes" {
	printf '%s 1\n' 'b;a' a 'a;b' Z 'A;é' 'A;z' a-b 'a;c' 'a b;c' 'a 0b' 'a 0b;x' 'a 1' 'a 1;a' 'a;b c' 'a;b;c' 'a;b!' \
		"$(printf 'a\001b')" >odd
	for n in 1 2 3 4 5 6 7 8 9; do
		leaf flame merge odd >sum
		[ "$(wc -l <sum)" = 17 ]
		LC_ALL=C sort -c sum
		shuf odd | leaf flame merge - | cmp - sum
		cat odd odd >more && cp more odd
	done
}

@test "threads_can_be_one" {
	run leaf flame merge --collapse tracing.folded - <<<'ThreadId(7)-other;app::job 500'
	echo "$output"
	[[ "${lines[0]}" = "all-threads 500" && "$output" = *$'\nall-threads;app::job 2500'* ]]
	[ "$(leaf flame --text --collapse --depth 1 tracing.folded | tail -n 1)" = "100.0 %    12.0 us      500 ns  all-threads" ]
	sed 's/ThreadId(2)-worker/ThreadId(9)-worker/' tracing.folded >other.folded
	leaf flame diff --collapse --no-page --fail-on '*>0%' tracing.folded other.folded
}

@test "conversions_stand_beside_the_file" {
	for row in speedscope=speedscope.json pprof=pb callgrind=callgrind chrome=trace.json folded=folded.folded; do
		run leaf flame convert --to "${row%%=*}" tracing.folded
		[ "$output" = "tracing.${row#*=}" ] || [ "$output" = "tracing.folded.folded" ]
		[ -s "$output" ]
	done
	cmp tracing.folded tracing.folded.folded
	leaf flame convert --to chrome -o - tracing.folded | cmp - tracing.trace.json
	run leaf flame convert --to nothing tracing.folded
	[ "$status" -eq 2 ]
}

@test "speedscope_and_chrome_have_every_stack_in_its_place" {
	leaf flame convert --to speedscope tracing.folded
	leaf flame convert --to chrome tracing.folded
	python3 - <<-'END'
		import json
		wanted = {}
		for line in open("tracing.folded"):
		    stack, count = line.rsplit(" ", 1)
		    wanted[tuple(stack.split(";"))] = int(count)
		scope = json.load(open("tracing.speedscope.json"))
		names, found = [frame["name"] for frame in scope["shared"]["frames"]], {}
		for profile in scope["profiles"]:
		    assert profile["type"] == "evented" and profile["unit"] == "nanoseconds"
		    stack, last = [], profile["startValue"]
		    def charge(until):
		        key = (profile["name"], *stack)
		        found[key] = found.get(key, 0) + until - last
		    for event in profile["events"]:
		        charge(event["at"])
		        last = event["at"]
		        if event["type"] == "O": stack.append(names[event["frame"]])
		        else: assert stack.pop() == names[event["frame"]]
		    assert not stack
		    charge(profile["endValue"])
		assert {key: value for key, value in found.items() if value} == wanted, found

		events = json.load(open("tracing.trace.json"))["traceEvents"]
		threads = {event["tid"]: event["args"]["name"] for event in events if event["name"] == "thread_name"}
		assert sorted(threads.values()) == ["ThreadId(1)-main", "ThreadId(2)-worker"]
		total = 0
		for tid in threads:
		    open_ends = []
		    for event in [event for event in events if event["ph"] == "X" and event["tid"] == tid]:
		        begin, end = round(event["ts"] * 1000), round((event["ts"] + event["dur"]) * 1000)
		        while open_ends and open_ends[-1] <= begin: open_ends.pop()
		        assert not open_ends or end <= open_ends[-1], event
		        open_ends.append(end)
		        total += event["args"]["self"]
		assert total == 11500, total
	END
}

@test "callgrind_annotate_reads_it" {
	command -v callgrind_annotate || skip "no valgrind"
	printf 'stack\tcalls\nThreadId(1)-main;app::main;app::fib\t7\n' >tracing.tsv
	leaf flame convert --to callgrind tracing.folded
	callgrind_annotate --threshold=100 tracing.callgrind >own
	callgrind_annotate --threshold=100 --inclusive=yes --tree=caller tracing.callgrind >all
	cat own all
	grep -qE '^ *12,000 \(100.0%\)  PROGRAM TOTALS' own
	grep -qE '^ *5,000 \(41.67%\)  \?\?\?:app::fib' own
	grep -qE '^ *5,000 \(41.67%\)  \*  \?\?\?:app::fib' all
	grep -qE '^ *9,500 \(79.17%\)  \*  \?\?\?:app::main' all
	grep -qE ' 5,000 .*< .*app::main \(7x\)' all
}

@test "go_tool_pprof_reads_it" {
	command -v go || skip "no go"
	printf 'stack\tcalls\nThreadId(1)-main;app::main;app::fib\t7\n' >tracing.tsv
	printf 'ThreadId(1)-main;app::main;log::say:log.c:42 1000\n' >>tracing.folded
	leaf flame convert --to pprof tracing.folded
	HOME=$PWD go tool pprof -top tracing.pb >top 2>err || { cat err; false; }
	cat top
	grep -q '^Type: time' top
	grep -qE '5000ns +38.46% .* 5000ns +38.46% +app::fib$' top
	grep -qE '1000ns +7.69% .* 10500ns +80.77% +app::main$' top
	HOME=$PWD go tool pprof -raw tracing.pb 2>err | grep -q 'log::say log.c:42'
	HOME=$PWD go tool pprof -sample_index=calls -top tracing.pb 2>err | grep -qE '7 +100% .*app::fib$'
}

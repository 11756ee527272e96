# flame_view.bats - `leaf flame` and its kin, on folded files of every kind.

setup() {
	bats_require_minimum_version 1.5.0
	unset NO_COLOR COLUMNS DISPLAY WAYLAND_DISPLAY "${!LEAF_LOG@}" "${!LEAF_FLAME@}"
	cd "$BATS_TEST_TMPDIR"
	printf '%s\n' 'ThreadId(1)-main 500' 'ThreadId(1)-main;app::main 1000' \
		'ThreadId(1)-main;app::main;app::fib 2000' 'ThreadId(1)-main;app::main;app::fib;app::fib 3000' \
		'ThreadId(1)-main;app::main;io::read 3500' >tracing.folded
}

pages() {
	! grep -q 'no page' <(leaf flame --no-open -o /dev/null tracing.folded 2>&1)
}

@test "top_counts_recursion_once" {
	run leaf flame top tracing.folded
	echo "$output"
	[ "${lines[0]}" = "      self               total          function" ]
	[ "${lines[1]}" = "   5.00 us  50.0 %     5.00 us  50.0 %  app::fib" ]
	[ "${lines[2]}" = "   3.50 us  35.0 %     3.50 us  35.0 %  io::read" ]
	[ "${lines[3]}" = "   1.00 us  10.0 %     9.50 us  95.0 %  app::main" ]
	[ "${lines[4]}" = "    500 ns   5.0 %                       outside of functions" ]
	[ "${lines[5]}" = "3 of 3 functions; 10.0 us in all" ]
}

@test "top_sorts_and_cuts" {
	run leaf flame top -n 1 --by total tracing.folded
	[[ "${lines[1]}" = *app::main ]]
	[ "${lines[-1]}" = "1 of 3 functions; 10.0 us in all" ]
}

@test "top_as_json_has_exact_numbers" {
	run leaf flame top --json -n 1 tracing.folded
	[ "$output" = '{"function":"app::fib","self":5000,"total":5000,"self_percent":50,"total_percent":50,"unit":"ns"}' ]
}

@test "table_beside_the_file_gives_calls" {
	printf 'stack\tcalls\tself_ns\nThreadId(1)-main;app::main;app::fib\t7\t1\n' >tracing.tsv
	run leaf flame top --json tracing.folded
	[[ "${lines[0]}" = *'"calls":7,'* ]]
	[[ "${lines[0]}" = *'"self":5000,'* ]]
	run leaf flame top --stats '' --json tracing.folded
	[[ "${lines[0]}" != *calls* ]]
	touch -d '2 minutes ago' tracing.tsv
	run leaf flame top --json tracing.folded
	[[ "${lines[0]}" != *calls* ]]
	mv tracing.tsv other
	run leaf flame top --stats other --json tracing.folded
	[[ "${lines[0]}" = *'"calls":7,'* ]]
}

@test "files_of_other_tools_count_samples" {
	printf 'perf;main;operator new(unsigned long) 12\r\n\r\nperf;main 3\r\n' | gzip >perf.gz
	run leaf flame top perf.gz
	echo "$output"
	[ "${lines[1]}" = "        12  80.0 %          12  80.0 %  operator new(unsigned long)" ]
	[[ "${lines[-1]}" = "3 of 3 functions; 15 samples in all" ]]
	run leaf flame top --unit ns - <<<"a;b 1500"
	[ "${lines[1]}" = "   1.50 us 100.0 %     1.50 us 100.0 %  b" ]
}

@test "bad_lines_are_named_or_left_out" {
	printf 'a 1\nb\n' >bad
	run leaf flame top bad
	[ "$status" -eq 3 ]
	[ "$output" = "leaf: 'bad', line 2: there is no count behind the stack" ]
	run --separate-stderr leaf flame top --skip-bad bad
	[ "$status" -eq 0 ]
	[ "$stderr" = "leaf: 'bad': 1 line left out; the first is line 2: there is no count behind the stack" ]
	: >empty
	run leaf flame top empty
	[ "$status" -eq 3 ]
	[ "$output" = "leaf: there are no stacks in 'empty'" ]
	run leaf flame top missing
	[ "$status" -eq 3 ]
	run leaf flame top .
	[ "$output" = "leaf: '.' is a folder" ]
	printf '\x1f\x8bnonsense' >broken.gz
	run leaf flame top broken.gz
	[ "$output" = "leaf: 'broken.gz' cannot be unpacked by 'gzip'" ]
}

@test "memory_is_for_stacks_not_for_lines" {
	[ -z "$LEAF_SANITIZE" ] || skip "a sanitizer wants terabytes of addresses"
	yes "$(printf 'main;%s 2\n' a b 'a;b' 'b;c')" | head -n 10000000 |
		(ulimit -v 60000; exec leaf flame merge -) >sum
	[ "$(cat sum)" = "$(printf 'main;%s 5000000\n' a 'a;b' b 'b;c')" ]
}

@test "page_is_one_file_beside_the_stacks" {
	pages || skip "built without npm"
	mkdir sub
	mv tracing.folded sub
	run leaf flame sub/tracing.folded
	[ "$status" -eq 0 ]
	[ "$output" = sub/flamegraph.html ]
	[ "$(ls -A sub)" = $'flamegraph.html\ntracing.folded' ]
	! grep -oE '(src|href)="?(https?:)?//[^"]*' sub/flamegraph.html
	grep -q 'ISC License\|Permission to use, copy, modify' sub/flamegraph.html
	grep -q 'Apache License' sub/flamegraph.html
	leaf flame -o - sub/tracing.folded | cmp - sub/flamegraph.html
}

@test "names_cannot_break_out_of_the_page" {
	pages || skip "built without npm"
	printf '</script><script>alert(1)</script>;a"b\\c\xff\x01 5\n' >evil.folded
	leaf flame --title '</title><b>' -o evil.html evil.folded
	[ "$(grep -c '<script>alert' evil.html)" = 0 ]
	sed -n 's/^.*<script type="application\/json" id="data">//p; /^"names"/p; /^"depth"/p; /^"name":/p; s/<\/script>$//; /^"self"/p' evil.html >data
	grep -qF '"\u003c/script\u003e\u003cscript\u003ealert(1)' evil.html
	grep -qF 'a\"b\\c' evil.html
}

@test "page_that_cannot_be_written_leaves_the_old_one" {
	pages || skip "built without npm"
	mkdir full
	echo old >full/page.html
	run leaf flame -o full/none/page.html tracing.folded
	[ "$status" -eq 3 ]
	run leaf flame -o full/page.html missing
	[ "$status" -eq 3 ]
	[ "$(cat full/page.html)" = old ]
	[ "$(ls full)" = page.html ]
}

@test "browser_is_called_on_a_desktop_only" {
	pages || skip "built without npm"
	command -v script >/dev/null || skip "no script"
	mkdir bin
	printf '#!/bin/sh\necho "$1" >>"%s/opened"\n' "$PWD" >bin/xdg-open
	chmod +x bin/xdg-open
	export PATH=$PWD/bin:$PATH
	DISPLAY=:7 leaf flame tracing.folded # no terminal
	script -qec 'leaf flame tracing.folded' /dev/null # no display
	DISPLAY=:7 script -qec 'leaf flame --no-open tracing.folded' /dev/null
	sleep 0.2
	[ ! -e opened ]
	run env DISPLAY=:7 script -qec 'leaf flame tracing.folded' /dev/null
	[[ "$output" = flamegraph.html* ]]
	for _ in {1..50}; do [ -s opened ] && break || sleep 0.1; done
	[ "$(cat opened)" = flamegraph.html ]
}

@test "lines_of_tracing_flame_are_added_up" {
	run leaf flame top --by total "$LEAF_SOURCE_DIR/tests/golden/tracing-flame.folded"
	echo "$output"
	[ "${lines[1]}" = "   53.2 us   2.7 %      103 us   5.3 %  oracle2::set_place_address" ]
	[ "${lines[2]}" = "   49.4 us   2.5 %     49.4 us   2.5 %  oracle2::fib" ]
	[ "${lines[-1]}" = "4 of 4 functions; 1.94 ms in all" ]
}

@test "page_of_a_huge_tree_lumps_the_smallest_and_loses_nothing" {
	pages || skip "built without npm"
	awk 'BEGIN {
		srand(3)
		for (i = 0; i < 300000; i++) {
			s = "a"
			for (k = i; k > 0; k = int(k / 5)) s = s ";f" k % 5
			print s ";g" i % 1000, int(rand() * 1000) + 1
		}
	}' >huge.folded
	leaf flame -o huge.html huge.folded
	python3 - <<-'END'
		import json, re
		text = open("huge.html").read()
		data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.S).group(1))
		depth, lumps = data["depth"], sum(data["names"][i] == "[smaller]" for i in data["name"])
		assert sum(data["self"]) == sum(int(line.rsplit(" ", 1)[1]) for line in open("huge.folded"))
		assert depth[0] == 0 and all(0 < b <= a + 1 for a, b in zip(depth, depth[1:]))
		assert lumps and len(depth) - lumps <= 250000
	END
}

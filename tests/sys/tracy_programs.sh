#!/bin/bash
# tracy_programs.sh - zones balance and texts are whole, whatever programs do, says a server of our own.
set -u
. "$LEAF_SOURCE_DIR/tests/tracy/server.bash"

# watched NAME PROGRAM…: in the oldest and the newest protocol; each must fulfil $expected
watched() {
	apart watched_by 63 "$expected" "$@"
	apart watched_by 82 "$expected" "$@"
}

watched_by() {
	LEAF_TRACY_WAIT_MS=10000 begin "${@:4}"
	serve "$3 $1" --protocol "$1" --messages 400
	finish "$3 $1"
	judge "$3 $1" true "$2"
	judge "$3 $1: zones are closed" true "d['terminated'] and all(not z['open'] for z in d['zones'])"
}

# ---- where a program says that it is ----
discovery() {
	LEAF_TRACY_BROADCAST=1 begin tracy_host run 4000
	serve "discovery" --hear-ms 6000 --leave-ms 50
	finish "discovery"
}
apart discovery

# ---- the filter changes while zones are open ----
filters() {
	echo debug >filter
	LEAF_TRACY_WAIT_MS=10000 LEAF_LOG=debug LEAF_LOG_FILE=log LEAF_RELOAD_FILE=$PWD/filter begin reload_me
	(
		for level in info off debug warn trace 'info,[conn{id=7}]=debug' off debug; do
			sleep 0.1
			echo "$level" >filter
			kill -USR1 "$(cat "/proc/$program/task/$program/children")"
		done
		sleep 0.1
		touch stop
	) &
	serve "the filter changes"
	finish "the filter changes"
	judge "the filter changes" true \
		"named('zones')['turn']['count'] > 2 and not named('zones')['turn']['open']"
}
apart filters

# ---- what programs do ----
# fib(n) has so many calls
calls='(lambda f: lambda n: f(f, n))(lambda f, n: 1 if n < 2 else 1 + f(f, n - 1) + f(f, n - 2))'
expected="named('zones')['fib']['count'] == 20 * ($calls)(5)"
watched forks tracy_host forks 20
expected="named('zones')['life']['count'] == 100 == named('zones')['life']['threads'] and
	named('zones')['until cancelled']['count'] == 1 and len(d['threads']) in (101, 102)"
watched threads tracy_host threads 100
expected="named('zones')['leaps']['count'] == 6000"
watched jumps tracy_host jumps 1000
expected="all(z['recursion'] <= 255 for z in d['zones']) and d['counts']['zones'] == 20000"
watched deep tracy_host deep 30000
expected="len({p['name'] for p in d['plots']}) == 40000"
watched names tracy_host names 40000
expected="len(d['fibers']) == 500 == named('zones')['nested']['count'] and named('zones')['short']['count'] == 1000"
watched fibers tracy_host fibers 500
expected="d['counts']['longest_string'] <= 65535 and len(d['app_infos'][0]) > 60000 and
	{len(m['text']) for m in d['messages']} == {len('text, text=\"\"') + i for i in range(300)} and
	all(set(m['text'][12:-1]) <= {'x'} for m in d['messages'])"
watched texts tracy_host texts
expected="named('zones')['left open']['count'] == 1 and named('zones')['fib']['count'] == 5"
watched "left open" tracy_host open
expected="named('zones')['tick']['count'] == 50"
watched exec tracy_host exec

the_end

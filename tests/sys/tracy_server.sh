#!/bin/bash
# tracy_server.sh - what programs send to Tracy is right, says a server of our own, in every protocol.
set -u
. "$LEAF_SOURCE_DIR/tests/tracy/server.bash"
all=$LEAF_SOURCE_DIR/tests/programs/tracy_all.c

# ---- all that there is, in each protocol ----
all_of() {
	LEAF_TRACY_WAIT_MS=10000 begin tracy_all 5
	serve "all $1" --protocol "$1" --ask-all --zones 1000 --expect-on-demand 1
	finish "all $1"
	judge "all $1" all 5 "$all"
	silent "all $1"
}

# ---- the same without liblz4, and from a recording ----
literals() {
	"$LEAF_CC" -I"$LEAF_SOURCE_DIR/include" "$all" \
		-Wl,--wrap={malloc,calloc,realloc,free,aligned_alloc,posix_memalign} \
		"$LEAF_BUILD_DIR/libleaf.a" -pthread -ldl -o tracy_all || bad "it does not link without liblz4"
	LEAF_TRACY_WAIT_MS=10000 begin ./tracy_all 5
	serve "literals" --ask-all --zones 1000
	finish "literals"
	judge "literals" all 5 "$all"
	judge "literals are no shorter than what they say" true \
		"d['counts']['wire_bytes'] > d['counts']['raw_bytes']"
}

recorded() {
	local protocol
	LEAF_TRACY=off LEAF_RECORD=recording tracy_all 5 2>/dev/null || bad "a recording"
	for protocol in 63 82; do
		begin leaf record tracy recording --port $((port + 1))
		serve "recorded $protocol" --protocol "$protocol" --ask-all --zones 1000 --recorded
		finish "recorded $protocol"
		judge "recorded $protocol" all 5 "$all" recorded # without fibers: Tracy was not the only sink
	done
}

# ---- other protocols are refused, and whoever comes next is served ----
refused() {
	local protocol
	begin tracy_host run 30000
	for protocol in 0 62 65 67 68 70 73 75 77 78 81 83 999 4294967295; do
		serve "refused $protocol" --protocol $protocol --expect-status 2
	done
	for protocol in 65 83; do
		check "protocol $protocol is not named with ours: $(cat err)" \
			grep -q "protocol $protocol, this library 63 (0.9).* 82 (0.14)" err
	done
	serve "after the refusals" --protocol 82 --stop stop
	judge "after the refusals" true "named('zones')['tick']['count'] > 2"
	finish "after the refusals"
}

# ---- late, twice, at once, killed, and gone in mid-stream ----
late() {
	begin tracy_host run 30000
	sleep 0.3
	serve "twice" --sessions 2 --leave-ms 250 --pause-ms 200 --zones 100000
	judge "twice" true "all(z['tick']['count'] > 2 for z in ({e['name']: e for e in r['zones']} for r in s))"
	judge "late: the first zones are gone" true "int(named('zones')['tick']['values'][0]) > 5"
	fake_tracy --port "$LEAF_TRACY_PORT" >killed 2>&1 &
	local killed=$!
	sleep 0.1
	kill -9 $killed
	wait $killed 2>/dev/null
	serve "after one that was killed" --protocol 63 --stop stop
	finish "twice"
	judge "after one that was killed" true "named('zones')['tick']['count'] > 2 and d['terminated']"
	silent "twice"
}

at_once() {
	begin tracy_host run 30000
	fake_tracy --port "$LEAF_TRACY_PORT" --leave-ms 500 >first 2>&1 &
	local first=$!
	sleep 0.2
	serve "a second one waits for the first" --expect-on-demand 1 --stop stop
	wait $first || bad "the first of two: $(cat first)"
	finish "a second one waits for the first"
	seen=$(python3 "$LEAF_SOURCE_DIR/tests/tracy/judge.py" first get zones.tick.count)
	judge "a second one waits for the first" true "int(named('zones')['tick']['values'][0]) >= $seen > 0"
}

gone() {
	LEAF_TRACY_WAIT_MS=10000 begin tracy_flood 300000 2 30000
	serve "gone in mid-stream, $*" "$@"
	serve "and again, $*" --stop stop
	finish "gone in mid-stream, $*"
	judge "and again, $*" true "named('zones')['rest']['count'] > 0"
}

disconnect() {
	LEAF_TRACY_WAIT_MS=10000 begin tracy_host run 3000
	serve "asked to disconnect" --disconnect-ms 200
	finish "asked to disconnect"
	judge "asked to disconnect" true \
		"d['items']['Terminate'] == 1 and 0 < named('zones')['tick']['count'] < 3000"
}

# ---- everything from the start ----
capture() {
	LEAF_TRACY=capture LEAF_TRACY_WAIT_MS=10000 begin tracy_all 5
	serve "capture" --expect-on-demand 0 --zones 1000
	finish "capture"
	judge "capture" all 5 "$all"
	LEAF_TRACY=capture begin tracy_host run 30000
	serve "capture, the first" --leave-ms 100
	serve "capture, the second" --expect-status 3
	touch stop
	finish "capture, two"
}

capture_late() {
	LEAF_TRACY=capture LEAF_TRACY_WAIT_MS=10000 begin tracy_host run 800
	sleep 0.4
	serve "capture, late" --expect-on-demand 0
	finish "capture, late"
	judge "capture, late" true "named('zones')['tick']['count'] == 800 and len(d['messages']) == 800"
	silent "capture, late"
}

capture_full() {
	LEAF_TRACY=capture LEAF_TRACY_MAX_MB=1 LEAF_TRACY_WAIT_MS=10000 begin tracy_flood 1000000 2 1000
	sleep 0.5
	serve "capture, full"
	finish "capture, full"
	judge "capture, full" true "d['counts']['zones'] < 1001000"
	dropped=$(sed -n 's/^leaf: \([0-9]*\) spans.* LEAF_TRACY_MAX_MB .*/\1/p' err)
	judge "capture, full: what is missing is said" true "d['counts']['zones'] + ${dropped:-0} == 1001000"
}

# ---- none is lost, and memory is bounded ----
flood() {
	LEAF_TRACY_FULL=wait LEAF_TRACY_WAIT_MS=10000 begin tracy_flood 2000000 2
	serve "flood $1" --protocol "$1"
	finish "flood $1"
	judge "flood $1" flood 2000000 2
	check "flood $1: $(cat out) KiB of memory" [ "$(cat out)" -le 65536 ]
	silent "flood $1"
}

flood_slow() {
	LEAF_TRACY_FULL=wait LEAF_TRACY_MAX_MB=1 LEAF_TRACY_WAIT_MS=10000 begin tracy_flood 500000 2
	serve "flood to a slow one" --frame-ms 10
	finish "flood to a slow one"
	judge "flood to a slow one" flood 500000 2
	silent "flood to a slow one"
}

apart late
apart refused
apart gone --leave-bytes 70001
apart gone --leave-bytes 100 --reset
apart gone --leave-frames 3
apart gone --leave-frames 3 --hold --bound-ms 1000
for protocol in $protocols; do apart all_of "$protocol"; done
apart literals
apart recorded
apart at_once
apart disconnect
apart capture
apart capture_late
apart capture_full
apart flood_slow
apart flood 63
apart flood 82
the_end

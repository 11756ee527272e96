#!/bin/bash
# tracy_server.sh - what programs send to Tracy is right, says a server of our own, in every protocol.
set -u
. "$LEAF_SOURCE_DIR/tests/tracy/server.bash"
all=$LEAF_SOURCE_DIR/tests/programs/tracy_all.c

# ---- all that there is, in each protocol ----
for protocol in $protocols; do
	LEAF_TRACY_WAIT_MS=5000 begin tracy_all 5
	serve "all $protocol" --protocol "$protocol" --ask-all --zones 1000 --expect-on-demand 1
	finish "all $protocol"
	judge "all $protocol" all 5 "$all"
	silent "all $protocol"
done

# ---- the same without liblz4, and from a recording ----
"$LEAF_CC" -I"$LEAF_SOURCE_DIR/include" "$all" -Wl,--wrap={malloc,calloc,realloc,free,aligned_alloc,posix_memalign} \
	"$LEAF_BUILD_DIR/libleaf.a" -pthread -ldl -o all_literal || bad "it does not link without liblz4"
LEAF_TRACY_WAIT_MS=5000 begin ./all_literal 5
serve "literals" --ask-all --zones 1000
finish "literals"
sed -i 's/"program":"all_literal"/"program":"tracy_all"/' report
judge "literals" all 5 "$all"
judge "literals are no shorter than what they say" true "d['counts']['wire_bytes'] > d['counts']['raw_bytes']"
LEAF_TRACY=off LEAF_RECORD=recording tracy_all 5 2>/dev/null || bad "a recording"
for protocol in 63 82; do
	next_port
	timeout 60 leaf record tracy recording --port "$LEAF_TRACY_PORT" >out 2>err &
	program=$!
	serve "recorded $protocol" --protocol "$protocol" --ask-all --zones 1000 --recorded
	finish "recorded $protocol"
	judge "recorded $protocol" all 5 "$all" recorded # without fibers: Tracy was not the only sink
done

# ---- other protocols are refused, and whoever comes next is served ----
begin tracy_host run 1000
for protocol in 0 62 65 67 68 70 73 75 77 78 81 83 999 4294967295; do
	serve "refused $protocol" --protocol $protocol --expect-status 2
done
for protocol in 65 83; do
	check "protocol $protocol is not named with ours: $(cat err)" \
		grep -q "protocol $protocol, this library 63 (0.9).* 82 (0.14)" err
done
serve "after the refusals" --protocol 82
judge "after the refusals" true "named('zones')['tick']['count'] > 10"
finish "after the refusals"

# ---- late, twice, at once, killed, and gone in mid-stream ----
begin tracy_host run 3000
sleep 0.3
serve "twice" --sessions 2 --leave-ms 250 --pause-ms 200 --zones 100000
judge "twice" true "all(z['tick']['count'] > 20 for z in ({e['name']: e for e in r['zones']} for r in s))"
judge "late: the first zones are gone" true "int(named('zones')['tick']['values'][0]) > 100"
fake_tracy --port "$LEAF_TRACY_PORT" >killed 2>&1 &
killed=$!
sleep 0.1
kill -9 $killed
wait $killed 2>/dev/null
serve "after one that was killed" --protocol 63
finish "twice"
judge "after one that was killed" true "named('zones')['tick']['count'] > 10 and d['terminated']"
silent "twice"

begin tracy_host run 1200
fake_tracy --port "$LEAF_TRACY_PORT" --leave-ms 500 >first 2>&1 &
first=$!
sleep 0.1
serve "a second one waits for the first" --expect-on-demand 1
wait $first || bad "the first of two: $(cat first)"
finish "a second one waits for the first"
judge "a second one waits for the first" true "int(named('zones')['tick']['values'][0]) > 300"

for how in "--leave-bytes 70001" "--leave-bytes 100 --reset" "--leave-frames 3" "--leave-frames 3 --hold --bound-ms 1000"; do
	LEAF_TRACY_WAIT_MS=5000 begin tracy_flood 300000 2 1500
	# shellcheck disable=SC2086
	serve "gone in mid-stream, $how" $how
	serve "and again, $how"
	finish "gone in mid-stream, $how"
	judge "and again, $how" true "named('zones')['rest']['count'] > 10"
done

LEAF_TRACY_WAIT_MS=5000 begin tracy_host run 600
serve "asked to disconnect" --disconnect-ms 200
finish "asked to disconnect"
judge "asked to disconnect" true "d['items']['Terminate'] == 1 and 10 < named('zones')['tick']['count'] < 600"

# ---- everything from the start ----
LEAF_TRACY=capture LEAF_TRACY_WAIT_MS=5000 begin tracy_all 5
serve "capture" --expect-on-demand 0 --zones 1000
finish "capture"
judge "capture" all 5 "$all"
LEAF_TRACY=capture LEAF_TRACY_WAIT_MS=5000 begin tracy_host run 800
sleep 0.4
serve "capture, late" --expect-on-demand 0
finish "capture, late"
judge "capture, late" true "named('zones')['tick']['count'] == 800 and len(d['messages']) == 800"
silent "capture, late"
LEAF_TRACY=capture begin tracy_host run 500
serve "capture, the first" --leave-ms 100
serve "capture, the second" --expect-status 3
finish "capture, two"
LEAF_TRACY=capture LEAF_TRACY_MAX_MB=1 begin tracy_flood 1000000 2 1000
sleep 0.5
serve "capture, full"
finish "capture, full"
judge "capture, full" true "9 * d['counts']['zones'] < 9000000 and named('zones')['rest']['count'] == 1000"
dropped=$(sed -n 's/^leaf: \([0-9]*\) spans.* LEAF_TRACY_MAX_MB .*/\1/p' err)
judge "capture, full: what is missing is said" true "d['counts']['zones'] + ${dropped:-0} == 1001000"

# ---- none is lost, and memory is bounded ----
for protocol in 63 82; do
	LEAF_TRACY_FULL=wait LEAF_TRACY_WAIT_MS=5000 begin tracy_flood 2000000 2
	serve "flood $protocol" --protocol $protocol
	finish "flood $protocol"
	judge "flood $protocol" flood 2000000 2
	check "flood $protocol: $(cat out) KiB of memory" [ "$(cat out)" -le 65536 ]
	silent "flood $protocol"
done
LEAF_TRACY_FULL=wait LEAF_TRACY_MAX_MB=1 LEAF_TRACY_WAIT_MS=5000 begin tracy_flood 500000 2
serve "flood to a slow one" --frame-ms 10
finish "flood to a slow one"
judge "flood to a slow one" flood 500000 2
silent "flood to a slow one"
the_end

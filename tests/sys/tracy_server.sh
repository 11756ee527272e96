#!/bin/bash
# tracy_server.sh - what programs send to Tracy is right, says a server of our own, in every protocol.
set -u
case "$LEAF_FEATURES" in *profile_tracy*) ;; *) exit 77 ;; esac
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
unset "${!LEAF_LOG@}" "${!LEAF_TRACY@}" "${!LEAF_RECORD@}"
export LEAF_FLAME=off
status=0
passed=0

# A port that nobody listens on; each case takes its own.
port=$((26000 + $$ % 60 * 100)) # below those that the system hands out
next_port() {
	export LEAF_TRACY_PORT=$((port += 1))
}

bad() {
	echo "$1"
	status=1
}

good() {
	passed=$((passed + 1))
}

check() {
	if "${@:2}"; then good; else bad "$1"; fi
}

# begin PROGRAM…: in the background, on a port of its own; err and out are its texts
begin() {
	next_port
	timeout 60 "$@" >out 2>err &
	program=$!
}

# serve NAME OPTIONS…: the server finds nothing wrong; its report is the file report
serve() {
	fake_tracy --port "$LEAF_TRACY_PORT" --bound-ms 20000 "${@:2}" >report 2>complaints && good && return
	bad "$1: the server complains: $(cat complaints)"
}

# finish NAME: the program that was begun has succeeded
finish() {
	wait $program && good && return
	bad "$1: the program failed: $(head -n 5 err)"
}

# judge NAME WHAT…: see tests/tracy/judge.py
judge() {
	python3 "$LEAF_SOURCE_DIR/tests/tracy/judge.py" report "${@:2}" 2>judgement && good && return
	bad "$1: $(cat judgement)"
}

get() {
	python3 "$LEAF_SOURCE_DIR/tests/tracy/judge.py" report get "$1"
}

# ---- all that there is, in each protocol ----
all=$LEAF_SOURCE_DIR/tests/programs/tracy_all.c
for protocol in 63 64 66 69 74 76 82; do
	LEAF_TRACY_WAIT_MS=5000 begin tracy_all 5
	serve "all $protocol" --protocol $protocol --ask-all --zones 1000 --expect-on-demand 1
	finish "all $protocol"
	judge "all $protocol" all 5 "$all"
	check "all $protocol is silent: $(cat err)" [ ! -s err ]
done

# ---- other protocols are refused, and whoever comes next is served ----
begin tracy_host run 1200
for protocol in 0 62 65 67 68 70 73 75 77 78 81 83 999 4294967295; do
	serve "refused $protocol" --protocol $protocol --expect-status 2
done
for protocol in 65 83; do
	check "protocol $protocol is named with ours: $(cat err)" \
		grep -q "protocol $protocol, this library 63 (0.9).* 82 (0.14)" err
done
serve "after the refusals" --protocol 82
judge "after the refusals" true "named('zones')['tick']['count'] > 10"
finish "after the refusals"

# ---- late, twice, and gone in mid-stream ----
begin tracy_host run 1500
sleep 0.3
serve "twice" --sessions 2 --leave-ms 250 --pause-ms 200 --zones 100000
judge "twice" true "all(named('zones')['tick']['count'] > 20 for d in s)"
judge "late: the first zones are gone" true "int(named('zones')['tick']['values'][0]) > 100"
serve "the third" --protocol 63
finish "twice"
judge "the third sees the end" true "named('zones')['tick']['values'][-1] != '' and d['terminated']"

for how in "--leave-bytes 70001" "--leave-bytes 100 --reset" "--leave-frames 3"; do
	LEAF_TRACY_WAIT_MS=5000 begin tracy_flood 300000 2 700
	serve "gone in mid-stream, $how" $how
	serve "and again, $how"
	finish "gone in mid-stream, $how"
	judge "and again, $how" true "d['zones'][0]['name'] == 'rest'"
done

# ---- none is lost, and memory is bounded ----
for protocol in 63 82; do
	LEAF_TRACY_FULL=wait LEAF_TRACY_WAIT_MS=5000 begin tracy_flood 2000000 2
	serve "flood $protocol" --protocol $protocol
	finish "flood $protocol"
	judge "flood $protocol" flood 2000000 2
	check "flood $protocol: $(cat out) KiB of memory" [ "$(cat out)" -le 65536 ]
done

# ---- who misbehaves fails nobody ----
for how in noise half magic silence hangup slow unknown memory types rubbish pieces flood again; do
	begin tracy_host run 700
	serve "hostile: $how" --hostile $how
	finish "hostile: $how"
done

echo "$passed checks passed"
exit $status

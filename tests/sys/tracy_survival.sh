#!/bin/bash
# tracy_survival.sh - a program goes its way whatever connects to its Tracy client, or nobody does.
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
port=$((20000 + $$ % 100 * 100)) # below those that the system hands out
next_port() {
	export LEAF_TRACY_PORT=$((port += 1))
}

peer() {
	python3 "$LEAF_SOURCE_DIR/tests/sys/tracy_peer.py" "$LEAF_TRACY_PORT" "$@"
}

good() {
	passed=$((passed + 1))
}

bad() {
	echo "$1"
	status=1
}

check() {
	if "${@:2}"; then good; else bad "$1"; fi
}

ms() {
	date +%s%3N
}

# lasts NAME MIN MAX COMMAND…: it succeeds, and takes so many milliseconds
lasts() {
	local start rc took
	start=$(ms)
	"${@:4}" >out 2>err
	rc=$?
	took=$(($(ms) - start))
	if [ $rc -ne 0 ] || [ $took -lt "$2" ] || [ $took -gt "$3" ]; then
		bad "$1: exit $rc after $took ms"
		cat err
	else
		good
	fi
}

# beside NAME PEER…: the program runs until the peer is over; both succeed, the program ends soon
beside() {
	local name=$1 program rc peer_rc start
	shift
	next_port
	rm -f over
	timeout 400 tracy_host until over 2>err &
	program=$!
	peer "$@" >peer.out 2>&1
	peer_rc=$?
	touch over
	start=$(ms)
	wait $program
	rc=$?
	if [ $rc -ne 0 ] || [ $peer_rc -ne 0 ] || [ $(($(ms) - start)) -gt 3000 ]; then
		bad "$name: program $rc, peer $peer_rc, $(($(ms) - start)) ms"
		cat err peer.out
	else
		good
	fi
}

# ---- nobody comes ----
next_port
lasts "nobody comes" 0 2000 tracy_host fib 10
LEAF_TRACY=capture lasts "capture, nobody comes" 0 2000 tracy_host fib 10
LEAF_TRACY=capture LEAF_TRACY_WAIT_MS=300 lasts "capture waits at the end" 300 2500 tracy_host fib 10
LEAF_TRACY_WAIT_MS=300 lasts "on demand waits at the start" 300 2500 tracy_host fib 10
LEAF_TRACY_PORT=x lasts "a port that is no number" 0 2000 tracy_host fib 10
LEAF_TRACY_ADDRESS=nowhere lasts "an address that is none" 0 2000 tracy_host fib 10
grep -q "LEAF_TRACY_ADDRESS='nowhere' is no address" err || bad "the address is not named"
LEAF_TRACY_ADDRESS=192.0.2.1 lasts "an address of another machine" 0 2000 tracy_host fib 10
grep -q "LEAF_TRACY_ADDRESS='192.0.2.1' is none of this machine" err || bad "that address is not named"
LEAF_TRACY=on lasts "a word that is none" 0 2000 tracy_host fib 10
grep -q "LEAF_TRACY='on' is none of capture, ondemand, off" err || bad "not all words are named"

# ---- who comes is no viewer ----
beside "garbage" garbage
beside "half a greeting" half
beside "silence" silent
beside "a viewer leaves in mid-stream" midstream
beside "unknown handles and questions" queries
beside "a protocol that nobody knows" protocol 81
grep -q "speaks protocol 81, this library 63 (0.9), 64 (0.10).*newer Leaf" err || bad "the line on stderr does not name both"
check "status 2 for it" grep -qx 2 peer.out
for number in 63 64 66 69 74 76 82; do
	beside "protocol $number" protocol $number
	check "status 1 for $number" grep -qx 1 peer.out
done

# ---- one after another ----
next_port
rm -f over
tracy_host until over 2>err &
program=$!
for what in garbage close half midstream midstream queries; do
	peer $what >peer.out 2>&1 || bad "one after another: $what: $(cat peer.out)"
done
touch over
wait $program || bad "one after another: the program failed"
check "one after another" [ ! -s err ]

# ---- the viewer is stopped while the program ends ----
next_port
LEAF_TRACY_WAIT_MS=5000 tracy_host run 500 2>err &
program=$!
rm -f peer.out
python3 "$LEAF_SOURCE_DIR/tests/sys/tracy_peer.py" "$LEAF_TRACY_PORT" stop 5 >peer.out &
stopped=$!
until [ -s peer.out ]; do sleep 0.02; done
kill -STOP $stopped 2>/dev/null
start=$(ms)
wait $program
rc=$?
took=$(($(ms) - start))
kill -CONT $stopped 2>/dev/null
wait $stopped
check "a stopped viewer does not hold up the end ($took ms, exit $rc)" [ $rc -eq 0 -a $took -lt 3500 ]

# ---- what is full drops, and is said ----
next_port
LEAF_TRACY_WAIT_MS=5000 LEAF_TRACY_MAX_MB=1 tracy_host fib 27 >/dev/null 2>err &
program=$!
peer stop 2 >peer.out &
wait $program || bad "a viewer that takes nothing: the program failed"
wait
LEAF_TRACY=capture LEAF_TRACY_MAX_MB=1 tracy_host fib 25 >/dev/null 2>err
check "what was dropped is said" grep -q "not shown to Tracy: as much as LEAF_TRACY_MAX_MB" err

# ---- what threads leave behind when they end is bounded too ----
# less_than FILE LIMIT: the file holds a number below the limit
less_than() {
	[ -s "$1" ] && [ "$(cat "$1")" -lt "$2" ]
}
next_port
LEAF_TRACY=capture LEAF_TRACY_MAX_MB=1 tracy_host churn 3000 >out 2>err || bad "churn: the program failed"
check "3000 threads take $(cat out) MB where 1 is allowed" less_than out 15
check "what they did beyond it is said" grep -q "not shown to Tracy: as much as LEAF_TRACY_MAX_MB" err
next_port
LEAF_TRACY=capture LEAF_TRACY_MAX_MB=1 tracy_host fibers 4000 >out 2>err || bad "fibers: the program failed"
check "4000 fibers take $(cat out) MB where 1 is allowed" less_than out 15
check "what they did beyond it is said" grep -q "not shown to Tracy: as much as LEAF_TRACY_MAX_MB" err

# ---- who cannot be let in, as no descriptor is free, costs nothing ----
next_port
tracy_host full 3000 >out 2>err &
program=$!
until grep -q full err || ! kill -0 $program 2>/dev/null; do sleep 0.05; done
peer silent >/dev/null 2>&1 # until the program ends
wait $program || bad "no descriptors: the program failed"
check "no descriptor is free: $(cat out) ms of processor time" less_than out 100

# ---- several programs, ports, addresses ----
unset LEAF_TRACY_PORT
rm -f over
programs=
for i in 1 2 3; do
	tracy_host until over 2>"err.$i" &
	programs="$programs $!"
done
# listening: addresses and ports that the three listen on, in hexadecimal; no tool is needed
listening() {
	local pid inode
	for pid in $programs; do
		for inode in $(readlink /proc/"$pid"/fd/* | sed -n 's/^socket:\[\([0-9]*\)\]$/\1/p'); do
			awk -v inode="$inode" '$4 == "0A" && $10 == inode { print $2 }' /proc/net/tcp
		done
	done | sort -u
}
for ((tries = 0; tries < 100 && $(listening | wc -l) < 3; tries++)); do sleep 0.1; done
ports=$(listening)
touch over
check "three programs have three ports: $ports" [ "$(wc -l <<<"$ports")" -eq 3 ]
check "all on 127.0.0.1" [ "$(grep -cv '^0100007F:' <<<"$ports")" -eq 0 ]
wait
next_port
python3 -c 'import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(); print(1, flush=True)
time.sleep(60)' "$LEAF_TRACY_PORT" >taken &
taken=$!
until [ -s taken ]; do sleep 0.05; done
tracy_host fib 5 >out 2>err || bad "a port that is taken: the program failed"
check "a port that is taken is said" grep -q "cannot listen on port $LEAF_TRACY_PORT" err
kill $taken
wait $taken 2>/dev/null

# ---- what programs do ----
for scenario in "forks 20" "threads 200" "jumps 1000" "deep 50000" "names 40000" "fibers 3000" texts open exec; do
	for how in watched alone capture; do
		next_port
		# shellcheck disable=SC2086
		case $how in
		watched)
			LEAF_TRACY_WAIT_MS=2000 timeout 30 tracy_host $scenario >out 2>err &
			program=$!
			peer hold 20 >peer.out 2>&1
			wait $program
			;;
		alone) timeout 30 tracy_host $scenario >out 2>err ;;
		capture) LEAF_TRACY=capture timeout 30 tracy_host $scenario >out 2>err ;;
		esac
		rc=$?
		check "$scenario, $how: exit $rc: $(head -n 3 err)" [ $rc -eq 0 ]
	done
done

# ---- a daemon that closes everything keeps its own descriptors ----
next_port
cat >daemon.c <<'END'
#include <leaf/trace.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "daemon");
	for (int fd = 3; fd < 1000; fd++)
		close(fd);
	int mine = open("mine", O_RDWR | O_CREAT, 0600);
	for (int fd = mine + 1; fd < 300; fd++)
		dup2(mine, fd);
	usleep(700000);
	struct stat is;
	fstat(mine, &is);
	return is.st_size != 0;
}
END
"$LEAF_CC" -I"$LEAF_SOURCE_DIR/include" daemon.c "$LEAF_BUILD_DIR/libleaf.a" -pthread -o daemon || exit 1
lasts "a daemon closes all descriptors" 600 3000 ./daemon

echo "$passed checks passed"
exit $status

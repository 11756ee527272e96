#!/bin/bash
# reload.sh - SIGUSR1 reads the filter anew while a program runs, for the spans that are open too.
set -u
work=$(mktemp -d)
trap 'touch "$work/stop"; wait; rm -rf "$work"' EXIT
cd "$work" || exit 1
status=0
export LEAF_LOG=info LEAF_RELOAD_FILE=$work/filter LEAF_LOG_FORMAT=timer=off LEAF_FLAME=off
reload_me 2>log &
program=$!

# until COMMAND…: it becomes true within ten seconds
until_true() {
	local i
	for ((i = 0; i < 500; i++)); do
		"$@" && return 0
		sleep 0.02
	done
	echo "never came true: $*"
	tail -n 3 log
	status=1
}
lines() { grep -c "$1" log; }
more_than() { [ "$(lines "$1")" -gt "$2" ]; }

# reload TEXT: the file holds TEXT; tell the program
reload() {
	printf '%s' "$1" >filter
	kill -USR1 $program
}

until_true more_than information 3
[ "$(lines detail)" -eq 0 ] || { echo "details before they were asked for"; status=1; }
reload $'debug\n'
until_true more_than 'turn n=' 3
until_true more_than detail 3
reload 'off'
sleep 0.3
now=$(wc -l <log)
sleep 0.2
[ "$(wc -l <log)" -eq "$now" ] || { echo "lines after 'off'"; status=1; }
reload $'warn\n[conn{id=7}]=debug\n' # one directive a line; the span is open already
details=$(lines detail)
until_true more_than detail "$details"
reload 'warn,[conn{id=8}]=debug'
sleep 0.3
now=$(lines detail)
sleep 0.2
[ "$(lines detail)" -eq "$now" ] || { echo "details inside a span whose value does not match"; status=1; }
reload 'info,app=lowd'
until_true grep -q 'ignoring `app=lowd`' log
# a file is read whole; a pipe is refused, and does not keep later ones waiting
{ for i in {1..3000}; do echo "app::part_$i=error"; done; echo '[conn{id=7}]=debug'; } >filter
details=$(lines detail)
kill -USR1 $program
until_true more_than detail "$details"
rm filter
mkfifo filter
kill -USR1 $program
until_true grep -q 'not a regular file' log
rm filter
reload 'info'
until_true more_than information "$(lines information)"
rm filter
kill -USR1 $program
until_true grep -q 'the filter stays as it is' log
informed=$(lines information)
until_true more_than information "$informed"
for i in {1..300}; do kill -USR1 $program; done
touch stop
wait $program || { echo "the program ended with $?"; status=1; }
exit $status

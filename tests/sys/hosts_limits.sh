#!/bin/bash
# hosts_limits.sh - a traced program goes its way where files, memory, descriptors and stacks are short.
#
# Programs of tests/programs, under every way of tracing; what they print and how they end is known.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
passed=0
hosts=$LEAF_PROGRAMS/hosts
mkdir "$work/here"

# name, then the environment
ways=(
	"off LEAF_LOG=off"
	"text_stderr LEAF_LOG=trace LEAF_FLAME=off"
	"text_file LEAF_LOG=trace LEAF_LOG_FILE=log.txt LEAF_FLAME=off"
	"json LEAF_LOG=trace LEAF_LOG_FORMAT=json LEAF_LOG_FILE=log.json LEAF_FLAME=off"
	"flame_exact LEAF_FLAME=exact"
	"flame_sampled LEAF_FLAME=sampled"
	"flame_stats LEAF_FLAME_STATS=stats.tsv"
	"record LEAF_FLAME=off LEAF_RECORD=recording"
	"everything LEAF_LOG=trace LEAF_LOG_FILE=log.txt LEAF_FLAME=exact LEAF_RECORD=recording"
	"watched FLAME_OUTPUT=out.folded LEAF_FLAME_SIGNAL=URG"
	"scoped LEAF_LOG=info,[round]=trace,[slice{i=7}]=trace LEAF_LOG_FILE=log.txt"
)

# what COMMAND... prints and how it ends, with each way of tracing
expect() {
	local want=$1 way name variables
	shift
	for way in "${ways[@]}"; do
		rm -rf "$work/here"
		mkdir "$work/here"
		read -r name variables <<<"$way"
		# shellcheck disable=SC2086
		(export $variables; cd "$work/here" && timeout 100 "$@" >"$work/out" 2>"$work/err"
		ended=$?
		[ $ended != 124 ] || echo "stopped after 100 s: it hangs, or the machine is busy" >>"$work/err"
		echo "exit $ended" >>"$work/out")
		if [ "$(cat "$work/out")" = "$want" ]; then
			passed=$((passed + 1))
		else
			echo "'$*' goes otherwise under '$name':"
			head -n 5 "$work/out"
			tail -n 5 "$work/err"
			status=1
		fi
	done
}

# what was traced before exit() inside the tracer is not lost
(cd "$work/here" && LEAF_LOG=info LEAF_LOG_FILE=inside.txt "$LEAF_PROGRAMS/rough" exits_inside)
if grep -q 'told, text="before"' "$work/here/inside.txt"; then
	passed=$((passed + 1))
else
	echo "exit() in a formatter loses the log"
	status=1
fi

# a thread that left the tracer by a jump is heard again
(cd "$work/here" && LEAF_LOG=info LEAF_LOG_FILE=left.txt LEAF_QUIET=1 "$LEAF_PROGRAMS/tight" left_by_a_jump >"$work/out")
if grep -q 'heard again' "$work/here/left.txt"; then
	passed=$((passed + 1))
else
	echo "a thread stays silent after siglongjmp out of the tracer"
	status=1
fi

# no file of ours takes the place of descriptors that are missing from the start
tight=$LEAF_PROGRAMS/tight
expect $'exit 0' bash -c "ulimit -n 20; $tight speaks_to_nobody <&- >&- 2>&- || exit; ! grep -rq 'the host says' ."
# a set-user-ID program heeds no environment, and writes nothing on its own account
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && ! findmnt -nT "$work" 2>/dev/null | grep -q nosuid; then
	rm -rf "$work/here"
	mkdir -m 777 "$work/here"
	chmod 755 "$work"
	cp "$tight" "$work/privileged"
	chmod 4755 "$work/privileged"
	(cd "$work/here" && LEAF_LOG=trace LEAF_LOG_FILE=log LEAF_RECORD=recording FLAME_OUTPUT=$work/here/folded \
		setpriv --reuid 65534 --clear-groups "$work/privileged" jumps_at_one_level) >"$work/out" 2>&1
	if [ "$(cat "$work/out"; ls "$work/here")" = ok ]; then
		passed=$((passed + 1))
	else
		echo "a set-user-ID program is traced for whoever starts it:"
		cat "$work/out"
		ls -l "$work/here"
		status=1
	fi
fi
# no file grows beyond what the host lets it
for kib in 0 1 64; do
	expect $'ok\nexit 0' bash -o pipefail -c "(ulimit -f $kib; exec $tight jumps_at_one_level) | cat"
done

# a loop that leaves its span by a jump does not stand ever deeper
(cd "$work/here" && LEAF_LOG=info LEAF_LOG_FILE=level.txt LEAF_FLAME=off LEAF_QUIET=1 "$LEAF_PROGRAMS/tight" jumps_at_one_level >"$work/out")
if awk '{ match($0, /^ */); if (RLENGTH > 4) exit 1 }' "$work/here/level.txt"; then
	passed=$((passed + 1))
else
	echo "lines stand ever deeper after jumps:"
	tail -n 3 "$work/here/level.txt"
	status=1
fi

# valgrind finds nothing to complain of, though registration goes to a stack of its own
if [ -z "$LEAF_SANITIZE" ] && command -v valgrind >/dev/null; then
	if (cd "$work/here" && LEAF_LOG=trace LEAF_LOG_FILE=log.txt LEAF_TRACY=off \
		valgrind -q --error-exitcode=9 "$hosts" jumps) >"$work/out" 2>&1; then
		passed=$((passed + 1))
	else
		echo "valgrind complains of the tracer:"
		head -n 20 "$work/out"
		status=1
	fi
fi

if [ -z "$LEAF_SANITIZE" ]; then
	expect $'ok\nexit 0' "$LEAF_PROGRAMS/host_nomem"
	# where nothing can be written
	for file in /dev/full none/such/file "$hosts/below-a-file"; do
		ways=("unwritable LEAF_LOG=trace LEAF_LOG_FILE=$file FLAME_OUTPUT=$file LEAF_RECORD=$file")
		expect $'21\nexit 0' "$hosts" closed_stderr
	done
	# a million frames, on a stack that has room for them
	ways=("flame LEAF_FLAME=exact" "sampled LEAF_FLAME=sampled" "record LEAF_RECORD=recording LEAF_FLAME=off"
		"frames LEAF_FLAME=exact LEAF_LOG=info,[deep{n=77}]=trace LEAF_LOG_FILE=log.txt")
	expect $'1000000\n5\nexit 0' bash -c "ulimit -s unlimited; HOSTS_DEPTH=1000000 exec $hosts deep_recursion"
	# threads by the hundred thousand
	ways=("flame LEAF_FLAME=exact")
	expect $'joined\nexit 0' env HOSTS_THREADS=100000 "$hosts" threads_come_and_go
	ways=("record LEAF_RECORD=recording LEAF_FLAME=off")
	expect $'joined\nexit 0' env HOSTS_THREADS=30000 "$hosts" threads_come_and_go
fi
echo "$passed scenarios went as they should"
exit $status

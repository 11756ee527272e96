#!/usr/bin/env bats
# flame.bats - the flame graph and its companion: what stands in them, when and where they are written.

setup() {
	case "$LEAF_FEATURES" in *profile_flame*) ;; *) skip "built without profile_flame" ;; esac
	cd "$BATS_TEST_TMPDIR"
	unset LEAF_LOG LEAF_LOG_FORMAT LEAF_LOG_STYLE FLAME_OUTPUT ENV_FLAME_GRAPH LEAF_QUIET
	unset "${!LEAF_FLAME@}"
}

teardown() {
	touch stop # whoever is still there in the background
}

# stacks FILE: without their values
stacks() { sed 's/ [0-9]*$//' "$1"; }

# value FILE STACK: its nanoseconds
value() { awk -v stack="$2" '{ n = $NF; sub(/ [0-9]+$/, ""); if ($0 == stack) print n }' "$1"; }

# column FILE STACK N: a field of the companion
column() { awk -F '\t' -v stack="$2" -v n="$3" '$1 == stack { print $n }' "$1"; }

# lacks PATTERN FILE: no line is like that
lacks() { if grep -E -e "$1" "$2"; then return 1; fi; }

# is_folded FILE: the grammar, and the order of LC_ALL=C sort
is_folded() {
	if grep -vE '^[^;]+(;[^;]+)* [0-9]+$' "$1"; then return 1; fi
	LC_ALL=C sort -c "$1"
	[ -z "$(stacks "$1" | sort | uniq -d)" ]
}

@test "a line per stack, sorted, with whole nanoseconds" {
	flame_small tree 3
	is_folded tracing.folded
	[ "$(stacks tracing.folded)" = 'ThreadId(1)-main
ThreadId(1)-main;small::inner
ThreadId(1)-main;small::outer
ThreadId(1)-main;small::outer;small::inner' ]
	ns=$(value tracing.folded 'ThreadId(1)-main;small::outer;small::inner')
	[ "$ns" -ge 3000000 ] && [ "$ns" -lt 300000000 ]
	[ "$(echo *)" = tracing.folded ]
}

@test "the file is named by FLAME_OUTPUT, or by ENV_FLAME_GRAPH" {
	FLAME_OUTPUT=a.folded ENV_FLAME_GRAPH=b.folded flame_small tree
	ENV_FLAME_GRAPH=b.folded flame_small tree
	[ "$(echo *)" = 'a.folded b.folded' ]
}

@test "%p in the name is the number of the process, of a fork's child too" {
	FLAME_OUTPUT=run.%p.folded flame_small tree
	[[ "$(echo *)" =~ ^run\.[0-9]+\.folded$ ]]
	rm ./*
	FLAME_OUTPUT=run.%p.folded flame_small children 2
	[ "$(ls | grep -cE '^run\.[0-9]+\.folded$')" -eq 3 ]
	rm ./*
	mkdir a%pb && cd a%pb
	flame_small tree
	[ "$(echo *)" = tracing.folded ]
}

@test "threads: each its own, or all as one on request" {
	flame_small threads 2
	is_folded tracing.folded
	[ "$(stacks tracing.folded | grep -c ';small::outer;small::inner$')" -eq 3 ]
	grep -q '^ThreadId([0-9]*)-worker:0;small::outer ' tracing.folded
	grep -q '^ThreadId([0-9]*)-worker:1;small::outer ' tracing.folded
	LEAF_FLAME_COLLAPSE=1 flame_small threads 2
	is_folded tracing.folded
	[ "$(stacks tracing.folded)" = 'all-threads
all-threads;small::outer
all-threads;small::outer;small::inner' ]
	[ "$(value tracing.folded 'all-threads;small::outer;small::inner')" -ge 3000000 ]
}

@test "file and line on request" {
	LEAF_FLAME_LINES=1 flame_small tree
	is_folded tracing.folded
	grep -qE ';small::outer:[^;]*flame_small\.c:[0-9]+;small::inner:[^;]*flame_small\.c:[0-9]+ [0-9]+$' tracing.folded
}

@test "separators and control characters in names are escaped" {
	flame_small names
	is_folded tracing.folded
	grep -qF ';small::a:b c\n' tracing.folded
}

@test "frames that are open at the dump are charged up to now" {
	for stats in '' stats.tsv; do
		LEAF_FLAME_STATS=$stats flame_small open 30
		is_folded open.folded
		ns=$(value open.folded 'ThreadId(1)-main;small::open_spans;small::within')
		[ "$ns" -ge 30000000 ] && [ "$ns" -lt 3000000000 ]
	done
}

@test "what is deeper than LEAF_FLAME_DEPTH stands in [truncated], counted and said" {
	LEAF_FLAME_DEPTH=5 flame_small deep 20 2>err
	is_folded tracing.folded
	grep -q '^ThreadId(1)-main\(;small::deep\)\{5\};\[truncated\] ' tracing.folded
	[ "$(stacks tracing.folded | wc -l)" -le 7 ]
	grep -q '^leaf: 15 calls stand in \[truncated\]: beyond LEAF_FLAME_STACKS or LEAF_FLAME_DEPTH$' err
	LEAF_FLAME_DEPTH=20 flame_small deep 20 2>err
	lacks truncated tracing.folded
	[ ! -s err ]
}

@test "no more stacks than LEAF_FLAME_STACKS, the rest in [truncated]" {
	LEAF_FLAME_STACKS=100 flame_small many 12 2>err
	is_folded tracing.folded
	lines=$(wc -l <tracing.folded)
	[ "$lines" -ge 100 ] && [ "$lines" -le 220 ]
	grep -qE ';\[truncated\] [0-9]+$' tracing.folded
	grep -q 'calls stand in \[truncated\]' err
}

@test "the companion: calls, self time, extremes and durations of each stack" {
	LEAF_FLAME_STATS=stats.tsv flame_small durations 9
	is_folded tracing.folded
	grep -q '^# mode: exact$' stats.tsv
	[ "$(grep -v '^#' stats.tsv | head -n 1)" = $'stack\tcalls\tself_ns\tmin_ns\tmax_ns\tdurations_ns' ]
	stack='ThreadId(1)-main;small::inner'
	[ "$(column stats.tsv "$stack" 2)" -eq 10 ]
	[ "$(column stats.tsv "$stack" 3)" -eq "$(value tracing.folded "$stack")" ]
	min=$(column stats.tsv "$stack" 4)
	max=$(column stats.tsv "$stack" 5)
	[ "$min" -ge 1000000 ] && [ "$min" -lt 30000000 ]
	[ "$max" -ge 30000000 ] && [ "$max" -lt 3000000000 ]
	# the histogram holds every call, in order, the first and last bucket those of the extremes
	column stats.tsv "$stack" 6 | tr ' ' '\n' | awk -F : -v min="$min" -v max="$max" '
		NR > 1 && $1 <= last { exit 1 }
		NR == 1 && ($1 > min || 1.26 * $1 < min) { exit 1 }
		{ last = $1; n += $2 }
		END { exit !(n == 10 && last <= max && 1.26 * last >= max) }'
	lacks '^# measured: ([0-9]{13,}|-)' stats.tsv
}

@test "the companion adds up what threads did, those that ended too" {
	LEAF_FLAME_COLLAPSE=1 LEAF_FLAME_STATS=stats.tsv flame_small threads 150
	stack='all-threads;small::outer;small::inner'
	[ "$(column stats.tsv "$stack" 2)" -eq 151 ]
	column stats.tsv "$stack" 6 | tr ' ' '\n' | awk -F : '{ n += $2 } END { exit n != 151 }'
	[ "$(column stats.tsv all-threads 2)" -eq 0 ]
}

@test "the companion of sampled mode counts calls" {
	LEAF_FLAME=sampled LEAF_FLAME_STATS=stats.tsv flame_small tree 7
	grep -q '^# mode: sampled$' stats.tsv
	stack='ThreadId(1)-main;small::outer;small::inner'
	[ "$(column stats.tsv "$stack" 2)" -eq 7 ]
	[ -z "$(column stats.tsv "$stack" 4)" ]
}

@test "[truncated] has its calls in the companion" {
	LEAF_FLAME_DEPTH=5 LEAF_FLAME_STATS=stats.tsv flame_small deep 20 2>err
	[ "$(awk -F '\t' '$1 ~ /\[truncated\]$/ { n += $2 } END { print n }' stats.tsv)" -eq 15 ]
}

# begin VARIABLE=VALUE…: 'flame_small until' in the background, as $program
begin() {
	env "$@" flame_small until 2>err 3>&- &
	program=$!
	until [ -e going ]; do sleep 0.01; done
}

# ask SIGNAL FILE…: until all are there
ask() {
	local number=$1 file i
	shift
	for file in "$@"; do
		for ((i = 0; i < 500; i++)); do
			[ -e "$file" ] && break
			kill -"$number" $program
			sleep 0.02
		done
		[ -e "$file" ]
	done
}

@test "on LEAF_FLAME_SIGNAL the files are written, again and again" {
	begin LEAF_FLAME_SIGNAL=USR2 LEAF_FLAME_STATS=stats.tsv
	for round in 1 2 3; do
		ask USR2 tracing.folded stats.tsv
		is_folded tracing.folded
		grep -q ';small::until;small::inner ' tracing.folded
		sleep 0.1
		rm tracing.folded stats.tsv
	done
	touch stop
	wait $program
	[ ! -s err ]
	[ -e tracing.folded ]
}

@test "a signal that there is not is named" {
	LEAF_FLAME_SIGNAL=ROOF flame_small tree 2>err
	grep -q "leaf: LEAF_FLAME_SIGNAL='ROOF' is no signal" err
	LEAF_FLAME_SIGNAL=KILL flame_small tree 2>err
	grep -q "leaf: LEAF_FLAME_SIGNAL='KILL'" err
	LEAF_FLAME_SIGNAL=9 flame_small tree 2>err
	grep -q "leaf: LEAF_FLAME_SIGNAL='9' cannot be had" err
	[ -e tracing.folded ]
}

@test "LEAF_FLAME_SIGNAL and LEAF_RELOAD_FILE may share a signal" {
	echo off >filter
	begin LEAF_LOG=trace LEAF_LOG_FILE=log LEAF_FLAME_SIGNAL=10 LEAF_RELOAD_FILE=filter
	ask 10 tracing.folded
	sleep 0.2
	lines=$(wc -l <log)
	sleep 0.2
	[ "$(wc -l <log)" -eq "$lines" ]
	touch stop
	wait $program
}

@test "children of a fork write files of their own" {
	LEAF_FLAME_STATS=stats.tsv flame_small children 2
	[ "$(ls | grep -cE '^tracing\.[0-9]+\.folded$')" -eq 2 ]
	[ "$(ls | grep -cE '^stats\.[0-9]+\.tsv$')" -eq 2 ]
	lacks outer tracing.folded
	for file in tracing.*.folded; do
		is_folded "$file"
		grep -q ';small::outer;small::inner ' "$file"
	done
}

@test "a file that cannot be written is said, and the old one stays" {
	mkdir there
	FLAME_OUTPUT=there/graph flame_small tree
	cp there/graph before
	run env FLAME_OUTPUT=nowhere/graph flame_small tree
	[ $status -eq 0 ]
	[[ "$output" == *"cannot write the flame graph"*"nowhere/graph': No such file"* ]]
	(ulimit -f 0; trap '' XFSZ; FLAME_OUTPUT=there/graph flame_small many 8) 2>/dev/null || true
	cmp there/graph before
	[ "$(ls there)" = graph ]
}

@test "off writes nothing" {
	LEAF_FLAME=off LEAF_FLAME_STATS=stats.tsv flame_small tree
	[ -z "$(ls)" ]
}

@test "the filter governs what is counted" {
	LEAF_FLAME_FILTER='trace,[inner]=off' flame_small tree
	lacks inner tracing.folded
	grep -q 'small::outer ' tracing.folded
}

@test "sampled time is charged to who spends it" {
	LEAF_FLAME=sampled flame_small spin 300
	is_folded tracing.folded
	ns=$(value tracing.folded 'ThreadId(1)-main;small::spin')
	[ "$ns" -ge 200000000 ] && [ "$ns" -lt 600000000 ]
}

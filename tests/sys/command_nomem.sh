#!/bin/bash
# command_nomem.sh - whichever allocation fails, the command ends in good order: an exit status, no crash.
set -uo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf 'main;work 7\nmain 3\n' >tracing.folded
printf 'int f(int a)\n{\n\treturn a;\n}\n' >f.c
plug=$LEAF_PROGRAMS/plug_nomem.so
status=0

# hostile COMMAND…: with the k-th allocation failing, and all after it, for each k.
hostile() {
	LEAF_NOMEM_COUNT=$work/count LD_PRELOAD=$plug "$@" >/dev/null 2>&1
	local usual=$? n=0 k exit
	[ -s count ] && n=$(cat count)
	# Long runs: every k up to 200, then in strides.
	for ((k = 1; k <= n; k += 1 + (k > 200 ? n / 200 : 0))); do
		LEAF_NOMEM_AT=$k LEAF_NOMEM_ON=1 LD_PRELOAD=$plug timeout 20 "$@" >out 2>err </dev/null
		exit=$?
		if [ $exit -ge 124 ]; then
			echo "allocation $k of $n fails: exit status $exit: $*"
			head -n 5 err
			status=1
		elif [ $exit != "$usual" ] && [ ! -s err ]; then
			echo "allocation $k of $n fails: exit status $exit without a word: $*"
			status=1
		fi
	done
	echo "$n allocations: $*"
}

hostile leaf version
hostile leaf help
hostile leaf help --all --format=man --output="$work"
hostile leaf completion bash
hostile leaf filter explain 'a=info,b[c{d=1}]=trace' pri fib debug
hostile leaf instrument list f.c
hostile leaf flame top tracing.folded
printf 'stack\tcalls\tmax_ns\tdurations_ns\nmain;work\t1\t9\t4:1\n' >tracing.tsv
for form in '' --svg '--text -o tree'; do hostile leaf flame --no-open $form tracing.folded; done
for format in speedscope pprof callgrind chrome folded; do hostile leaf flame convert --to $format -o converted tracing.folded; done
printf 'main;work 9\nmain;play 1.5\n' >after.folded
hostile leaf flame diff --no-open --fail-on 'work>90%' tracing.folded after.folded
hostile leaf flame merge --collapse -o sum tracing.folded after.folded
exit $status

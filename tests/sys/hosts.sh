#!/bin/bash
# hosts.sh - a traced program prints what it would print untraced and ends as it would end.
#
# Every scenario of tests/programs/hosts.c, rough.c and tight.c, under every way of tracing, against the same program
# compiled without a tracer; those of hosts.c also with hooks in every function.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
passed=0

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

# run PROGRAM SCENARIO: exit code and output into files
run() {
	(cd "$work/here" && timeout 60 "$1" "$2" >"$work/out" 2>"$work/err"; echo $? >"$work/code") 2>/dev/null
	[ "$(cat "$work/code")" != 124 ] || echo "stopped after 60 s: it hangs, or the machine is busy" >>"$work/err"
}

for program in tight tight_hooked rough hosts_hooked hosts; do
hosts=$LEAF_PROGRAMS/$program
plain=$LEAF_PROGRAMS/${program%_hooked}_plain
for scenario in $("$plain"); do
	[ -z "$LEAF_SANITIZE" ] || [ "${scenario#small_}" = "$scenario" ] || continue
	rm -rf "$work/here"
	mkdir "$work/here"
	run "$plain" "$scenario"
	cp "$work/out" "$work/want_out"
	cp "$work/code" "$work/want_code"
	for way in "${ways[@]}"; do
		case $program,$scenario,$way in
		hosts_hooked,*,flame*) ;;
		hosts_hooked,*) continue ;;
		tight_hooked,loader_callback,*) continue ;;
		tight_hooked,*,flame_sampled* | tight_hooked,*,text_file* | tight_hooked,*,record*) ;;
		tight_hooked,*) continue ;;
		*,loader_callback,off* | *,loader_callback,text_file* | *,loader_callback,flame_exact*) ;;
		*,loader_callback,*) continue ;; # a second each, and one reason
		esac
		rm -rf "$work/here"
		mkdir "$work/here"
		read -r name variables <<<"$way"
		# shellcheck disable=SC2086
		(export $variables; run "$hosts" "$scenario")
		if cmp -s "$work/out" "$work/want_out" && cmp -s "$work/code" "$work/want_code"; then
			passed=$((passed + 1))
		else
			echo "scenario '$scenario' goes otherwise under '$name':"
			echo "exit code $(cat "$work/code"), untraced $(cat "$work/want_code")"
			diff "$work/want_out" "$work/out" | head -n 5
			tail -n 5 "$work/err"
			status=1
		fi
	done
done
done

echo "$passed scenarios went as they should"
exit $status

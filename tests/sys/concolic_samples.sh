#!/bin/bash
# concolic_samples.sh - from each sample's seed all that it says is found is found, and both sides of its branches.
#
# A sample's head comment holds, each on lines of its own:
#	seed: BYTES       the first input; \xHH and the like stand for bytes
#	finds: TEXT       a line that an input which is found makes the program print
#	crashes: yes      an input that makes it crash is found
#	input: declared   the input is memory named by leaf_symbolic(), from standard input; file: the default; stdin: as it says
#	with: FILE        a file of C++ beside it, compiled by the C++ compiler, is linked in
#	flags: FLAGS      further flags of the compiler
#	early: yes        at -fleaf-stage=early, too
# Both sides of each branch of the sample have been taken by its inputs at -O0; a line that ends in "not asked" is left out.
set -u
leafcc=$LEAF_BUILD_DIR/bin/leafcc
[ -x "$leafcc" ] || exit 77
clang=$(command -v clang-14 || command -v clang)

# The values of a key in a sample's head comment.
told() { sed -n "/\*\//q;s|^ \* $1: ||p" "$2"; }

# Run the program named first on an input, as the sample wants to get it.
feed() {
	case $how in
	file) "$1" "$2" ;;
	*) "$1" <"$2" ;;
	esac
}

# All that is found, in corpus/.
explore() {
	local place=()
	[ "$how" != file ] || place=(@@)
	rm -rf out corpus
	mkdir corpus
	leaf explore -i seed -o out -t 30 -- ./woven "${place[@]}" >/dev/null 2>&1
	for input in out/queue/* out/crashes/*; do
		[ ! -f "$input" ] || mv "$input" "corpus/$(basename "$input")"
	done
}

# Branches of the sample's own lines of which one side was never taken. Memory that is declared has no other way in.
untaken() {
	local source=$1 name=$2
	[ "$how" != declared ] && ls ./*.gcda >/dev/null 2>&1 || return 0
	gcov -b -c counted-"$name".gcda >/dev/null 2>&1 || gcov -b -c "$name".gcda >/dev/null 2>&1
	awk '/^branch/ { if ($0 !~ /taken [1-9]/ && line !~ /not asked/ && !said[line]++) print line; next }
		/^(call|function|unconditional)/ { next } { line = $0 }' "$name".c.gcov
}

one_level() {
	local source=$1 name=$2 level=$3 crashed=no judge line
	printf '%b' "$(told seed "$source" | head -n 1)" >seed
	# shellcheck disable=SC2046,SC2086
	if ! "$leafcc" -g -w $level $(told flags "$source") -I"$LEAF_SOURCE_DIR/include" -fleaf-verify \
		-o woven "$source" $part; then
		echo "$name $level: does not compile"
		return 1
	fi
	explore
	# What is not instrumented judges, and counts its branches.
	judge=./counted
	[ "$how" != declared ] || judge=./woven
	rm -f ./*.gcda
	for input in corpus/*; do
		{ LEAF_BACKEND=noop LEAF_STDIN=1 feed $judge "$input"; } 2>/dev/null ||
			[ $? -lt 128 ] || crashed=yes
	done >said 2>/dev/null
	told finds "$source" | grep -vxFf said | while read -r line; do
		echo "$name $level: did not find '$line' ($(find corpus -type f | wc -l) inputs)"
	done
	[ -z "$(told crashes "$source")" ] || [ $crashed = yes ] || echo "$name $level: no crash found"
	# Optimized, two conditions are one.
	[ "$level" != -O0 ] || untaken "$source" "$name" | sed "s|^|$name $level: one side only: |"
}

sample() {
	local source=$1 name work level
	name=$(basename "$source" .c)
	work=$(mktemp -d)
	cd "$work" || exit 1
	how=$(told input "$source")
	how=${how:-file}
	part=
	if [ -n "$(told with "$source")" ]; then
		g++ -O1 -c -o part.o "$(dirname "$source")/$(told with "$source")" || return
		part="part.o -lstdc++"
	fi
	# shellcheck disable=SC2046,SC2086
	gcc --coverage -w -O0 $(told flags "$source") -I"$LEAF_SOURCE_DIR/include" -o counted "$source" $part \
		2>/dev/null || "$clang" -w -O0 $(told flags "$source") -I"$LEAF_SOURCE_DIR/include" \
		-o counted "$source" $part || return
	for level in "-O0" "-O2" $(told early "$source" | sed 's/yes/-O2=-fleaf-stage=early/'); do
		one_level "$source" "$name" "${level//=-/ -}"
	done
	cd / && rm -rf "$work"
}

if [ "${1-}" = one ]; then
	sample "$2" 2>&1
	exit
fi
said=$(ls "$LEAF_SOURCE_DIR"/samples/concolic/${1-*}.c | xargs -P 2 -n 1 bash "$0" one) ||
	said="$said; a sample was not built"
[ -z "$said" ] || { echo "$said" && exit 1; }

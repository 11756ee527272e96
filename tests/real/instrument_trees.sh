#!/bin/bash
# instrument_trees.sh - whole source packages: instrumented, built and tested by their own means, restored.
#
# For each row of trees.tsv: a second fix finds nothing to do; `leaf build` builds what stands there with gcc and with
# clang, and the suite of the tree passes as it does without the lines (with gcc each call is counted in a flame
# graph, with clang the spans are off); strip gives every byte back. The table says what was found.
#
# instrument_trees.sh [--quick] [--no-before] [--compiler CC] [NAME…]
#
#   --quick     the quick rows; those whose source cannot be fetched are skipped; --no-before too
#   --no-before the suite is run without the lines only if it fails with them
#   --compiler  gcc or clang alone
#   LEAF_BUILD_DIR   a build with the command and the library; LEAF_REAL_WORK  where trees are unpacked
#   LEAF_REAL_KEEP   keep the trees and what was built, to look into
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${LEAF_BUILD_DIR:-$root/build/profile_full}
work=${LEAF_REAL_WORK:-$build/real}
leaf=$build/bin/leaf
quick=
no_before=
compilers="gcc clang"
while [ $# -gt 0 ]; do
	case $1 in
	--quick) quick=1 no_before=1 ;;
	--no-before) no_before=1 ;;
	--compiler) compilers=$2; shift ;;
	--*) echo "instrument_trees.sh: unknown option '$1'" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
names=" $* "
export JOBS=${JOBS:-$(nproc)} LEAF_REAL=$here LEAF_QUIET=1
# The trees stand alone, even where they are unpacked within a repository.
mkdir -p "$work"
GIT_CEILING_DIRECTORIES=$(cd "$work" && pwd -P)
export GIT_CEILING_DIRECTORIES
everything="--max-size 64M --take vendored --take generated --take test-data --take read-only --take hard-link"

# ---- one copy of a tree ----

# in_copy TREE CC LOG: build and test a copy of a tree, as it stands; 1: does not build, 2: a test fails.
in_copy() {
	local copy=$work/$name.$2.copy flames=$work/$name.flames
	rm -rf "$copy" "$flames" && cp -a "$1" "$copy" && mkdir "$flames"
	(
		cd "$copy" || exit 1
		export CC=$2 FLAME_OUTPUT=$flames/%p.folded
		[ "$2" = gcc ] || export LEAF_LOG=off
		if [ "$1" = "$tree" ]; then
			"$leaf" build -- bash -c "$build_command" || exit 1
		else
			bash -c "$build_command" || exit 1
		fi
		bash -c "$test_command" || exit 2
	) >"$3" 2>&1 </dev/null
	local status=$?
	[ -n "${LEAF_REAL_KEEP-}" ] || rm -rf "$copy"
	return $status
}

words=(passed no-build failed)

# before CC: how the suite goes without the lines, in a word.
before() {
	in_copy "$tree.plain" "$1" "$work/$name.$1.plain.log"
	echo "${words[$?]}"
}

# after CC [BEFORE]: and with them; a failure counts unless it is as before.
after() {
	local log=$work/$name.$1.log word
	in_copy "$tree" "$1" "$log"
	word=${words[$?]}
	[ "$word" = no-build ] || grep -aq '^leaf: Leaf is in [1-9]' "$log" || word=without-leaf
	[ "$word" = passed ] || [ "$word" != "${2:-$(before "$1")}" ] || word+=-as-before
	case $word in no-build|failed|without-leaf) word=${word^^} ;; esac
	echo "$word"
}

# How many functions of the tree the suite has called.
called() {
	find "$work/$name.flames" -name '*.folded' -exec cat {} + | grep -a ';' | "$leaf" flame top --json -n 0 --skip-bad - 2>/dev/null | wc -l
}

# ---- one tree ----

sums() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum; find . -printf '%p %m\n' | sort); }

# FILES FUNCTIONS INSTRUMENTED SKIPPED… of the JSON report of a fix.
counts() {
	perl -MJSON::PP -ne '
		my $row = decode_json($_)->{summary} or next;
		my %skipped = %{ $row->{skipped} };
		my $all = $row->{instrumented};
		$all += $_ for values %skipped;
		my @why = sort { $skipped{$b} <=> $skipped{$a} || $a cmp $b } keys %skipped;
		printf "%d %d %d %s\n", $row->{files}, $all, $row->{instrumented}, join(" ", map { "$_:$skipped{$_}" } @why) || "-";
	' "$1"
}

instrument() { (cd "$tree" && set -f && "$leaf" instrument "$@" $everything $alone .); }
fix() { instrument fix --no-config --static-inline "$@"; }

row() {
	local began=$SECONDS cc word cells= plain= calls=- strip=identical files found taken skipped status=0
	tree=$work/$name
	rm -rf "$tree" "$tree.plain"
	if ! "$root/scripts/source-package" "$package" "$tree"; then
		rows+="$name|source not to be had"$'\n'
		[ -n "$quick" ]
		return
	fi
	[ "$prepare" = - ] || (cd "$tree" && eval "$prepare") >"$work/$name.prepare.log" 2>&1 ||
		{ echo "$name: cannot be prepared; see $work/$name.prepare.log" >&2; return 1; }
	cp -a "$tree" "$tree.plain"
	sums "$tree" >"$work/$name.sums"
	fix --json >"$work/$name.fix" || return 1
	read -r files found taken skipped < <(counts "$work/$name.fix")
	[ "${taken:-0}" -gt 0 ] || { echo "$name: nothing is instrumented" >&2; return 1; }
	fix | grep -q '; 0 files changed' ||
		{ echo "$name: one fix leaves something to do for a second" >&2; status=1; }
	for cc in gcc clang; do
		[[ " $compilers " == *" $cc "* ]] || { cells+="|-"; continue; }
		[ -n "$no_before" ] || [ $cc = clang ] || plain=$(before gcc)
		word=$(after $cc "$([ $cc = clang ] || echo "$plain")")
		cells+="|$word"
		[ $cc = clang ] || calls=$(called)
		[ "$calls" != 0 ] || { echo "$name: no call is counted" >&2; status=1; calls=NONE; }
		case $word in *[A-Z]*)
			status=1
			{ echo "$name: see $work/$name.$cc.log"; grep -a -E -m 5 'error:|[Ff]ailed|not ok' "$work/$name.$cc.log"; tail -n 3 "$work/$name.$cc.log"; } >&2 ;;
		esac
	done
	instrument strip >/dev/null || status=1
	sums "$tree" | cmp -s - "$work/$name.sums" || { strip=DIFFERENT; status=1; }
	[ -n "${LEAF_REAL_KEEP-}" ] || rm -rf "$tree" "$tree.plain" "$work/$name.flames"
	rows+="$name|$files|$found|$taken|$skipped|${plain:--}$cells|$calls|$strip|$((SECONDS - began))"$'\n'
	echo "$name: $taken of $found functions${cells//|/, }; $strip; $((SECONDS - began)) s" >&2
	return $status
}

# ---- all ----

show() {
	{ echo 'tree|files|functions|instrumented|skipped, by reason|suite before|with gcc|with clang|called|strip|seconds'; printf '%s' "$rows"; } |
		awk -F'|' '{
			for (i = 1; i <= NF; i++) {
				cell[NR, i] = $i
				if (NF > 2 && length($i) > width[i]) width[i] = length($i)
			}
			if (NF > n) n = NF
		} END {
			for (row = 1; row <= NR; row++) {
				line = ""
				for (i = 1; i <= n; i++) line = line sprintf("%-" width[i] + 2 "s", cell[row, i])
				sub(/ +$/, "", line)
				print line
			}
		}'
}

all_rows() {
	failed=0
	rows=
	while IFS=$'\t' read -r name package is_quick needs leave prepare build_command test_command <&3; do
		case $name in ''|'#'*) continue ;; esac
		[ "$names" = "  " ] || [[ $names == *" $name "* ]] || continue
		[ -z "$quick" ] || [ "$is_quick" = yes ] || continue
		missing=
		for command in ${needs//,/ }; do
			[ "$command" = - ] || command -v "$command" >/dev/null || missing+=" $command"
		done
		[ -z "$missing" ] || { rows+="$name|needs$missing"$'\n'; continue; }
		alone=
		[ "$leave" = - ] || alone="--exclude ${leave//,/ --exclude }"
		row || failed=1
	done 3<"$here/trees.tsv"
	show
	[ $failed = 0 ] || exit 1
	case $rows in *"source not to be had"*) [ -z "$quick" ] || exit 77 ;; esac
	exit 0
}

all_rows

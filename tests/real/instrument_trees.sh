#!/bin/bash
# instrument_trees.sh - whole source packages: instrumented, built and tested by their own means, restored.
#
# For each row of trees.tsv: a second fix finds nothing to do; what it has built and tested with gcc (each
# call counted in a flame graph) and clang passes, or fails in the plain tree in the same way; strip gives every byte
# back. The table says what was found.
#
# instrument_trees.sh [--quick] [--compiler CC] [NAME…]
#
#   --quick     the quick rows; those whose source cannot be fetched are skipped
#   --compiler  gcc or clang alone
#   LEAF_BUILD_DIR   a build with the command and the library; LEAF_REAL_WORK  where trees are unpacked
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${LEAF_BUILD_DIR:-$root/build/profile_full}
work=${LEAF_REAL_WORK:-$build/real}
leaf=$build/bin/leaf
quick=
compilers="gcc clang"
while [ $# -gt 0 ]; do
	case $1 in
	--quick) quick=1 ;;
	--compiler) compilers=$2; shift ;;
	--*) echo "instrument_trees.sh: unknown option '$1'" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
names=" $* "
export JOBS=${JOBS:-$(nproc)} LEAF_REAL=$here LEAF_QUIET=1
# The trees stand alone, even where they are unpacked within a repository.
mkdir -p "$work/cc"
GIT_CEILING_DIRECTORIES=$(cd "$work" && pwd -P)
export GIT_CEILING_DIRECTORIES
everything="--max-size 64M --take vendored --take generated --take test-data --take read-only --take hard-link"

# ---- one copy of a tree ----

# A compiler that finds the header and the library, as a build that knows of Leaf would.
make_compilers() {
	local cc
	for cc in gcc clang; do
		cat >"$work/cc/$cc" <<-END
			#!/bin/sh
			for word; do case \$word in -c|-S|-E|-M|-MM|-fsyntax-only) exec $cc "\$@" -I$root/include ;; esac; done
			exec $cc "\$@" -I$root/include -L$build -Wl,-rpath,$build -Wl,--no-as-needed -lleaf -Wl,--as-needed
		END
		chmod +x "$work/cc/$cc"
	done
}

# in_copy TREE CC LOG COMMAND…: build and test a copy of a tree; 1: does not build, 2: a test fails.
in_copy() {
	local copy=$work/$name.$2.copy
	rm -rf "$copy" && cp -a "$1" "$copy"
	(
		cd "$copy" || exit 1
		export CC=$work/cc/$2 FLAME_OUTPUT=$work/$name.$2.folded
		[ "$2" = gcc ] || export LEAF_LOG=off
		bash -c "$build_command" || exit 1
		bash -c "$test_command" || exit 2
	) >"$3" 2>&1 </dev/null
	local status=$?
	[ -n "${LEAF_REAL_KEEP-}" ] || rm -rf "$copy"
	return $status
}

# What an instrumented tree with one compiler comes to, in a word.
outcome() {
	local cc=$1 log=$work/$name.$1.log status
	in_copy "$tree" "$cc" "$log"
	status=$?
	[ $status = 0 ] && { echo passed; return 0; }
	in_copy "$tree.plain" "$cc" "$work/$name.$cc.plain.log"
	[ $? = $status ] && { echo "as-before"; return 0; }
	[ $status = 1 ] && echo "NO-BUILD" || echo "FAILED"
	return 1
}

# ---- one tree ----

sums() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 sha256sum; find . -printf '%p %m\n' | sort); }

# FUNCTIONS INSTRUMENTED SKIPPED… of the JSON report of a fix.
counts() {
	perl -MJSON::PP -ne '
		my $row = decode_json($_)->{summary} or next;
		my %skipped = %{ $row->{skipped} };
		my $all = $row->{instrumented};
		$all += $_ for values %skipped;
		my @why = sort { $skipped{$b} <=> $skipped{$a} || $a cmp $b } keys %skipped;
		printf "%d %d %s\n", $all, $row->{instrumented}, join(" ", map { "$_:$skipped{$_}" } @why) || "-";
	' "$1"
}

instrument() { "$leaf" instrument "$@" $everything "$tree"; }
fix() { instrument fix --no-config --static-inline "$@"; }

row() {
	local began=$SECONDS cc ccs= strip=restored found taken skipped status=0
	tree=$work/$name
	rm -rf "$tree" "$tree.plain"
	if ! "$root/scripts/source-package" "$package" "$tree"; then
		rows+="$name|-|-|-|source not to be had|-|-"$'\n'
		[ -n "$quick" ]
		return
	fi
	[ "$prepare" = - ] || (cd "$tree" && eval "$prepare") >"$work/$name.prepare.log" 2>&1 ||
		{ echo "$name: cannot be prepared; see $work/$name.prepare.log" >&2; return 1; }
	cp -a "$tree" "$tree.plain"
	sums "$tree" >"$work/$name.sums"
	fix --json >"$work/$name.fix" || return 1
	read -r found taken skipped < <(counts "$work/$name.fix")
	[ "${taken:-0}" -gt 0 ] || { echo "$name: nothing is instrumented" >&2; return 1; }
	fix | grep -q '; 0 files changed' ||
		{ echo "$name: one fix leaves something to do for a second" >&2; status=1; }
	for cc in $compilers; do
		ccs+="$cc:$(outcome "$cc") " || true
		case $ccs in *NO-BUILD\ |*FAILED\ )
			status=1
			{ echo "$name: see $work/$name.$cc.log"; grep -a -E -m 5 'error:|[Ff]ailed|not ok' "$work/$name.$cc.log"; tail -n 3 "$work/$name.$cc.log"; } >&2 ;;
		esac
	done
	instrument strip >/dev/null || status=1
	sums "$tree" | cmp -s - "$work/$name.sums" || { strip=NOT-RESTORED; status=1; }
	[ -n "${LEAF_REAL_KEEP-}" ] || rm -rf "$tree" "$tree.plain"
	rows+="$name|$found|$taken|$skipped|$ccs|$strip|$((SECONDS - began)) s"$'\n'
	echo "$name: $taken of $found functions, $ccs$strip, $((SECONDS - began)) s" >&2
	return $status
}

# ---- all ----

show() {
	{ echo 'tree|functions|instrumented|skipped, by reason|built and tested|strip|time'; printf '%s' "$rows"; } |
		awk -F'|' '{
			for (i = 1; i <= NF; i++) {
				cell[NR, i] = $i
				if (length($i) > width[i]) width[i] = length($i)
			}
			n = NF
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
	while IFS=$'\t' read -r name package is_quick needs prepare build_command test_command <&3; do
		case $name in ''|'#'*) continue ;; esac
		[ "$names" = "  " ] || [[ $names == *" $name "* ]] || continue
		[ -z "$quick" ] || [ "$is_quick" = yes ] || continue
		missing=
		for command in ${needs//,/ }; do
			[ "$command" = - ] || command -v "$command" >/dev/null || missing+=" $command"
		done
		[ -z "$missing" ] || { rows+="$name|-|-|-|needs$missing|-|-"$'\n'; continue; }
		row || failed=1
	done 3<"$here/trees.tsv"
	show
	[ $failed = 0 ] || exit 1
	case $rows in *"source not to be had"*) [ -z "$quick" ] || exit 77 ;; esac
	exit 0
}

make_compilers
all_rows

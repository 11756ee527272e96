#!/bin/bash
# explore_trees.sh - whole source packages built by CC=leafcc, tested by their own means, explored from one seed.
#
# For each row of engine_trees.tsv: it builds, its own tests pass or fail as they do with clang, and after exploring,
# its inputs cover more lines and branches (of a native build, told by gcov) than the seed alone did.
#
# explore_trees.sh [--quick] [--seconds N] [NAME…]
#
#   --quick    the quick rows, for a few seconds; those whose source cannot be fetched are skipped
#   --seconds  how long each is explored; 30
#   LEAF_BUILD_DIR   a build with leafcc; LEAF_REAL_WORK  where trees are unpacked; LEAF_REAL_KEEP=1 leaves them there
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${LEAF_BUILD_DIR:-$root/build/profile_full}
work=${LEAF_REAL_WORK:-$build/explored}
leaf=$build/bin/leaf
leafcc=$build/bin/leafcc
[ -x "$leafcc" ] || exit 77
quick='' seconds=30
while [ $# -gt 0 ]; do
	case $1 in
	--quick) quick=1 seconds=8 ;;
	--seconds) seconds=$2; shift ;;
	--*) echo "explore_trees.sh: unknown option '$1'" >&2; exit 2 ;;
	*) break ;;
	esac
	shift
done
names=" $* "
JOBS=${JOBS:-$(nproc)}
export JOBS LEAF_REAL=$here LEAF_FLAME=off LEAF_QUIET=1
mkdir -p "$work" && cd "$work" || exit 1
GIT_CEILING_DIRECTORIES=$(pwd -P)
export GIT_CEILING_DIRECTORIES
clang=$("$leafcc" -print-prog-name=clang)

# A native compiler whose programs count lines and branches, without optimizations that would move them.
cat >counting <<-'END'
	#!/bin/sh
	exec gcc "$@" --coverage -O0 -w
END
chmod +x counting

# in_copy KIND CC: build a copy of the tree by a compiler; the log is NAME.KIND.log.
in_copy() {
	rm -rf "$name.$1" && cp -a "$name.tree" "$name.$1"
	(cd "$name.$1" && export CC=$2 && eval "$build_command") >"$name.$1.log" 2>&1 </dev/null
}

own_tests() {
	[ "$test_command" = - ] && return
	(cd "$name.$1" && export CC=$2 && eval "$test_command") >>"$name.$1.log" 2>&1 </dev/null
}

# covered FOLDER: lines and branches of the native build that the inputs in there cover: L OF B OF.
covered() {
	local input words
	find "$name.counted" -name '*.gcda' -delete
	for input in "$1"/*; do
		[ -f "$input" ] || continue
		words=${program//@@/$input}
		(cd "$name.counted" && ulimit -v 4000000 -t 5 && eval "timeout 5 $words" <"$input") >/dev/null 2>&1
	done
	find "$name.counted" -name '*.gcda' -print0 | (cd "$name.counted" && xargs -0 -I{} sh -c 'cd "$(dirname "../{}")" && gcov -b -n "$(basename "{}")"') 2>/dev/null |
		perl -ne '
			# A file that several objects hold (a header) counts once, by its best.
			$file = $1 if /^File \x27(.*)\x27/;
			next if !defined $file or $file =~ m{^/usr/};
			if (/^Lines executed:([\d.]+)% of (\d+)/) { set("l", $1, $2) }
			if (/^Taken at least once:([\d.]+)% of (\d+)/) { set("b", $1, $2) }
			sub set { my ($k, $p, $n) = @_; my $c = int($p * $n / 100 + .5);
				$of{$k}{$file} = $n; $got{$k}{$file} = $c if $c > ($got{$k}{$file} // 0); }
			END { for $k ("l", "b") { $g = $o = 0; $g += $_ for values %{ $got{$k} }; $o += $_ for values %{ $of{$k} }; print "$g $o " } }'
}

# What an exploration says of itself, by key.
told() { perl -MJSON::PP -e 'local $/; my $j = decode_json(<STDIN>); print $j->{$ARGV[0]} // 0' "$1" <"$name.said"; }

explore() {
	local code=0
	rm -rf "$name.out" "$name.seed" && mkdir "$name.seed"
	eval "$seed" >"$name.seed/one"
	(cd "$name.woven" && eval "exec \"\$leaf\" explore --json -t $seconds -i ../$name.seed -o ../$name.out -- $program") \
		>"$name.said" 2>"$name.explore.log" || code=$?
	[ $code -le 1 ] || { echo "$name: leaf explore ends with $code: $(head -n 2 "$name.explore.log")" >&2; return 1; }
}

row() {
	local began=$SECONDS tests=passed before after
	if [ ! -d "$name.tree" ] && ! "$root/scripts/source-package" "$package" "$work/$name.tree"; then
		rows+="$name|source not to be had"$'\n'
		[ -n "$quick" ]
		return
	fi
	in_copy woven "$leafcc" || { echo "$name: does not build; see $work/$name.woven.log" >&2; tail -n 5 "$name.woven.log" >&2; rows+="$name|NO-BUILD"$'\n'; return 1; }
	if ! own_tests woven "$leafcc"; then
		tests=FAILED
		in_copy native "$clang" && { own_tests native "$clang" || tests=failed-as-before; }
	fi
	in_copy counted "$PWD/counting" || { echo "$name: does not build natively; see $work/$name.counted.log" >&2; return 1; }
	explore || return 1
	read -r before_l of_l before_b of_b < <(covered "$PWD/$name.seed")
	read -r after_l of_l after_b of_b < <(mkdir -p "$name.all"; cp "$name.seed"/* "$name.out"/queue/* "$name.all"; cp "$name.out"/crashes/* "$name.all" 2>/dev/null; covered "$PWD/$name.all")
	rows+="$name|$tests|$before_l / $before_b|$after_l / $after_b|$of_l / $of_b|$(told runs)|$(told inputs)|$(told crashes)|$(told hangs)|$((SECONDS - began))"$'\n'
	echo "$name: its tests $tests; lines and branches $before_l / $before_b, explored $after_l / $after_b" >&2
	[ -n "${LEAF_REAL_KEEP-}" ] || rm -rf "$name.woven" "$name.native" "$name.counted" "$name.all" "$name.seed"
	[ $tests != FAILED ] || { echo "$name: see $work/$name.woven.log" >&2; return 1; }
	[ "$after_l" -gt "$before_l" ] && [ "$after_b" -gt "$before_b" ] || { echo "$name: exploring has brought nothing" >&2; return 1; }
}

show() {
	{ echo "tree|own tests|seed: lines / branches|after $seconds s|of|runs|inputs|crashes|hangs|seconds in all"; printf '%s' "$rows"; } |
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

status=0 rows=
while IFS=$'\t' read -r name package is_quick needs build_command test_command program seed <&3; do
	case $name in '' | '#'*) continue ;; esac
	[ "$names" = "  " ] || [[ $names == *" $name "* ]] || continue
	[ -z "$quick" ] || [ "$is_quick" = yes ] || continue
	missing=
	for command in ${needs//,/ }; do
		[ "$command" = - ] || command -v "$command" >/dev/null || missing+=" $command"
	done
	[ -z "$missing" ] || { rows+="$name|needs$missing"$'\n'; continue; }
	row || status=1
done 3<"$here/engine_trees.tsv"
rm -f counting
show
exit $status

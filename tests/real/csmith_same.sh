#!/bin/bash
# csmith_same.sh - generated C programs print the same under leafcc as under clang, at every level and stage.
#
# csmith writes a program that prints a checksum of its variables. A reader of standard input is put in front of it, which
# exclusive-ors bytes into its scalar globals; with zeros it changes nothing, but what is computed from them is symbolic.
#
# csmith_same.sh [--quick] [SEED…]      without seeds: 1 to 60, with --quick two of them
#
#   LEAF_BUILD_DIR   a build with leafcc; programs that differ stay in its folder csmith
set -u
here=$(cd "$(dirname "$0")" && pwd)
leafcc=$LEAF_BUILD_DIR/bin/leafcc
[ -x "$leafcc" ] || exit 77
command -v csmith >/dev/null || exit 77
clang=$("$leafcc" -print-prog-name=clang 2>/dev/null)
[ -x "$clang" ] || clang=$(command -v clang-14 || command -v clang)
include=
for folder in /usr/include/csmith /usr/local/include/csmith* /usr/include/csmith-*; do
	[ -f "$folder/csmith.h" ] && include=$folder
done
[ -n "$include" ] || exit 77

quick=
[ "${1:-}" != --quick ] || { quick=1; shift; }
seeds=$*
if [ -z "$seeds" ]; then
	[ -n "$quick" ] && seeds="3 11" || seeds=$(seq 1 60)
fi

# compile flags, then "concrete", "symbolic" or "full": how it is run.
ways() {
	cat <<-END
		-O2 concrete
		-O3 -fleaf-stage=early symbolic
		-O1 -fleaf-level=full full
	END
	[ -n "$quick" ] || cat <<-END
		-O0 concrete
		-O0 symbolic
		-O1 symbolic
		-O2 symbolic
		-O3 symbolic
		-Os symbolic
		-O0 -fleaf-stage=early symbolic
		-O1 -fleaf-stage=early symbolic
		-O2 -fleaf-stage=early symbolic
		-Os -fleaf-stage=early symbolic
		-O0 -fleaf-level=full full
		-O2 -fleaf-level=full full
		-O3 -fleaf-level=full -fleaf-stage=early full
	END
}

# Put the reader in front of main's work: 32 bytes at most, each into one scalar global.
add_reader() {
	perl -e '
		use strict;
		my @names;
		my $text = join "", <STDIN>;
		while ($text =~ /^static (?:volatile )?u?int(?:8|16|32|64)_t (g_\d+) = /mg) { push @names, $1 }
		splice @names, 8 if @names > 8;
		my $body = join "", map { "\tif ((c = getchar()) != -1) $_ ^= c;\n" } @names;
		$text =~ s/^(int main \(int argc, char\* argv\[\]\)\n\{)/#include <stdio.h>\nstatic void read_input(void)\n{\n\tint c;\n$body}\n\n$1\n    read_input();/m or die "no main\n";
		print $text' <"$1" >"$2"
}

work=$LEAF_BUILD_DIR/csmith
rm -rf "$work"
mkdir -p "$work" && cd "$work" || exit 1
# What runs symbolically writes here; it is not looked at. The checksum at the end makes questions of thousands of terms: they
# are not asked, and from some number of expressions on values are concrete.
export LEAF_FLAME=off LEAF_OUT=$work/out LEAF_CHECK=1 LEAF_SOLVER=none LEAF_MAX_EXPRESSIONS=16384
status=0 tried=0 skipped=0

for seed in $seeds; do
	csmith -s "$seed" --max-funcs 5 --max-expr-complexity 6 >made.c 2>/dev/null && add_reader made.c "$seed.c" || {
		echo "seed $seed: csmith made nothing"
		status=1
		continue
	}
	head -c 32 /dev/zero >zeros
	if ! "$clang" -w -O1 -I"$include" "$seed.c" -o native 2>/dev/null || ! want=$(timeout 2 ./native <zeros); then
		# Some do not end, or end with a signal; there is nothing to compare.
		skipped=$((skipped + 1))
		rm -f "$seed.c"
		continue
	fi
	bad=
	while read -r way; do
		how=${way##* } flags=${way% *}
		# shellcheck disable=SC2086
		if ! "$leafcc" -w $flags -fleaf-verify -I"$include" "$seed.c" -o woven 2>err; then
			echo "seed $seed, $flags: does not compile: $(head -n 3 err)"
			bad=1
			continue
		fi
		case $how in
		concrete) got=$(LEAF_STDIN=0 timeout 60 ./woven <zeros 2>err) ;;
		symbolic) got=$(LEAF_STDIN=1 LEAF_SUMMARY=1 timeout 120 ./woven <zeros 2>err) ;;
		full) got=$(LEAF_BACKEND=noop timeout 120 ./woven <zeros 2>err) ;;
		esac
		code=$?
		tried=$((tried + 1))
		rm -rf out
		if [ $code != 0 ] || [ "$got" != "$want" ]; then
			echo "seed $seed, $way: exit $code, '$got' where clang's prints '$want'; $(tail -n 1 err)"
			bad=1
		elif [ $how = symbolic ] && ! grep -q ' 0 failed checks' err; then
			echo "seed $seed, $way: $(tail -n 1 err)"
			bad=1
		fi
	done < <(ways)
	[ -z "$bad" ] && rm -f "$seed.c" || status=1
done
rm -f made.c native woven zeros err platform.info
echo "csmith: $tried runs compared, $skipped programs left out for not ending"
[ $tried -gt 0 ] || status=1
exit $status

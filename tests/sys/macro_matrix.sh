#!/bin/bash
# macro_matrix.sh - the macros compile without a warning wherever they may stand, and show what is there.
#
# Every standard, two compilers, two levels of optimization; then code models, sanitizers and
# -DLEAF_PLAIN_CALLS. What the programs print and log must be the same each time.
set -u
[ -n "$LEAF_SANITIZE" ] && exit 77 # sanitizers are part of the matrix
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
source=$LEAF_SOURCE_DIR
library=$LEAF_BUILD_DIR/libleaf.a
warnings="-Wall -Wextra -pedantic -Wshadow -Wconversion -Wcast-qual -Werror"
c_warnings="-Wdeclaration-after-statement -Wc++-compat"
export LEAF_LOG=trace LEAF_LOG_FORMAT=timer=off LEAF_FLAME=off
status=0
passed=0

fail() {
	echo "$1"
	head -n 12 "$2"
	status=1
}

# try PROGRAM COMPILER FLAGS…: compile, run, compare
try() {
	local program=$1 cc=$2
	shift 2
	local what="$program $cc $*" file=$source/tests/matrix/$program.c
	[ -e "$file" ] || file=${file%.c}.cc
	rm -f program out log
	# shellcheck disable=SC2086
	if ! $cc $warnings "$@" -DLEAF_TARGET='"t"' -I"$source/include" "$file" \
		"$library" -pthread -lm -o program >errors 2>&1; then
		fail "$what: does not compile" errors
		return
	fi
	./program >out 2>log || { fail "$what: exit $?" log; return; }
	sed -E 's/0x[0-9a-f]{6,}/ADDRESS/g; s/(through a=).*/\1ADDRESS/' log >>out
	[ -e "want.$program" ] || cp out "want.$program"
	if diff "want.$program" out >differs; then
		passed=$((passed + 1))
	else
		fail "$what: shows something else" differs
	fi
}

both() {
	# shellcheck disable=SC2086
	try "$1" gcc $c_warnings "${@:2}" -Wno-old-style-definition -Wclobbered
	# shellcheck disable=SC2086
	try "$1" clang $c_warnings "${@:2}" -Wno-deprecated-non-prototype -Wno-unknown-warning-option
}

for standard in c89 c99 c11 c17 gnu89 gnu17 c2x; do
	for level in -O0 -O3; do
		both plain -std=$standard $level
	done
done
for flags in "-O2 -flto" "-O2 -fPIC" "-O2 -fno-plt" "-O2 -fcf-protection" "-O2 -fstack-protector-strong" \
	"-O2 -mno-red-zone" "-O2 -fomit-frame-pointer" "-O2 -march=haswell -mno-avx" "-Os" "-O2 -DLEAF_PLAIN_CALLS" \
	"-O1 -g -fsanitize=address" "-O1 -g -fsanitize=undefined" "-O1 -g -fsanitize=thread"; do
	# shellcheck disable=SC2086
	both plain -std=gnu17 $flags
	# -pedantic has something to say about these types themselves, and -Wdeclaration… about C99
	both wide -std=gnu11 -Wno-pedantic -Wno-declaration-after-statement -Wno-psabi $flags
done

for standard in c++17 c++20 gnu++17; do
	for flags in -O0 -O3 "-O2 -flto -fPIC" "-O2 -DLEAF_PLAIN_CALLS"; do
		# shellcheck disable=SC2086
		try objects g++ -std=$standard $flags -Wold-style-cast -Wno-psabi
		# shellcheck disable=SC2086
		try objects clang++ -std=$standard $flags -Wold-style-cast -Wno-psabi
	done
done

# what is shown is right: by hand, once
look() {
	grep -qF -e "$2" "want.$1" || fail "$1 does not show: $2" "want.$1"
}
look plain "t::integers a=-1, b=255, c=-300, d=60000, e=-70000, f=4000000000, g=-5, h=6"
look plain "t::mixed a='a', b=1.5, c=-2.25, d=3.0, e=7, f=[8 bytes: 01 00 00 00 02 00 00 00]"
look plain "t::pointers a=ADDRESS, b=ADDRESS, c=ADDRESS, d=ADDRESS, e=ADDRESS, f=0x0, g=ADDRESS, h=ADDRESS"
look plain "t::registers a=3, b=4.5"
look plain "t::old_style a=5, b=6"
look plain "+3 more"
look plain 'landed, twice=4, "text\n"="text\n", 255=0xff, "ab"='
look plain "t::locals constant=5, shaky=6, text=ADDRESS, table=ADDRESS, flags.low=5, flags.high=-3"
look plain "TRACE t return=2"
look wide "t::numbers a=true, b=-1, c=18446744073709551615, d=-1267650600228229401496703205376, e=170141183460469231731687303715884105728"
look wide "t::arrays n=2, a=ADDRESS, b=ADDRESS, c=ADDRESS, d=ADDRESS, e=ADDRESS"
look wide "t::vectors a=[16 bytes: 01 00 00 00 02 00 00 00"
look wide "t::float_work a=3.0, b=2.5, c=0.5"
look objects "t::many s=[object], v=[object], c=1, o=-1, p=[8 bytes: 01 00 00 00 02 00 00 00]"
look objects "nothing=0x0, yes=true, letter='x', d=1.5"
look objects 'WARN t caught, e.what()="thrown", flags.low=5'
echo "$passed compilations went as they should"
exit $status

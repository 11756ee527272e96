#!/bin/bash
# doc_blocks.sh - the programs and commands of the README and the guide do what is said there.
#
# For each page, with an installed copy and in a folder of its own: a block ```c, ```cmake, ```make, ```meson or
# ```m4 that begins with the comment NAME becomes the file NAME; each line "$ COMMAND" of a block ```console is run and has to
# succeed; each other line of such a block has to be a line of what the last command printed. Times,
# durations and addresses may differ.
set -u
[ -n "$LEAF_SANITIZE" ] && exit 77
case "$LEAF_FEATURES" in *profile_flame*) ;; *) exit 77 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$LEAF_BUILD_DIR" --prefix "$work/usr" >/dev/null || exit 1
PKG_CONFIG_PATH=$(dirname "$(find "$work/usr" -name leaf.pc)")
LD_LIBRARY_PATH=$(dirname "$(find "$work/usr" -name libleaf.so ! -path '*/kit/*')")
export PKG_CONFIG_PATH LD_LIBRARY_PATH PATH="$work/usr/bin:$PATH" CMAKE_PREFIX_PATH="$work/usr"
unset LEAF_LOG LEAF_LOG_FILE LEAF_LOG_FORMAT LEAF_RECORD LEAF_FLAME FLAME_OUTPUT LEAF_QUIET
status=0

fail() {
	echo "$page: $1"
	status=1
}

scrub() {
	sed -E -e 's/pid=[0-9]+/pid=PID/' -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}/TIME/' -e 's/0x[0-9a-f]{4,}/ADDRESS/g' \
		-e 's/[0-9]+\.[0-9]{9}|[0-9.]+ (ns|us|ms|s)\>/DURATION/g' -e 's/ +/ /g' -e 's/^(ThreadId.*) [0-9]+$/\1 NS/'
}

write_files() {
	awk '/^```(c|cmake|make|meson|m4)$/ { on = 1; name = ""; next }
		/^```$/ { on = 0 }
		on && name == "" { name = $2 }
		on && name ~ /^[A-Za-z_]+(\.(c|txt|ac|am|build))?$/ { print > name }' "$page"
}

run() {
	bash -o pipefail -c "$1" >out 2>&1
	code=$?
	# head may end a pipe early
	if [ $code -ne 0 ] && [ $code -ne 141 ]; then
		fail "exit $code: $1"
		cat out
	fi
	case $1 in
	cc* | leafcc* | printf*\>* | cmake* | touch* | *LOG_FILE*) ;;
	*) [ -s out ] || fail "prints nothing: $1" ;;
	esac
	ran=$((ran + 1))
	cp out "out.$ran"
	scrub <out >scrubbed
}

try_page() {
	page=$1
	ran=0
	mkdir "$work/page.$((n_pages += 1))"
	cd "$work/page.$n_pages" || exit 1
	write_files
	while IFS= read -r line; do
		case $line in
		'$ '*) run "${line#??}" ;;
		*) grep -qxF -e "$(scrub <<<"$line")" scrubbed || { fail "is not printed: $line"; cat out; } ;;
		esac
	done < <(awk '/^```console$/ { on = 1; next } /^```$/ { on = 0 } on' "$page")
	echo "$page: $ran commands ran"
}

see() {
	grep -qE "$1" out.* ./*.log || fail "nowhere to be seen: $1"
}

n_pages=0
for guide in "$LEAF_SOURCE_DIR"/docs/guide/*.md; do
	try_page "$guide"
done
try_page "$LEAF_SOURCE_DIR/README.md"
[ $ran -gt 8 ] || fail "too few commands"
# what the reader is told to see
see 'basket customer="ann", n=4'
see 'WARN .*sold out, item=3'
see '"name":"sold out"'
see '^ThreadId\(1\)-main;shop.c::day;shop.c::basket;shop.c::price [0-9]+$'
see 'fate +cut off'
see 'shop.c::day'
exit $status

#!/bin/bash
# readme_tour.sh - every block of the README's tour does what it says, with an installed copy.
set -u
[ -n "$LEAF_SANITIZE" ] && exit 77
case "$LEAF_FEATURES" in *profile_flame*) ;; *) exit 77 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$LEAF_BUILD_DIR" --prefix "$work/usr" >/dev/null || exit 1
PKG_CONFIG_PATH=$(dirname "$(find "$work/usr" -name leaf.pc)")
LD_LIBRARY_PATH=$(dirname "$(find "$work/usr" -name libleaf.so)")
export PKG_CONFIG_PATH LD_LIBRARY_PATH PATH="$work/usr/bin:$PATH"
unset LEAF_LOG LEAF_LOG_FILE LEAF_LOG_FORMAT LEAF_RECORD LEAF_FLAME FLAME_OUTPUT LEAF_QUIET
cd "$work" || exit 1
awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' "$LEAF_SOURCE_DIR/README.md" >shop.c
status=0
ran=0
while read -r command; do
	bash -o pipefail -c "$command" >out 2>&1
	code=$?
	# head may end a pipe early
	if [ $code -ne 0 ] && [ $code -ne 141 ]; then
		echo "exit $code: $command"
		cat out
		status=1
	fi
	case $command in
	cc* | *LOG_FILE*) ;;
	*) [ -s out ] || { echo "prints nothing: $command"; status=1; } ;;
	esac
	ran=$((ran + 1))
	cp out "out.$ran"
done < <(awk '/^```console$/ { on = 1; next } /^```$/ { on = 0 } on && sub(/^\$ /, "")' "$LEAF_SOURCE_DIR/README.md")

# what the reader is told to see
see() {
	grep -qE "$1" out.* shop.log || { echo "nowhere to be seen: $1"; status=1; }
}
see 'basket customer="ann", n=4'
see 'WARN .*sold out, item=3'
see '"name":"sold out"'
see '^ThreadId\(1\)-main;shop.c::day;shop.c::basket;shop.c::price [0-9]+$'
see 'fate +cut off'
see 'shop.c::day'
echo "$ran commands ran"
[ $ran -gt 8 ] || status=1
exit $status

#!/bin/bash
# demo.sh - `make demo` shows what it says: a dirty tree to a flame graph and home again, byte for byte.
set -u
[ -n "$LEAF_SANITIZE" ] && exit 77
case "$LEAF_FEATURES" in *profile_flame*) ;; *) exit 77 ;; esac
cd "$LEAF_SOURCE_DIR" || exit 1
out=$(mktemp)
trap 'rm -f "$out"' EXIT
status=0

see() {
	grep -qE -e "$1" "$out" || { echo "nowhere to be seen: $1"; status=1; }
}

DEMO="spans lua" scripts/demo >"$out" 2>&1
code=$?
if [ $code != 0 ] && grep -q '^source-package: cannot fetch' "$out"; then
	cat "$out"
	exit 77
fi
[ $code = 0 ] || { cat "$out"; exit 1; }
see '^2\*\(3\+4\) = 14$'
see '^MM src/lbaselib.c$'
see '^read +[0-9]{4} functions of 3[0-9] files'
see '^8 queens: 92 ways$'
see '^ src::lvm::luaV_execute L=0x'
see 'src::lauxlib::l_alloc .*nsize=64$'
see ' src::lvm::luaV_execute$'
see '^finish +on main'
see 'are as before: [0-9]+ lines'
show=$LEAF_BUILD_DIR/demo
grep -q ';src::lvm::luaV_execute' "$show/tracing.folded" || { echo "no tracing.folded"; status=1; }
grep -q 'luaV_execute' "$show/flamegraph.html" || { echo "no flamegraph.html"; status=1; }
[ $status = 0 ] || cat "$out"
exit $status

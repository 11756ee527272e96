#!/bin/bash
# flame_browser.sh - the flame graph page, and speedscope with a converted file, in a real headless Chromium.
set -u
[ -n "${LEAF_SANITIZE:-}" ] && exit 77
for program in node "${LEAF_CHROMIUM:-chromium}"; do
	command -v "$program" >/dev/null || { echo "skipped: no $program"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests=$LEAF_SOURCE_DIR/tests/browser
unset LEAF_LOG DISPLAY WAYLAND_DISPLAY
cd "$work" || exit 1

printf '%s\n' 'ThreadId(1)-main 300' 'ThreadId(1)-main;app::main 1500' 'ThreadId(1)-main;app::main;app::fib 2000' \
	'ThreadId(1)-main;app::main;app::fib;app::fib 3000' 'ThreadId(1)-main;app::main;io::read 3000' \
	'ThreadId(2)-worker;</script><img src=x onerror="broken=1"> 200' >tracing.folded
printf 'stack\tcalls\tmin_ns\tmax_ns\tdurations_ns\nThreadId(1)-main;app::main;app::fib\t7\t200\t3000\t192:4 768:2 2560:1\n' >tracing.tsv
sed -e '/fib/s/2000$/5000/' -e '/io::read/s/3000$/1000/' tracing.folded >after.folded
awk 'BEGIN {
	srand(7)
	for (i = 0; i < 100000; i++) {
		stack = "ThreadId(1)-main"
		for (k = i; k > 0; k = int(k / 7)) stack = stack ";m" k % 5 "::f" k % 7
		print stack ";g" i, int(rand() * 100000) + 1
	}
}' >large.folded

leaf flame -o page.html tracing.folded >out 2>&1 || { cat out; grep -q 'no page' out && exit 77; exit 1; }
leaf flame diff -o diff.html tracing.folded after.folded >/dev/null || exit 1
leaf flame -o large.html large.folded >/dev/null || exit 1
status=0
timeout 120 node "$tests/page_test.mjs" page.html diff.html large.html || status=1

# speedscope is fetched once for all builds.
kept=$LEAF_SOURCE_DIR/build/browser
mkdir -p "$kept"
(
	flock 9
	if ! cmp -s "$tests/package-lock.json" "$kept/fetched"; then
		cp "$tests/package.json" "$tests/package-lock.json" "$kept"
		cd "$kept" && timeout 100 npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1 >log 2>&1 &&
			cp package-lock.json fetched
	fi
) 9>"$kept/lock"
if [ -f "$kept/fetched" ]; then
	leaf flame convert --to speedscope tracing.folded >/dev/null || status=1
	timeout 60 node "$tests/speedscope_test.mjs" "$kept/node_modules/speedscope/dist/release" tracing.speedscope.json || status=1
else
	echo "# speedscope could not be fetched:"
	cat "$kept/log"
fi
exit $status

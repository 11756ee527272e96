#!/usr/bin/env bats
# text_log.bats - the text log against its golden files, in every mode; where its lines go.

setup() {
	golden=$LEAF_SOURCE_DIR/tests/golden
	cd "$BATS_TEST_TMPDIR"
	unset NO_COLOR LEAF_LOG_STYLE LEAF_LOG_FILE LEAF_LOG_FORMAT
	export LEAF_LOG=trace,pri=trace,z3=trace LEAF_QUIET=1
}

modes() {
	sed -n 's/^=== mode: //p' "$golden/text-log-modes.txt"
}

all_modes() { # all_modes OPTIONS
	local mode
	for mode in $(modes); do
		echo "=== mode: $mode"
		LEAF_LOG_FORMAT=$mode,timer=off$1 golden_log 2>&1
	done
}

no() { # no COMMAND...: it fails
	if "$@"; then return 1; fi
}

on_terminal() { # on_terminal COMMAND: what it writes to a terminal
	script -qec "$1" /dev/null | tr -d '\r'
}

@test "every mode is the golden file, byte for byte" {
	all_modes ,compat >got
	diff -u "$golden/text-log-modes.txt" got
}

@test "without compat a name without fields has no blank after it" {
	all_modes "" >got
	sed 's/job $/job/' "$golden/text-log-modes.txt" | diff -u - got
	no grep -q ' $' got
}

@test "the same where the log is the only sink, and its short way is taken" {
	export LEAF_FLAME=off
	unset LEAF_QUIET
	all_modes ,compat >got
	diff -u "$golden/text-log-modes.txt" got
}

@test "colours are the golden file, byte for byte" {
	LEAF_LOG_FORMAT=timer=off,compat on_terminal golden_log | cat -v >got
	diff -u "$golden/text-log-ansi.txt" got
}

@test "one rule for colours: off for a file, a pipe, NO_COLOR and LEAF_LOG_STYLE=never" {
	LEAF_LOG_STYLE=true golden_log 2>pipe
	no grep -q $'\33' pipe
	for style in never false 0; do
		LEAF_LOG_STYLE=$style on_terminal golden_log >got
		no grep -q $'\33' got
	done
	NO_COLOR=1 on_terminal golden_log >got
	no grep -q $'\33' got
	for style in always true auto 1; do
		LEAF_LOG_STYLE=$style on_terminal golden_log | grep -q $'\33'
	done
	LEAF_FLAME=off LEAF_LOG_FILE=x.log on_terminal golden_log
	no grep -q $'\33' x.log
}

@test "LEAF_LOG_STYLE=always colours pipes and files, too" {
	LEAF_LOG_STYLE=always NO_COLOR=1 golden_log 2>pipe
	grep -q $'\33' pipe
	LEAF_LOG_STYLE=always LEAF_LOG_FILE=x.log golden_log
	grep -q $'\33' x.log
	LEAF_LOG_STYLE=rainbow golden_log 2>pipe
	grep -qF "leaf: LEAF_LOG_STYLE='rainbow' is none of auto, always, never: auto it is" pipe
	no grep -q $'\33' pipe
}

@test "single options can be combined" {
	LEAF_LOG_FORMAT=lines,indent=4,timer=off,targets=off golden_log 2>got
	grep -qx '├─── DEBUG multi' got
	grep -qx '└───┐fib n=3' got
	LEAF_LOG_FORMAT=thread_ids,timer=off golden_log 2>got
	grep -qx '2 wk::job' got
	LEAF_LOG_FORMAT='elapsed, timer=off' golden_log 2>got
	grep -qE '^ +[0-9]+ms ERROR z3 failed, code=7$' got
}

@test "an unknown word in LEAF_LOG_FORMAT is said and ignored" {
	LEAF_LOG_FORMAT=leav,timer=off golden_log 2>got
	head -n 1 got | grep -q "ignoring 'leav' in LEAF_LOG_FORMAT; there are leaf, bracket"
	grep -qx ' wk::job' got
}

@test "events say the local time" {
	before=$(TZ=Asia/Kolkata date '+%Y-%m-%d %H:%M:%S')
	TZ=Asia/Kolkata golden_log 2>got
	after=$(TZ=Asia/Kolkata date '+%Y-%m-%d %H:%M:%S')
	said=$(sed -nE 's/^ ([0-9: -]{19}) INFO oracle2 start$/\1/p' got)
	echo "$before $said $after"
	[[ ! $said < $before && ! $said > $after ]]
	no grep -qE '(20[0-9][0-9]-.*pri::|pri::.*20[0-9][0-9]-)' got
}

@test "a file gets the same lines, is appended to, and leaves nothing beside it" {
	export LEAF_FLAME=off LEAF_LOG_FILE=x.log LEAF_LOG_FORMAT=timer=off,compat
	golden_log
	golden_log
	sed -n '/mode: leaf$/,/mode: bracket$/{//!p}' "$golden/text-log-modes.txt" >once
	cat once once | diff -u - x.log
	[ "$(echo *)" = "once x.log" ]
}

@test "{pid} in the name is the process" {
	LEAF_LOG_FILE='x-{pid}.log' golden_log
	[[ $(echo x-*.log) =~ ^x-[0-9]+\.log$ ]]
}

@test "a file that cannot be opened: said, and the log goes to standard error" {
	LEAF_LOG_FILE=none/x.log golden_log 2>got
	head -n 1 got | grep -q "cannot open 'none/x.log' for the log (No such file or directory)"
	grep -q 'wk::job' got
}

@test "every type of field, and text that cannot break the line or the terminal" {
	LEAF_LOG_FORMAT=timer=off every_type 2>got
	diff -u "$golden/text-log-types.txt" got
	[ "$(LC_ALL=C tr -d ' -~\n\302-\364\200-\277' <got | wc -c)" = 0 ]
	if grep -q $'\302\233' got; then false; fi
}

@test "a span stands under its parent, what is in it under it, and then all is as before" {
	local format
	for format in leaf leaf,compat; do
		LEAF_LOG=info LEAF_LOG_FORMAT=$format,timer=off under_log 2>got
		sed -i 's/ $//' got
		diff -u - got <<-'END'
		 u::outer
		   u::middle
		 u::root
		  INFO u in root
		   u::inner n=1
		    INFO u in inner
		    INFO u in middle
		   u::sibling
		     u::inner n=2
		      INFO u in inner
		     u::inner n=3
		      INFO u in inner
		    INFO u in middle
		 u::elsewhere
		   u::inner n=4
		    INFO u in inner
		 INFO u end
		END
	done
}

@test "the guide names every mode and option" {
	for word in $(sed -nE 's/^(OPTION|MODE)\(([a-z_]+).*/\2/p' "$LEAF_SOURCE_DIR/trace/text_opts.def"); do
		grep -q "^| \`$word\` |" "$LEAF_SOURCE_DIR/docs/guide/text-log.md" || { echo "$word"; false; }
	done
}

@test "a span's identity is there although the log is the only sink" {
	cat >here.c <<'END'
#include <leaf/trace.h>
#include <pthread.h>
static void *child(void *parent)
{
	LEAF_SPAN_UNDER(*(leaf_span_id *)parent, LEAF_LEVEL_INFO, "child");
	return parent;
}
int main(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "outer");
	LEAF_SPAN(LEAF_LEVEL_INFO, "parent");
	leaf_span_id here = leaf_span_here();
	{
		LEAF_SPAN(LEAF_LEVEL_INFO, "aside");
		child(&here);
	}
	return here == 0;
}
END
	for flags in "-O0" "-O2 -flto" "-O2 -fPIC -pie"; do
		$LEAF_CC $flags -DLEAF_TARGET='"t"' -I"$LEAF_SOURCE_DIR/include" here.c "$LEAF_BUILD_DIR/libleaf.a" \
			${LEAF_SANITIZE:+-fsanitize=$LEAF_SANITIZE} -pthread -o here
		LEAF_LOG=info LEAF_FLAME=off LEAF_LOG_FORMAT=timer=off ./here 2>got
		printf ' t::outer\n   t::parent\n     t::aside\n     t::child\n' | diff -u - got
	done
}

#!/bin/bash
# tracy_choices.sh - what a user chooses holds for Tracy: filters, addresses, other sinks beside it, runs that crashed.
set -u
. "$LEAF_SOURCE_DIR/tests/tracy/server.bash"
export LEAF_TRACY_WAIT_MS=5000

# ---- filters ----
cat >two.c <<'END'
#include <leaf/trace.h>
#include <unistd.h>
static void inner(void)
{
	LEAF_SPAN(LEAF_LEVEL_DEBUG, "fine");
}
int main(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "coarse");
	for (int i = 0; i < 7; i++)
		inner();
	LEAF_WARN("beware");
	LEAF_DEBUG("detail");
	return 0;
}
END
"$LEAF_CC" -I"$LEAF_SOURCE_DIR/include" two.c "$LEAF_BUILD_DIR/libleaf.a" -pthread -ldl -o two || exit 1

# filtered NAME COARSE FINE MESSAGES: how many zones of each are shown, and which messages
filtered() {
	begin ./two
	serve "$1"
	finish "$1"
	judge "$1" true "[sum(z['count'] for z in d['zones'] if z['name'] == name) for name in ('coarse', 'fine')] == [$2, $3] and
		[m['text'] for m in d['messages']] == $4"
}
filtered "no filter" 1 7 "['beware', 'detail']"
LEAF_LOG=info LEAF_LOG_FILE=log filtered "LEAF_LOG" 1 0 "['beware']"
LEAF_LOG=debug LEAF_LOG_FILE=log LEAF_TRACY_FILTER=info filtered "LEAF_TRACY_FILTER on top" 1 0 "['beware']"
check "the log has what Tracy has not" grep -q detail log
LEAF_LOG=info LEAF_LOG_FILE=log LEAF_TRACY_FILTER=debug filtered "LEAF_TRACY_FILTER takes away only" 1 0 "['beware']"

# ---- addresses ----
LEAF_TRACY_ADDRESS=127.0.0.2 begin ./two
serve "another address" --address 127.0.0.2
finish "another address"
LEAF_TRACY_ADDRESS=0.0.0.0 begin ./two
serve "every address" --address 127.0.0.3
finish "every address"
if [ -s /proc/net/if_inet6 ]; then
	LEAF_TRACY_ADDRESS=::1 begin tracy_host until over
	for ((tries = 0; tries < 200; tries++)); do
		grep -q "00000000000000000000000001000000:$(printf %04X "$LEAF_TRACY_PORT") .* 0A " /proc/net/tcp6 && break
		sleep 0.02
	done
	check "nothing listens on ::1" [ $tries -lt 200 ]
	touch over
	finish "::1"
fi

# ---- one run, every sink: the same calls in all of them ----
calls=3193 # of fib(16)
case "$LEAF_FEATURES" in
*profile_flame*)
	LEAF_FLAME=exact LEAF_FLAME_STATS=stats.tsv LEAF_RECORD=recording LEAF_LOG=debug LEAF_LOG_FILE=text begin tracy_host fib 16
	serve "all sinks"
	finish "all sinks"
	judge "all sinks: Tracy" true "named('zones')['fib']['count'] == $calls"
	check "the recording has other calls" [ "$(leaf record text recording | grep -c 'fib')" -ge $calls ]
	check "the flame graph has other calls" grep -qx "# calls: $calls" stats.tsv
	check "there is no flame graph" grep -q 'fib' tracing.folded
	;;
esac

# ---- a run that was killed, looked at later ----
LEAF_TRACY=off LEAF_RECORD=killed tracy_host run 20000 &
victim=$!
for ((tries = 0; tries < 200; tries++)); do
	leaf record text killed 2>/dev/null | grep -q ticked && break
	sleep 0.05
done
kill -KILL $victim
wait $victim 2>/dev/null
begin leaf record tracy killed --port "$((port + 1))"
serve "killed" --recorded
finish "killed"
judge "killed" true "named('zones')['tick']['count'] > 1 and not named('zones')['tick']['open'] and d['terminated']"

the_end

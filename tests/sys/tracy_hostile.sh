#!/bin/bash
# tracy_hostile.sh - a server of our own misbehaves; programs end well, and the next viewer is served.
set -u
. "$LEAF_SOURCE_DIR/tests/tracy/server.bash"

for_a_moment() {
	begin tracy_host run 30000
	serve "hostile: $1" --hostile "$1" --leave-ms 300
	serve "after it: $1" --stop stop
	finish "hostile: $1"
	judge "after it: $1" true "named('zones')['tick']['count'] > 2"
}

# With all that is asked at the end too.
to_the_end() {
	LEAF_TRACY_WAIT_MS=10000 begin tracy_all 2
	serve "to the end: $1 $2" --hostile "$1" --ask-all --protocol "$2"
	finish "to the end: $1 $2"
	[ "$1" != again ] || judge "each is answered" true "d['queries']['String'] >= 3"
}

# Whoever is silent holds up the next for a moment only.
silent_for() {
	begin tracy_host run 30000
	serve "hostile: $1" --hostile "$1"
	serve "after it: $1" --stop stop
	finish "hostile: $1"
	judge "after it: $1" true "named('zones')['tick']['count'] > 2"
}

# And the program's end not at all: the server sees it close.
silent_at_the_end() {
	begin tracy_host run 200
	serve "at the end: $1" --hostile "$1"
	finish "at the end: $1"
}

for how in half silence; do
	apart silent_for $how
	apart silent_at_the_end $how
done
for how in noise magic hangup slow unknown memory types rubbish pieces flood again; do
	apart for_a_moment $how
done
for how in unknown memory types rubbish pieces flood again; do
	apart to_the_end $how 63
	apart to_the_end $how 82
done
the_end

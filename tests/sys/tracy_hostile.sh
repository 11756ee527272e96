#!/bin/bash
# tracy_hostile.sh - a server of our own misbehaves; programs end well, and the next viewer is served.
set -u
. "$LEAF_SOURCE_DIR/tests/tracy/server.bash"

for how in noise magic hangup slow unknown memory types rubbish pieces flood again; do
	begin tracy_host run 600
	serve "hostile: $how" --hostile $how --leave-ms 300
	serve "after it: $how"
	finish "hostile: $how"
	judge "after it: $how" true "named('zones')['tick']['count'] > 20"
done

# To the end, with all that is asked at the end too.
for how in unknown memory types rubbish pieces flood again; do
	for protocol in 63 82; do
		LEAF_TRACY_WAIT_MS=5000 begin tracy_all 2
		serve "to the end: $how" --hostile $how --ask-all --protocol $protocol
		finish "to the end: $how"
	done
done
judge "again: each is answered" true "d['queries']['String'] >= 3"

# Whoever is silent holds up the next for a moment only, and the program's end not at all.
for how in half silence; do
	begin tracy_host run 4000
	serve "hostile: $how" --hostile $how
	serve "after it: $how"
	finish "hostile: $how"
	judge "after it: $how" true "named('zones')['tick']['count'] > 20"
	begin tracy_host run 200
	serve "at the end: $how" --hostile $how
	finish "at the end: $how"
done
the_end

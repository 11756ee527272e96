# server.bash - for tests that run a program and the server of our own: sourced, not run.
# shellcheck shell=bash
case "$LEAF_FEATURES" in *profile_tracy*) ;; *) exit 77 ;; esac
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
unset "${!LEAF_LOG@}" "${!LEAF_TRACY@}" "${!LEAF_RECORD@}"
export LEAF_FLAME=off LEAF_TRACY_EXIT_MS=5000 # or a server that is slow for a moment loses the end
status=0
passed=0
protocols="63 64 66 69 74 76 82"

# A port that nobody listens on; each case takes its own, each test its own 200.
case ${0##*/} in
tracy_server.sh) port=26000 ;;
tracy_programs.sh) port=28000 ;;
*) port=30000 ;;
esac
port=$((port + $$ % 10 * 200)) # below those that the system hands out
next_port() {
	export LEAF_TRACY_PORT=$((port += 1))
}

bad() {
	echo "$1"
	status=1
}

good() {
	passed=$((passed + 1))
}

check() {
	if "${@:2}"; then good; else bad "$1"; fi
}

# begin PROGRAM…: in the background, on a port of its own; err and out are its texts
begin() {
	next_port
	timeout 60 "$@" >out 2>err &
	program=$!
}

# serve NAME OPTIONS…: the server finds nothing wrong; its report is the file report
serve() {
	fake_tracy --port "$LEAF_TRACY_PORT" --bound-ms 30000 --answer-ms 20000 --close-ms 10000 "${@:2}" >report 2>complaints && good && return
	bad "$1: the server complains: $(cat complaints)"
}

# finish NAME: the program that was begun has succeeded
finish() {
	wait $program && good && return
	bad "$1: the program failed: $(head -n 5 err)"
}

# judge NAME WHAT…: see judge.py
judge() {
	python3 "$LEAF_SOURCE_DIR/tests/tracy/judge.py" report "${@:2}" 2>judgement && good && return
	bad "$1: $(cat judgement)"
}

silent() {
	check "$1 says: $(cat err)" [ ! -s err ]
}

# apart COMMAND…: a part of the test, beside others, with a directory and ports of its own
parts=()
apart() {
	[ ${#parts[@]} -lt 6 ] || join_one
	mkdir "$work/$((port += 5))"
	(
		trap 'kill $(jobs -p) 2>/dev/null' EXIT
		cd "$work/$port" || exit 1
		"$@" >said 2>&1
		exit $status
	) &
	parts+=("$!:$port")
}

join_one() {
	local part=${parts[0]}
	parts=("${parts[@]:1}")
	wait "${part%:*}" && good && return
	bad "$(cat "$work/${part#*:}/said")"
}

# the_end: of the test
the_end() {
	while [ ${#parts[@]} -gt 0 ]; do join_one; done
	echo "$passed checks or parts passed"
	exit $status
}

#!/usr/bin/env bats
# log_file.bats - every line of the log, whole and once, however the program ends.

setup() {
	cd "$BATS_TEST_TMPDIR"
	unset LEAF_LOG_FORMAT LEAF_LOG_STYLE
	export LEAF_LOG=info LEAF_FLAME=off LEAF_QUIET=1
}

# complete FILE THREADS LINES: both lines of each step of each thread, in its order, and no other
complete() {
	perl -e '
		my ($file, $threads, $lines) = @ARGV;
		my (@next, @inside);
		open my $in, "<", $file or die "$file: $!\n";
		while (<$in>) {
			if (/^ load::step who=(\d+), i=(\d+)$/) {
				die "$.: $_" if $inside[$1] || $2 != ($next[$1] // 0);
				$inside[$1] = 1;
			} elsif (/^  [\d: -]+ INFO load (?:number, who=(\d+), i=(\d+)|text, who=(\d+), i=(\d+), "b\\"ob"="b\\"ob")$/) {
				my ($who, $i) = defined $1 ? ($1, $2) : ($3, $4);
				die "$.: $_" if !$inside[$who] || $i != ($next[$who] // 0);
				$inside[$who] = 0;
				$next[$who]++;
			} else {
				die "$.: not understood: $_";
			}
		}
		($next[$_] // 0) == $lines or die "thread $_: $next[$_] of $lines\n" for 0 .. $threads - 1;
	' "$@"
}

@test "lines of threads, to a file" {
	LEAF_LOG_FILE=x.log log_load 4 3000 exit
	complete x.log 4 3000
	[ "$(echo *)" = x.log ]
}

@test "lines of threads, to standard error" {
	log_load 4 1000 exit 2>got
	complete got 4 1000
	log_load 4 1000 exit 2>&1 >/dev/null | cat >piped
	complete piped 4 1000
}

@test "after kill -9, SIGSEGV and _exit the next run writes what was pending" {
	for end in kill segv _exit; do
		rm -rf ./*
		LEAF_LOG_FILE=x.log log_load 2 700 $end || true
		[ -e x.log.tail ]
		LEAF_LOG_FILE=x.log log_load 1 1 exit
		[ "$(echo *)" = x.log ]
		head -n -2 x.log >got
		complete got 2 700
	done
}

@test "the child of a fork has a file of its own; the parent's lines are not in it" {
	child=$(LEAF_LOG_FILE=x.log log_load 2 500 fork)
	complete x.log 2 500
	complete "x.$child.log" 2 500
	[ "$(ls | wc -l)" = 2 ]
}

@test "with flush every line is in the file when the program waits" {
	LEAF_LOG_FILE=x.log LEAF_LOG_FORMAT=flush log_load 1 50 wait >out 3>&- &
	local pid=$!
	until grep -q waiting out; do sleep 0.05; done
	complete x.log 1 50
	kill $pid
}

@test "JSON lines of threads are whole" {
	LEAF_LOG_FILE=x.json LEAF_LOG_FORMAT=json log_load 4 500 exit
	[ "$(jq -s length x.json)" = $((4 * 500 * 3)) ]
}

@test "with retrace an event stands directly under its span, whichever threads speak" {
	LEAF_LOG_FILE=x.log LEAF_LOG_FORMAT=retrace,timer=off log_load 4 2000 exit
	perl -ne '
		if (/^ load::step who=(\d+), i=(\d+)$/) { $above = "$1 $2" }
		elsif (/who=(\d+), i=(\d+)/) { die "$.: $_" unless $above eq "$1 $2"; $above = "" }
	' x.log
	LEAF_LOG_FILE=y.log LEAF_LOG_FORMAT=deferred,timer=off log_load 4 2000 exit
	perl -ne '
		if (/^ load::step who=(\d+), i=(\d+)$/) { $above = "$1 $2" }
		elsif (/who=(\d+), i=(\d+)/) { die "$.: $_" unless $above eq "$1 $2" }
	' y.log
}

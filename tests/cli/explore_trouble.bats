#!/usr/bin/env bats
# explore_trouble.bats - explorations of programs with threads, children, signals and jumps; kills and full disks.

setup() {
	[ -x "$LEAF_BUILD_DIR/bin/leafcc" ] || skip "this build has no engine"
	cd "$BATS_TEST_TMPDIR"
	export LEAF_FLAME=off
	printf 'aaaaaaaaaaaaaaaa' >seed
}

@test "threads_find_what_each_of_them_asks" {
	cat >threads.c <<-'END'
		#include <pthread.h>
		#include <stdio.h>
		#include <stdlib.h>
		static char text[16];
		static int hits;
		static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
		static void *look(void *arg)
		{
			int i = (int)(long)arg;
			if (text[i] == 'A' + i) {
				pthread_mutex_lock(&lock);
				hits++;
				pthread_mutex_unlock(&lock);
			}
			return NULL;
		}
		int main(void)
		{
			pthread_t threads[3];
			if (fread(text, 1, sizeof text, stdin) < 4)
				return 2;
			for (long i = 0; i < 3; i++)
				pthread_create(&threads[i], NULL, look, (void *)i);
			for (int i = 0; i < 3; i++)
				pthread_join(threads[i], NULL);
			if (hits == 3)
				abort();
			return hits;
		}
	END
	leafcc -O1 -pthread -o woven threads.c
	LEAF_STDIN=1 LEAF_CHECK=1 LEAF_SUMMARY=1 ./woven <seed 2>said
	grep -q ' 0 failed checks' said
	[ "$(cat leaf_out/*.bin | tr -dc A-C | fold -w 1 | sort | tr -d '\n')" = ABC ]
}

@test "a_childs_inputs_are_taken_too" {
	cat >fork.c <<-'END'
		#include <stdio.h>
		#include <sys/wait.h>
		#include <unistd.h>
		int main(void)
		{
			char text[16] = "";
			int status = 0;
			if (fread(text, 1, sizeof text, stdin) < 4)
				return 2;
			if (fork() == 0) {
				if (text[0] == 'x' && text[1] == 'y')
					__builtin_trap();
				_exit(0);
			}
			wait(&status);
			if (WIFSIGNALED(status))
				__builtin_trap();
			return 0;
		}
	END
	leafcc -O1 -o woven fork.c
	run leaf explore --json -i seed -o out -t 60 -- ./woven
	[ "$(echo "$output" | jq .crashes)" = 1 ]
	[ "$(head -c 2 out/crashes/*)" = xy ]
	[ -z "$(ls -A out/fresh)" ]
}

@test "signals_and_jumps_leave_values_where_they_are" {
	cat >jumps.c <<-'END'
		#include <setjmp.h>
		#include <signal.h>
		#include <stdio.h>
		static sigjmp_buf back;
		static volatile char seen;
		static char text[16];
		static void handler(int number) { (void)number; seen = text[2]; siglongjmp(back, 1); }
		static jmp_buf out;
		static void deep(int n, char c) { if (n) deep(n - 1, c); else if (c == 'k') longjmp(out, 2); else longjmp(out, 1); }
		int main(void)
		{
			if (fread(text, 1, sizeof text, stdin) < 4)
				return 2;
			signal(SIGUSR1, handler);
			if (!sigsetjmp(back, 1))
				raise(SIGUSR1);
			switch (setjmp(out)) {
			case 0: deep(3, text[1]);
			case 1: return 0;
			}
			if (seen == 's' && text[3] == 't')
				__builtin_trap();
			return 1;
		}
	END
	for flags in -O0 -O2; do
		rm -rf out
		leafcc $flags -w -o woven jumps.c
		run leaf explore --json -i seed -o out -t 60 -- ./woven
		[ "$(echo "$output" | jq .crashes)" = 1 ]
		[ "$(head -c 4 out/crashes/* | tail -c 3)" = kst ]
	done
}

@test "findings_come_with_a_line_that_shows_them_again" {
	cat >crash.c <<-'END'
		#include <stdio.h>
		int main(int argc, char **argv)
		{
			FILE *file = argc > 2 ? fopen(argv[2], "r") : NULL;
			if (file && getc(file) == 'z')
				__builtin_trap();
			return 0;
		}
	END
	leafcc -O1 -o woven crash.c
	run leaf explore -i seed -o 'o t' -t 60 -- ./woven "it's" @@
	[ "$status" -eq 1 ]
	line=$(grep "'it'" <<<"$output")
	[[ $line == *"./woven 'it'\\''s' 'o t/crashes/000000-g1-SIGILL-"* ]]
	run bash -c "$line"
	[ "$status" -eq 132 ]
	run leaf explore --json -i seed -o 'o t' -t 60 -- ./woven "it's" @@
	[ "$(jq '.reproduce | length' <<<"$output")" = 1 ]
}

@test "killed_again_and_again_it_comes_to_the_same" {
	leafcc -O2 -o woven "$LEAF_SOURCE_DIR/samples/concolic/header.c"
	leaf explore --json -i seed -o whole -t 60 -- ./woven @@ >whole.json || true
	for pause in 0.01 0.03 0.02 0.05 0.08 0.13 0.2; do
		leaf explore -i seed -o out -t 60 -- ./woven @@ >/dev/null 2>&1 &
		sleep $pause
		kill -9 $! 2>/dev/null || true
		wait $! 2>/dev/null || true
	done
	# A list that was cut in the middle, and half a file.
	printf 'abc' >>out/tried
	printf '000000' >>out/explored
	printf 'half' >out/queue/000099-g1.new
	run leaf explore --json -i seed -o out -t 60 -- ./woven @@
	[ "$(jq .finished <<<"$output")" = true ]
	[ "$(jq .crashes <<<"$output")" = "$(jq .crashes whole.json)" ]
	# Places that only the crash reaches are not counted again.
	[ "$(jq .covered <<<"$output")" -ge $(($(jq .covered whole.json) - 2)) ]
	[ $(($(stat -c %s out/tried) % 8)) = 0 ]
	[ "$(tail -c 1 out/explored | od -An -c | tr -d ' ')" = '\n' ]
	! pgrep -f "$PWD/woven" >/dev/null
}

@test "a_full_disk_is_told_and_gone_on_from" {
	leafcc -O2 -o woven "$LEAF_SOURCE_DIR/samples/concolic/header.c"
	mkdir small
	mount -t tmpfs -o size=700k leaf-test "$PWD/small" 2>/dev/null || skip "no right to mount a small disk"
	head -c 396k /dev/zero >small/ballast
	run leaf explore -i seed -o small/out -t 20 -- ./woven @@
	said=$output code=$status
	rm small/ballast
	run leaf explore --json -i seed -o small/out -t 60 -- ./woven @@
	umount small
	[ "$code" -ne 0 ] && [[ $said == *"No space left on device"* ]]
	[ "$(jq .crashes <<<"$output")" = 1 ]
}

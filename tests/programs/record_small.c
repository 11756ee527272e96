/* record_small.c - one of each thing that can be recorded, and ways to end. */
/* Usage: record_small [abort|exit|fork|jump|rounds N|threads N] */
#define LEAF_TARGET "small"
#include <leaf/trace.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static jmp_buf back;
static volatile int stays; /* says to the compiler that jumps() may return */

static int show_pair(char *out, __SIZE_TYPE__ cap, const void *object)
{
	const int *pair = object;
	return snprintf(out, cap, "Pair(%d, %d)", pair[0], pair[1]);
}

static void leaf(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
}

static void values(const char *text)
{
	int pair[2] = { 3, 4 };
	LEAF_FN(LEAF_LEVEL_INFO, leaf_str(text), leaf_strn("cut here", 3), LEAF_AS(c, (char)'x'),
		LEAF_AS(ratio, 0.5), LEAF_AS(none, leaf_str((const char *)0)),
		LEAF_AS(pair, leaf_shown(show_pair, pair)), LEAF_AS(raw, leaf_bytes("\1\2", 2)),
		LEAF_LATE(answer));
	LEAF_WARN("careful; now", LEAF_AS(big, 18446744073709551615ull), LEAF_AS(neg, -1));
	LEAF_RECORD(answer, 42);
	leaf(7);
}

static void jumps(int n)
{
	LEAF_FN(LEAF_LEVEL_DEBUG, n);
	if (n == 0 && !stays)
		longjmp(back, 1);
	if (n)
		jumps(n - 1);
}

/* A loop that is never left by a return: each round jumps out of other functions. */
static void jump_rounds(int n)
{
	for (volatile int i = 0; i < n; i++)
		if (setjmp(back) == 0) {
			if (i % 2)
				leaf(i);
			jumps(i % 3);
		}
}

static void *in_thread(void *arg)
{
	(void)arg;
	LEAF_SPAN(LEAF_LEVEL_INFO, "job");
	leaf(1);
	return NULL;
}

static void threads(int n)
{
	for (int i = 0; i < n; i++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, in_thread, NULL) == 0)
			pthread_join(thread, NULL);
	}
}

static void end_by(const char *how, int n)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "ending", leaf_str(how));
	if (strcmp(how, "abort") == 0)
		abort();
	if (strcmp(how, "exit") == 0)
		_exit(0);
	if (strcmp(how, "jump") == 0 && setjmp(back) == 0)
		jumps(3);
	if (strcmp(how, "rounds") == 0)
		jump_rounds(n);
	if (strcmp(how, "threads") == 0)
		threads(n);
	if (strcmp(how, "fork") == 0) {
		pid_t pid = fork();
		leaf(pid == 0 ? 100 : 200);
		if (pid == 0)
			exit(0);
		waitpid(pid, NULL, 0);
	}
}

int main(int argc, char **argv)
{
	values("a \"text\"\n");
	if (argc > 1)
		end_by(argv[1], argc > 2 ? atoi(argv[2]) : 0);
	return 0;
}

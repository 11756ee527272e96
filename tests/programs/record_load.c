/* record_load.c - spans with known values, without end; and how far it got, in a shared file. */
/*
 * Usage: record_load SHARED THREADS PAUSE [ROUNDS [signals|jumps]]
 *
 *   SHARED   file of THREADS 64-bit counters: how many rounds have ended, each stored right after
 *   PAUSE    0: none; else a pause of so many microseconds after each round
 *   ROUNDS   stop after so many; 0, the default: never
 *   signals  a signal handler, called as often as can be, has a span interrupt(n) of its own
 *   jumps    and leaves it by siglongjmp() to the next round, now and then
 *
 * A round of thread t, number i: round(t, i) { inner(i) every time; deep(i % 40) every 16th time;
 * an event with text every 64th time }.
 */
#include <leaf/trace.h>

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { JUMPS = 511 }; /* the counter of jumps */

static volatile uint64_t *counters;
static uint64_t rounds = UINT64_MAX;
static long pause_us;
static int jumps;
static __thread sigjmp_buf back;
static __thread volatile int may_jump;

static __attribute__((noinline)) void inner(int i)
{
	LEAF_FN(LEAF_LEVEL_TRACE, i);
}

static __attribute__((noinline)) void deep(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	if (n)
		deep(n - 1);
}

static __attribute__((noinline)) void one_round(int t, int64_t i)
{
	LEAF_FN(LEAF_LEVEL_TRACE, t, i);
	inner((int)i);
	if (i % 16 == 0)
		deep((int)(i % 40));
	if (i % 64 == 0) {
		char text[32];
		snprintf(text, sizeof text, "round %lld", (long long)i);
		LEAF_INFO("round", i, leaf_str(text));
	}
}

static void on_signal(int number)
{
	static __thread int n;
	(void)number;
	LEAF_SPAN(LEAF_LEVEL_DEBUG, "interrupt", n);
	n++;
	if (jumps && may_jump && n % 3 == 0) {
		may_jump = 0;
		__atomic_add_fetch(&counters[JUMPS], 1, __ATOMIC_RELAXED);
		siglongjmp(back, 1);
	}
}

static void interrupt_often(int signals)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct itimerval often = { { 0, 200 }, { 0, 200 } };
	if (!signals)
		return;
	on_signal(0); /* a call site must not be new to a handler that jumps out of the tracer */
	deep(0);
	one_round(0, -1);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
}

static void try_round(int t, uint64_t i)
{
	if (sigsetjmp(back, 1) == 0) {
		may_jump = 1;
		one_round(t, (int64_t)i);
	}
	may_jump = 0;
}

static void *run(void *arg)
{
	intptr_t t = (intptr_t)arg;
	for (volatile uint64_t i = 0; i < rounds; i++) {
		if (jumps)
			try_round((int)t, i);
		else
			one_round((int)t, (int64_t)i);
		counters[t] = i + 1;
		if (pause_us)
			nanosleep(&(struct timespec){ 0, pause_us * 1000 }, NULL);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	int fd = open(argv[1], O_RDWR);
	int n = atoi(argv[2]);
	pause_us = atol(argv[3]);
	if (argc > 4 && strtoull(argv[4], NULL, 10))
		rounds = strtoull(argv[4], NULL, 10);
	jumps = argc > 5 && strcmp(argv[5], "jumps") == 0;
	counters = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd < 0 || counters == MAP_FAILED)
		return 2;
	interrupt_often(argc > 5);
	pthread_t threads[64];
	for (intptr_t t = 1; t < n; t++)
		pthread_create(&threads[t], NULL, run, (void *)t);
	run((void *)0);
	for (int t = 1; t < n; t++)
		pthread_join(threads[t], NULL);
	return 0;
}

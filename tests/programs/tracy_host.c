/* tracy_host.c - a program that makes life hard for a Tracy client. Usage: tracy_host SCENARIO [N] */
#include <leaf/trace.h>

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int fib(int n)
{
	LEAF_FN(LEAF_LEVEL_DEBUG, n);
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static int deep(int n)
{
	LEAF_FN(LEAF_LEVEL_DEBUG);
	return n ? deep(n - 1) + 1 : 0;
}

static void pause_ms(int ms)
{
	usleep((useconds_t)ms * 1000);
}

/* Spans for n milliseconds, or until there is a file 'stop'. */
static void run_for(int ms)
{
	for (int i = 0; i < ms && access("stop", F_OK) != 0; i++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "tick", i);
		pause_ms(1);
		LEAF_INFO("ticked", i);
	}
}

/* Spans until there is a file of this name, for n seconds at most. */
static void run_until(const char *file, int n)
{
	for (int i = 0; i < 50 * n && access(file, F_OK) != 0; i++)
		run_for(20);
}

static void forks(int n)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "forks");
	for (int i = 0; i < n; i++) {
		pid_t child = fork();
		if (child == 0) {
			fib(10);
			if (i % 2)
				exit(0);
			execlp("true", "true", (char *)NULL);
			_exit(1);
		}
		fib(5);
		int status;
		waitpid(child, &status, 0);
		if (status)
			printf("child: %d\n", status);
	}
}

static void *short_life(void *arg)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "life");
	fib(5);
	return arg;
}

static void *cancelled(void *arg)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "until cancelled");
	for (;;)
		pause_ms(1);
	return arg;
}

static void threads(int n)
{
	pthread_t thread;
	for (int i = 0; i < n; i++) {
		pthread_create(&thread, NULL, short_life, NULL);
		pthread_join(thread, NULL);
	}
	pthread_create(&thread, NULL, cancelled, NULL);
	pause_ms(20);
	pthread_cancel(thread);
	pthread_join(thread, NULL);
}

static void *busy_life(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "busy", i);
	}
	return arg;
}

static long most_kb(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

/* n threads, one after another; prints how many MB the process grew, but for the first of them. */
static void churn(int n)
{
	pthread_t thread;
	long before = 0;
	for (int i = 0; i < n; i++) {
		pthread_create(&thread, NULL, busy_life, NULL);
		pthread_join(thread, NULL);
		if (i == n / 8)
			before = most_kb();
	}
	printf("%ld\n", (most_kb() - before) / 1024);
}

/* Fibers that go on each with a span of the one before open. */
static void nest(struct leaf_fiber *fibers, int n)
{
	leaf_fiber_enter(&fibers[n]);
	LEAF_SPAN(LEAF_LEVEL_INFO, "nested", n);
	if (n)
		nest(fibers, n - 1);
	leaf_fiber_enter(&fibers[n]);
}

/* n fibers, one after another, twice, then n that wait; prints how many MB the process grew. */
static void many_fibers(int n)
{
	static struct leaf_fiber fibers[20000];
	{
		LEAF_SPAN(LEAF_LEVEL_INFO, "begin");
	}
	long before = most_kb();
	for (int i = 0; i < 2 * n; i++) {
		leaf_fiber_enter(&fibers[i % n]);
		{
			LEAF_SPAN(LEAF_LEVEL_INFO, "short", i);
		}
		leaf_fiber_leave();
	}
	nest(fibers, n - 1);
	leaf_fiber_leave();
	printf("%ld\n", (most_kb() - before) / 1024);
}

/* No descriptor is free for n milliseconds; prints the milliseconds of processor time. */
static void no_descriptors(int n)
{
	const struct rlimit few = { 64, 64 };
	struct timespec used;
	{
		LEAF_SPAN(LEAF_LEVEL_INFO, "begin");
	}
	setrlimit(RLIMIT_NOFILE, &few);
	while (open("/dev/null", O_RDONLY) >= 0)
		;
	fputs("full\n", stderr);
	pause_ms(n);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	printf("%ld\n", (long)used.tv_sec * 1000 + used.tv_nsec / 1000000);
}

static jmp_buf back;

static int leaps(int n)
{
	LEAF_FN(LEAF_LEVEL_DEBUG, n);
	if (n == 0)
		longjmp(back, 1);
	return n < 0 ? n : leaps(n - 1) + 1;
}

static void jumps(int n)
{
	LEAF_FN(LEAF_LEVEL_DEBUG);
	for (volatile int i = 0; i < n; i++)
		if (setjmp(back) == 0)
			leaps(5);
}

static void many_names(int n)
{
	char name[64];
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof name, "plot number %d", i);
		LEAF_PLOT(name, i);
	}
}

static void long_texts(void)
{
	static char text[200000];
	memset(text, 'x', sizeof text - 1);
	LEAF_SPAN(LEAF_LEVEL_INFO, "long", leaf_str(text), leaf_str(text), leaf_str(text),
		  leaf_str(text), leaf_str(text), leaf_str(text), leaf_str(text), leaf_str(text),
		  leaf_str(text), leaf_str(text), leaf_str(text), leaf_str(text), leaf_str(text),
		  leaf_str(text), leaf_str(text), leaf_str(text));
	leaf_app_info(text);
	for (int i = 0; i < 300; i++) {
		text[i] = '\0';
		LEAF_INFO("text", leaf_str(text));
		text[i] = 'x';
	}
}

static void left_open(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "left open");
	fib(3);
	exit(0);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int n = argc > 2 ? atoi(argv[2]) : 100;
	if (strcmp(what, "run") == 0)
		run_for(n);
	else if (strcmp(what, "until") == 0)
		run_until(argv[2], 200);
	else if (strcmp(what, "fib") == 0)
		printf("%d\n", fib(n));
	else if (strcmp(what, "forks") == 0)
		forks(n);
	else if (strcmp(what, "threads") == 0)
		threads(n);
	else if (strcmp(what, "churn") == 0)
		churn(n);
	else if (strcmp(what, "fibers") == 0)
		many_fibers(n);
	else if (strcmp(what, "full") == 0)
		no_descriptors(n);
	else if (strcmp(what, "jumps") == 0)
		jumps(n);
	else if (strcmp(what, "deep") == 0)
		printf("%d\n", deep(n));
	else if (strcmp(what, "names") == 0)
		many_names(n);
	else if (strcmp(what, "texts") == 0)
		long_texts();
	else if (strcmp(what, "open") == 0)
		left_open();
	else if (strcmp(what, "exec") == 0)
		execlp(argv[0], argv[0], "run", "50", (char *)NULL);
	else
		return 2;
	return 0;
}

/* flame_small.c - a program of which is known what its flame graph must show: flame_small PART [N] */
#define LEAF_TARGET "small"
#include <leaf/trace.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void sleep_ms(int ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&time, NULL);
}

static void inner(int ms)
{
	LEAF_FN(LEAF_LEVEL_TRACE, ms);
	sleep_ms(ms);
}

static void outer(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	for (int i = 0; i < n; i++)
		inner(1);
}

static void tree(int n)
{
	outer(n);
	inner(1);
}

/* Calls of 1 ms, and one of 30 ms. */
static void durations(int n)
{
	for (int i = 0; i < n; i++)
		inner(1);
	inner(30);
}

static void deep(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	if (n > 1)
		deep(n - 1);
}

/* 2^n stacks of n frames. */
static void right(int n);
static void left(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	if (n > 1) {
		left(n - 1);
		right(n - 1);
	}
}

static void right(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	if (n > 1) {
		left(n - 1);
		right(n - 1);
	}
}

static void many(int n)
{
	left(n);
	right(n);
}

/* A graph is written inside two open spans. */
static void open_spans(int ms)
{
	LEAF_FN(LEAF_LEVEL_TRACE, ms);
	LEAF_SPAN(LEAF_LEVEL_TRACE, "within", ms);
	sleep_ms(ms);
	if (leaf_flame_write("open.folded") != 0)
		perror("open.folded");
}

static void *work(void *name)
{
	pthread_setname_np(pthread_self(), name);
	outer(1);
	return NULL;
}

static void threads(int n)
{
	char name[32];
	for (int i = 0; i < n; i++) {
		pthread_t thread;
		snprintf(name, sizeof name, "worker;%d", i % 1000);
		pthread_create(&thread, NULL, work, name);
		pthread_join(thread, NULL);
	}
	outer(1);
}

/* Names that folded stacks cannot hold as they are. */
static void names(int n)
{
	LEAF_SPAN(LEAF_LEVEL_TRACE, "a;b c\n\"d\"", n);
	sleep_ms(1);
}

static void children(int n)
{
	inner(1);
	for (int i = 0; i < n; i++)
		if (fork() == 0) {
			outer(1);
			exit(0);
		}
	while (wait(NULL) > 0)
		;
}

/* Make a file named 'going'; go on until there is one named 'stop', or for 20 seconds. */
static void until(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	fclose(fopen("going", "w"));
	for (int i = 0; i < 2000 && access("stop", F_OK) != 0; i++)
		inner(10);
}

static void spin(int ms)
{
	LEAF_FN(LEAF_LEVEL_TRACE, ms);
	for (clock_t end = clock() + ms * (CLOCKS_PER_SEC / 1000); clock() < end;)
		;
}

static const struct {
	const char *name;
	void (*run)(int n);
} parts[] = {
	{ "tree", tree },   { "durations", durations }, { "deep", deep },
	{ "many", many },   { "open", open_spans },	{ "threads", threads },
	{ "names", names }, { "children", children },	{ "until", until },
	{ "spin", spin },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof parts / sizeof *parts; i++)
		if (strcmp(parts[i].name, argv[1]) == 0) {
			parts[i].run(argc > 2 ? atoi(argv[2]) : 3);
			return 0;
		}
	return 2;
}

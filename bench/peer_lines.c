/* peer_lines.c - writes the lines of peer_lines.h. */
#define _GNU_SOURCE
#include "peer_lines.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "floor.h"

enum { DEEPEST = 256, LINE = DEEPEST * 24 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *file;
static __thread const char *stack[DEEPEST];
static __thread int depth;
static __thread floor_u64 last;

__attribute__((constructor)) static void start(void)
{
	file = fopen("lines.folded", "w");
	if (!file)
		abort();
}

/* One line for the frames below 'frames'. */
static void put_line(int frames)
{
	char line[LINE];
	char *p = stpcpy(line, "ThreadId(1)-main");
	floor_u64 now = floor_gettime();

	for (int i = 0; i < frames; i++)
		p = stpcpy(stpcpy(p, ";bench::"), stack[i]);
	p += sprintf(p, " %llu\n", last ? (unsigned long long)(now - last) : 0ull);
	last = now;
	pthread_mutex_lock(&lock);
	fwrite(line, 1, (size_t)(p - line), file);
	pthread_mutex_unlock(&lock);
}

int peer_lines_enter(const char *function)
{
	put_line(depth);
	if (depth < DEEPEST)
		stack[depth++] = function;
	return depth;
}

void peer_lines_leave(int *scope)
{
	depth = *scope;
	put_line(depth);
	depth--;
}

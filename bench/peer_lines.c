/* peer_lines.c - writes the lines of peer_lines.h. */
#define _GNU_SOURCE
#include "peer_lines.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "floor.h"

enum { DEEPEST = 256 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *file;
static __thread const char *stack[DEEPEST];
static __thread int depth;
static __thread int thread_number = 1;
static __thread const char *thread_name = "main";
static __thread floor_u64 last;

__attribute__((constructor)) static void start(void)
{
	file = fopen("lines.folded", "w");
	if (!file)
		abort();
}

/* A string on the heap that doubles when it is full. */
struct string {
	char *text;
	size_t len, cap;
};

static void append(struct string *s, const char *text)
{
	size_t n = strlen(text);

	if (s->len + n + 1 > s->cap) {
		s->cap = 2 * s->cap > s->len + n + 1 ? 2 * s->cap : s->len + n + 1;
		s->text = realloc(s->text, s->cap);
		if (!s->text)
			abort();
	}
	memcpy(s->text + s->len, text, n + 1);
	s->len += n;
}

/* One line for the outermost 'frames' of the stack. */
static void put_line(int frames)
{
	floor_u64 now = floor_gettime();
	struct string line = { NULL, 0, 0 };
	char part[64];

	snprintf(part, sizeof(part), "ThreadId(%d)-%s", thread_number, thread_name);
	append(&line, part);
	for (int i = 0; i < frames; i++) {
		append(&line, ";");
		append(&line, "bench");
		append(&line, "::");
		append(&line, stack[i]);
	}
	snprintf(part, sizeof(part), " %llu", last ? (unsigned long long)(now - last) : 0ull);
	append(&line, part);
	last = now;
	pthread_mutex_lock(&lock);
	fprintf(file, "%s\n", line.text);
	pthread_mutex_unlock(&lock);
	free(line.text);
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

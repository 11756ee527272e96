/* host_nomem.c - a program whose malloc never succeeds once main has begun. */
/* Usage: host_nomem [THREADS] */
#include <leaf/trace.h>

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static char early[1 << 20]; /* what libraries ask for before main */
static size_t early_used;
static int begun;

static void *take(size_t size)
{
	size_t at = (early_used + 15) & ~(size_t)15;
	if (begun || at + size > sizeof early) {
		errno = ENOMEM;
		return NULL;
	}
	early_used = at + size;
	return early + at;
}

void *malloc(size_t size)
{
	return take(size);
}

void *calloc(size_t n, size_t size)
{
	return take(n * size);
}

void *realloc(void *old, size_t size)
{
	void *fresh = take(size);
	if (fresh && old)
		memmove(fresh, old, size);
	return fresh;
}

void free(void *memory)
{
	(void)memory;
}

static int fib(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n, LEAF_AS(text, leaf_str("some text")));
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(void)
{
	begun = 1;
	LEAF_SPAN(LEAF_LEVEL_INFO, "no memory", LEAF_LATE(note));
	LEAF_RECORD(note, leaf_str("recorded"));
	LEAF_INFO("event", LEAF_AS(ratio, 1.5));
	if (fib(15) != 610)
		return 1;
	return write(1, "ok\n", 3) == 3 ? 0 : 1;
}

/* plug_nomem.c - preloaded: the LEAF_NOMEM_AT-th allocation of the process fails, and those after it if told. */
/*
 * LEAF_NOMEM_AT=k     the k-th malloc, calloc or realloc returns NULL; 0 or unset: none
 * LEAF_NOMEM_ON=1     all later ones too
 * LEAF_NOMEM_COUNT=F  at exit the number of allocations is written into the file F
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_long n_allocations;
static long fail_at = -1;
static int fail_on;

static int fails(void)
{
	if (fail_at < 0) {
		const char *at = getenv("LEAF_NOMEM_AT");
		fail_on = getenv("LEAF_NOMEM_ON") != NULL;
		fail_at = at ? atol(at) : 0;
	}
	long n = atomic_fetch_add(&n_allocations, 1) + 1;
	if (!fail_at || n < fail_at || (n > fail_at && !fail_on))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

__attribute__((destructor)) static void tell(void)
{
	const char *path = getenv("LEAF_NOMEM_COUNT");
	long n = n_allocations;
	FILE *file = path ? fopen(path, "w") : NULL;
	if (file) {
		fprintf(file, "%ld\n", n);
		fclose(file);
	}
}

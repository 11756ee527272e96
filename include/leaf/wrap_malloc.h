/* wrap_malloc.h - every allocation of a program is told, by a flag of the linker. */
/*
 * Include this in one C file of the program, and link with
 *
 *	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
 *	-Wl,--wrap=aligned_alloc,--wrap=posix_memalign
 *
 * What is linked statically goes through these functions then; what shared libraries allocate among
 * themselves does not. Sinks leave out what was freed unseen. With LEAF_DISABLE they only pass on.
 */
#ifndef LEAF_WRAP_MALLOC_H
#define LEAF_WRAP_MALLOC_H

#include "leaf/trace.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *old);
void *__real_aligned_alloc(size_t alignment, size_t size);
int __real_posix_memalign(void **out, size_t alignment, size_t size);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *old);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_posix_memalign(void **out, size_t alignment, size_t size);

void *__wrap_malloc(size_t size)
{
	void *fresh = __real_malloc(size);
	if (fresh)
		leaf_alloc(fresh, size);
	return fresh;
}

void *__wrap_calloc(size_t n, size_t size)
{
	void *fresh = __real_calloc(n, size);
	if (fresh)
		leaf_alloc(fresh, n * size);
	return fresh;
}

/* The old block is told to be free while it is ours still: another thread may get it next. */
void *__wrap_realloc(void *old, size_t size)
{
	void *fresh;
	if (old)
		leaf_free(old);
	fresh = __real_realloc(old, size);
	if (fresh)
		leaf_alloc(fresh, size);
	return fresh;
}

void __wrap_free(void *old)
{
	if (old)
		leaf_free(old);
	__real_free(old);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
	void *fresh = __real_aligned_alloc(alignment, size);
	if (fresh)
		leaf_alloc(fresh, size);
	return fresh;
}

int __wrap_posix_memalign(void **out, size_t alignment, size_t size)
{
	int error = __real_posix_memalign(out, alignment, size);
	if (!error)
		leaf_alloc(*out, size);
	return error;
}

#ifdef __cplusplus
}
#endif
#endif

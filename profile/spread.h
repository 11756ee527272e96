/* spread.h - the same thing done with many items by a few threads. */
#ifndef LEAF_PROFILE_SPREAD_H
#define LEAF_PROFILE_SPREAD_H

#include "base/err.h"

#include <stddef.h>

/* For small items: below so many per thread it is not worth one. */
enum { SPREAD_MIN = 2048 };

/*
 * Call f(closure, from, to) for ranges that make up 0 … n-1, each in a thread; for few items there is one
 * range, in this thread. The first error is returned with its sentence; the other ranges end first.
 *
 *   least  how many items make a thread worth while
 *   jobs   how many threads at most; 0: one for each processor
 */
leaf_err spread(size_t n, unsigned jobs, size_t least,
		leaf_err (*f)(void *closure, size_t from, size_t to), void *closure) LEAF_MUST_USE;

/* How many threads that is. */
unsigned spread_jobs(unsigned jobs);

#endif

/* recmerge.h - the records of a run's threads as one sequence in the order of time. */
#ifndef LEAF_RECORD_RECMERGE_H
#define LEAF_RECORD_RECMERGE_H

#include "record/recwalk.h"

struct recmerge_source; /* one thread that has begun and not ended */

/* The parts of one thread. */
struct recthread {
	const struct recpart *part, *end;
	uint64_t base; /* ticks of the first */
};

struct recmerge {
	const struct recrun *run;
	const struct recsites *sites;
	struct recthread *threads; /* [n_threads], by base */
	size_t n_threads, n_begun;
	struct recmerge_source **heap; /* [n], the next step in front */
	size_t n, room;
	int told; /* the first step in the heap has been handed out */
};

/*
 * Merge the parts, of thread number 'only' alone unless that is 0. Borrows everything.
 * Spans still open at the end come last. Memory grows with threads that are alive at a time.
 *
 * Errors: NOMEM
 */
leaf_err recmerge_init(struct recmerge *merge, const struct recrun *run,
		       const struct recsites *sites, const struct recparts *parts, uint32_t only)
	LEAF_MUST_USE;
void recmerge_release(struct recmerge *merge);

/* A step, told with what comes next. All valid until the next call. */
struct recmerge_told {
	const struct recstep *step;	 /* NULL after the last */
	const struct recstep *following; /* the same thread's next; NULL: none */
	const struct recwalk *walk;	 /* where it comes from: the thread and its name */
	unsigned *note;			 /* the caller's own, one per thread, 0 at first */
};

/* The next step. Errors: NOMEM. */
leaf_err recmerge_next(struct recmerge *merge, struct recmerge_told *told) LEAF_MUST_USE;

/* The threads in the parts: caller frees *threads. Errors: NOMEM. */
leaf_err recthreads_list(struct recthread **threads, size_t *n, const struct recparts *parts)
	LEAF_MUST_USE;

#endif

/* recfold.h - a run as folded stacks: time per distinct stack. */
#ifndef LEAF_RECORD_RECFOLD_H
#define LEAF_RECORD_RECFOLD_H

#include <stdio.h>

#include "record/recmerge.h"

struct recfold_options {
	uint32_t only;	   /* this thread alone; 0: all */
	uint32_t depth;	   /* frames of a stack that are kept; deeper ones are [truncated] */
	int all_threads;   /* as one, all-threads */
	int file_and_line; /* in each frame */
};

/*
 * Write the lines `thread;target::function;... <self ns>`, sorted. Spans that are open at the end
 * are charged up to the end of the run. Memory grows with distinct stacks.
 *
 * Errors: NOMEM; failed writes are for the caller to notice by ferror(out).
 * Source: the folded-stack format of flamegraph.pl.
 */
leaf_err recfold_write(FILE *out, const struct recrun *run, const struct recsites *sites,
		       const struct recparts *parts, const struct recfold_options *options)
	LEAF_MUST_USE;

#endif

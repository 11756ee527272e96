/* explore.h - run a program again and again, on the inputs that its runs come up with. */
#ifndef LEAF_EXPLORE_EXPLORE_H
#define LEAF_EXPLORE_EXPLORE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* A place that asked questions, and what they took. */
struct explore_site {
	uint64_t questions, outputs, ns;
	const char *place; /* "function file:line" */
};

/*
 * What an exploration has come to.
 *
 *   predicted, followed  runs that were predicted to go some way, and those that went it
 */
struct explore_stats {
	uint64_t runs, concolic_runs, kept, crashes, hangs, covered, places;
	uint64_t questions, outputs, solver_ns, elapsed_ns;
	uint64_t predicted, followed, failed_checks;
	uint64_t assertions; /* of the crashes: a leaf_assert() that failed */
	bool finished;	     /* there is nothing left to try */
};

/*
 *   argv           the program and its arguments; "@@" stands for the input's path
 *   seeds          a file or a folder of files
 *   out            folder; an exploration that was begun there is gone on with
 *   run_ms         limit of one run; a run that follows values gets ten times as long
 *   total_ms       limit of the whole, 0: until nothing is left
 *   check          replay each input that is found, to see whether it goes the way that it was made for
 *   sites          called at the end for each place that asked questions, in no order; may be NULL
 *   report         called every now and then and at the end; may return false to stop
 */
struct explore_options {
	char *const *argv;
	const char *seeds;
	const char *out;
	uint64_t run_ms, total_ms, run_mb;
	bool check;
	void (*sites)(void *more, const struct explore_site *site);
	bool (*report)(void *more, const struct explore_stats *stats);
	void *more;
};

/*
 * Errors: NOTFOUND (no program, no seeds), STATE (the program was not compiled by leafcc), IO, NOMEM, CHILD
 */
leaf_err explore(struct explore_stats *stats, const struct explore_options *options) LEAF_MUST_USE;

/*
 * Run the program once, with an empty input, and let it write its program map to 'file': JSON, or DOT by the name.
 *
 * Errors: NOTFOUND (no program), STATE (it told no map), CHILD, NOMEM
 */
leaf_err explore_write_map(const char *file, const struct explore_options *options) LEAF_MUST_USE;

#endif

/* progress.h - one line on the terminal that says how far long work has come. */
#ifndef LEAF_LEAF_PROGRESS_H
#define LEAF_LEAF_PROGRESS_H

#include <stdatomic.h>

#include "leaf/cli.h"

/* Between progress_begin() and progress_end(); its fields are for progress.c and its test. */
struct progress {
	FILE *out; /* NULL: silent */
	const char *doing;
	const char *unit;
	uint64_t total; /* 0: not known */
	int width;	/* columns of the terminal */
	uint64_t begin_ns;
	uint64_t (*now_ns)(void);
	_Atomic uint64_t done;
	_Atomic uint64_t next_ns; /* no drawing before */
	atomic_bool shown;
};

/*
 * Begin to report on call->err: `instrumenting: 120 of 480 files, 25 %, 3 s left`. Nothing is shown
 * in the first half second, with --quiet, and where standard error is no terminal.
 *
 *   doing, unit  "instrumenting", "files"; kept by pointer
 *   total        of units, 0 when it is not known
 */
void progress_begin(struct progress *progress, const struct cli_call *call, const char *doing,
		    const char *unit, uint64_t total);

/*
 * n more units are done.
 *
 * Threads: any number at once. Costs a look at the clock, so call it per file, not per line.
 */
void progress_add(struct progress *progress, uint64_t n);

/* Erase the line, before something else is written to the terminal; it comes back by itself. */
void progress_hide(struct progress *progress);

/* Erase the line for good. Safe after a begin that showed nothing, and twice. */
void progress_end(struct progress *progress);

#endif

/* strip.h - take out of a C source text what instrumenting has put in. */
#ifndef LEAF_INSTRUMENT_STRIP_H
#define LEAF_INSTRUMENT_STRIP_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* How much was taken out. */
struct strip_counts {
	size_t statements; /* LEAF_FN_AUTO(…); */
	size_t lines;	   /* of the head */
	bool named;	   /* a name that is looked for stands in the text, taken out or not */
};

/*
 * Append text [len] to 'out' without inserted lines: statements wherever they stand now, whole or
 * re-wrapped, in code, in comments or in a macro's replacement, and each line of the head. What
 * was written by hand, LEAF_FN above all, stays. Everything else stays byte for byte.
 *
 * Errors: NOMEM; LIMIT beyond CLEX_MAX. 'out' is unchanged then.
 * Threads: pure.
 */
leaf_err strip_text(struct leaf__buf *out, struct strip_counts *counts, const char *text,
		    size_t len) LEAF_MUST_USE;

#endif

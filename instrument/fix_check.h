/* fix_check.h - whether what was put into a text leaves its code alone and can be taken out again. */
#ifndef LEAF_INSTRUMENT_FIX_CHECK_H
#define LEAF_INSTRUMENT_FIX_CHECK_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/* Bytes that were put in. */
struct fix_stretch {
	size_t from, to; /* [from, to) of the result */
	size_t at;	 /* of the bare text, where they were put */
	size_t bound;	 /* at or before 'at': where a token or a line begins in the bare text */
};

/* In their order. */
struct fix_stretches {
	struct fix_stretch *items;
	size_t n, cap;
};

struct fix_result {
	const struct leaf__buf *bare;
	const char *text; /* [len] */
	size_t len;
	const struct fix_stretches *inserted;
};

/*
 * Check by doing: strip gives the bare text, and the tokens besides those put in are its tokens.
 *
 * Errors: UNSUPPORTED if that is not so; NOMEM
 */
leaf_err fix_check(const struct fix_result *result) LEAF_MUST_USE;

/*
 * The same for a bare text in which none of the names stands that strip looks for, and statements
 * and heads alone: then it is enough to look at each stretch with the tokens next to it. Takes
 * time in proportion to what was put in. Errors: as fix_check().
 */
leaf_err fix_check_each(const struct fix_result *result) LEAF_MUST_USE;

#endif

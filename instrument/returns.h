/* returns.h - the return statements of a function whose values can be shown. */
#ifndef LEAF_INSTRUMENT_RETURNS_H
#define LEAF_INSTRUMENT_RETURNS_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/cfuncs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One statement: the bytes [from, to) of its expression. */
struct returns_one {
	uint32_t from, to;
	bool touching; /* no blank stands before it: return(x); */
};

struct returns {
	LEAF__VEC(struct returns_one) items;
};

/*
 * Find the return statements of function i of a text, as far as their values can be shown.
 *
 * The type of the function is had from a call of it that is never evaluated, so all of its
 * parameters must have names; what stands in the way of that, or of taking a 'return' for one of
 * this function, leaves the list empty. A statement is left out if a directive or another return
 * stands in it, or if it is part of a macro's argument.
 *
 *   out  empty; filled in; the caller frees its items
 *
 * Errors: NOMEM
 * Threads: pure.
 */
leaf_err returns_find(struct returns *out, const char *text, size_t len, const struct cfuncs *funcs,
		      size_t i) LEAF_MUST_USE;

#endif

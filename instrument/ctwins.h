/* ctwins.h - functions whose headers stand in branches of one #if and that share a body. */
#ifndef LEAF_INSTRUMENT_CTWINS_H
#define LEAF_INSTRUMENT_CTWINS_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/cfuncs.h"

#include <stddef.h>
#include <stdint.h>

/*
 *	#if A / int f(int a) { / #else / int f(void) { / #endif … }
 * The scanner goes on in the first one's body; the second one ends where that ends. Functions
 * count from 1; 0 is none. All zero is a valid empty set.
 */
struct ctwins_open {
	uint32_t fn;
	size_t depth; /* of conditionals */
};
struct ctwins_pair {
	uint32_t fn, like;
};
struct ctwins {
	LEAF__VEC(struct ctwins_open) open;
	LEAF__VEC(struct ctwins_pair) pairs;
};

void ctwins_release(struct ctwins *twins);

/* A branch of the conditional at 'depth' ends within the body of 'fn'. Errors: NOMEM. */
leaf_err ctwins_branch(struct ctwins *twins, size_t depth, uint32_t fn) LEAF_MUST_USE;

/* The conditional at 'depth' ends, and 'fn' is whose body is read on. Errors: NOMEM. */
leaf_err ctwins_close(struct ctwins *twins, size_t depth, uint32_t fn) LEAF_MUST_USE;

/* All is read: give each twin the end of the other, and what was found in their body. */
void ctwins_settle(const struct ctwins *twins, struct cfuncs *funcs);

#endif

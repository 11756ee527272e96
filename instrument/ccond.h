/* ccond.h - #if … #else … #endif: which branch a scanner goes on from, and who sees what. */
#ifndef LEAF_INSTRUMENT_CCOND_H
#define LEAF_INSTRUMENT_CCOND_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/clex.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A scanner that reads all branches of a conditional keeps its state (anything of fixed size) at
 * #if, starts each branch from it, and goes on behind #endif with the state at the end of one
 * branch: the first that is not known to be false. What was taken for true is remembered while one
 * external declaration lasts, so that a later conditional on the same thing goes the same way.
 *
 * Source: C11 6.10.1; the rule of the same way is what makes
 *	#ifdef X / if (a) { / #endif … #ifndef X / #else / } / #endif
 * come out even.
 */
enum { CCOND_STATE = 64 }; /* bytes of the longest state */

struct ccond_frame;
struct ccond_truth {
	uint64_t key;
	bool value;
};

struct ccond {
	LEAF__VEC(struct ccond_frame) frames;
	LEAF__VEC(uint32_t) outer; /* of each branch: the branch around it */
	struct ccond_truth truths[64];
	size_t n_truths;
	uint32_t branch; /* where the scanner is; 0 is outside of all conditionals */
	bool dead;	 /* this branch is known never to be compiled as C */
};

enum ccond_event {
	CCOND_NONE,  /* the directive is not a conditional */
	CCOND_OPEN,  /* #if: nothing changes but the branch */
	CCOND_RESET, /* #else, #elif: the state was put back */
	CCOND_CLOSE, /* #endif: the state is the chosen branch's */
};

void ccond_release(struct ccond *cond);

/*
 * Follow a directive. 'state' [size], size <= CCOND_STATE, is the scanner's: read and written.
 *
 *   lost  behind #endif: the state at the end of a branch that was not chosen, the first such
 *         one; valid until the next call; NULL if there is none
 *
 * Errors: NOMEM
 */
leaf_err ccond_follow(struct ccond *cond, enum ccond_event *event, const void **lost,
		      const struct clex *lexer, const struct clex_token *directive, void *state,
		      size_t size) LEAF_MUST_USE;

/* An external declaration is over: forget what was taken for true in it. */
void ccond_forget(struct ccond *cond);

/* Whether code in branch 'from' is compiled only together with what stands in 'branch'. */
bool ccond_sees(const struct ccond *cond, uint32_t from, uint32_t branch);

#endif

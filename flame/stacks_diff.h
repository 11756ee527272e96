/* stacks_diff.h - two trees of stacks laid over each other. */
#ifndef LEAF_FLAME_STACKS_DIFF_H
#define LEAF_FLAME_STACKS_DIFF_H

#include <stdio.h>

#include "flame/stacks.h"

/* What changed in one function. */
struct stacks_change {
	stacks_sum self[2], total[2]; /* before, after */
	uint32_t name;
};

struct stacks_diff {
	stacks_sum *
		before; /* by node of 'after': its total there; the caller of init frees by release */
	struct stacks_change *changes; /* the largest change of self first */
	size_t n;
	stacks_sum whole[2];
};

/*
 * Compare. 'after' gets the nodes that only 'before' has, and its decimals if they are more; its
 * children are in the order of names afterwards.
 *
 * Errors: NOMEM, LIMIT; 'after' may have more nodes then.
 */
leaf_err stacks_diff_init(struct stacks_diff *diff, struct stacks *after,
			  const struct stacks *before) LEAF_MUST_USE;
void stacks_diff_release(struct stacks_diff *diff);

/* A table of the first n changes. */
void stacks_diff_print(FILE *out, const struct stacks *after, const struct stacks_diff *diff,
		       size_t n, int width, int color);

/*
 * Judge by a condition:
 *
 *	total>5%       all that was counted grew by more than five percent
 *	NAME>5%        the total of a function did; NAME may leave out the module, and be a pattern
 *	               as in a shell, of which no function may grow by more
 *	self:NAME>5%   likewise its time of its own
 *
 * What was not there before has grown by any percentage.
 *
 *   broken  names the worst that breaks it (index into changes; n: the total), when *n_broken > 0
 *
 * Errors: USAGE for what is no condition; NOTFOUND if no function has that name
 */
leaf_err stacks_diff_judge(size_t *n_broken, size_t *broken, const struct stacks *after,
			   const struct stacks_diff *diff, const char *condition) LEAF_MUST_USE;

/* 100 × (after - before) / before; infinite when there was nothing before. */
double stacks_growth(const stacks_sum pair[2]);

/* "+12.3 %", "-4.0 %", "new", "gone". Returns text. */
char *stacks_growth_text(char text[32], const stacks_sum pair[2]);

#endif

/* stacks_text.h - a tree of stacks as lines for a terminal. */
#ifndef LEAF_FLAME_STACKS_TEXT_H
#define LEAF_FLAME_STACKS_TEXT_H

#include <stdio.h>

#include "flame/stacks.h"

struct stacks_text_options {
	unsigned depth;	    /* frames inward, 0: all */
	double min_percent; /* nodes with less are added up in one line */
	int width;	    /* columns, 0: no limit */
	int color;
	int ascii; /* no characters for lines */
};

/*
 * Write the tree, the largest first. The order of children in 'stacks' becomes that by total.
 *
 * Errors: NOMEM. Failed writes show in ferror(out).
 */
leaf_err stacks_text_write(FILE *out, struct stacks *stacks,
			   const struct stacks_text_options *options) LEAF_MUST_USE;

#endif

/* stacks_top.h - what each function takes, over all stacks. */
#ifndef LEAF_FLAME_STACKS_TOP_H
#define LEAF_FLAME_STACKS_TOP_H

#include <stdio.h>

#include "flame/stacks.h"

struct stacks_function {
	stacks_sum self;
	stacks_sum total; /* with its callees; once where it calls itself */
	uint64_t calls, max_ns;
	uint32_t name; /* into names */
};

struct stacks_functions {
	struct stacks_function *items;
	size_t n;
	stacks_sum whole; /* of all stacks */
};

enum stacks_by { STACKS_BY_SELF, STACKS_BY_TOTAL, STACKS_BY_CALLS };

/*
 * Sum up by name, the largest first. The outermost frames of Leaf's own files, which are threads,
 * are no functions and left out. The caller releases.
 *
 * Errors: NOMEM
 */
leaf_err stacks_functions(struct stacks_functions *functions, const struct stacks *stacks,
			  enum stacks_by by) LEAF_MUST_USE;
void stacks_functions_release(struct stacks_functions *functions);

/* A table of the first n functions; width: columns, 0 for no limit. */
void stacks_top_print(FILE *out, const struct stacks *stacks,
		      const struct stacks_functions *functions, size_t n, int width, int color);

#endif

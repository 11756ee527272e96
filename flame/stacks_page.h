/* stacks_page.h - a tree of stacks, or the difference of two, as one page of HTML. */
#ifndef LEAF_FLAME_STACKS_PAGE_H
#define LEAF_FLAME_STACKS_PAGE_H

#include <stdio.h>

#include "flame/stacks.h"

enum { STACKS_PAGE_NODES = 250000 }; /* beyond, the smallest are put together */

/* NULL, or why this build has no page. */
const char *stacks_page_missing(void);

/*
 * Write the page. It needs no other file and no network.
 *
 *   stacks  sorted
 *   before  another tree that the first is compared with, or NULL; same decimals and nodes (see
 *           stacks_align())
 *   title   UTF-8, of one line
 *
 * Errors: UNSUPPORTED when this build has no page; NOMEM. Failed writes show in ferror(out).
 */
leaf_err stacks_page_write(FILE *out, const struct stacks *stacks, const stacks_sum *before,
			   const char *title) LEAF_MUST_USE;

/*
 * The same into a file, which is replaced at once or not at all.
 *
 * Errors: as above; IO
 */
leaf_err stacks_page_save(const char *path, const struct stacks *stacks, const stacks_sum *before,
			  const char *title) LEAF_MUST_USE;

#endif

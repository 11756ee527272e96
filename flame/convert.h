/* convert.h - a tree of stacks in the formats of other tools. */
#ifndef LEAF_FLAME_CONVERT_H
#define LEAF_FLAME_CONVERT_H

#include <stdio.h>

#include "flame/stacks.h"

/*
 * Write the whole file. All formats but 'folded' have integers: counts with decimals are rounded,
 * and what is beyond 2^63-1 is that.
 *
 *   stacks  sorted; folded lines have an order of their own, that of `LC_ALL=C sort`
 *   title   UTF-8
 *
 * Errors: NOMEM. Failed writes show in ferror(out).
 */
#define F(name, extension, reader)                                                                 \
	leaf_err convert_##name(FILE *out, const struct stacks *stacks, const char *title)         \
		LEAF_MUST_USE;
#include "flame/convert_formats.def"

/* A frame as `name[:file:line]`, which LEAF_FLAME_LINES=1 makes. */
struct convert_frame {
	size_t len;	  /* of the name */
	const char *file; /* [file_len]; NULL when there is none */
	size_t file_len;
	uint64_t line;
};

struct convert_frame convert_frame_of(const struct stacks_name *name);

/*
 * Walk the tree in time: 'open' when a node begins, 'close' when it ends, at times from 0 on per
 * outermost frame when 'threads', else on one axis. A node's own time comes behind its children's.
 */
struct convert_walk {
	FILE *out;
	const struct stacks *stacks;
	const stacks_sum *totals;
	size_t n;	 /* how many calls so far */
	uint32_t thread; /* the outermost frame, when by threads */
	void (*open)(struct convert_walk *walk, uint32_t node, stacks_sum at);
	void (*close)(struct convert_walk *walk, uint32_t node, stacks_sum at); /* or NULL */
};

/* Below and without 'top'. Errors: NOMEM */
leaf_err convert_walk_below(struct convert_walk *walk, uint32_t top) LEAF_MUST_USE;

#endif

/* includes.h - the macros that the headers of a tree bring into its source files. */
#ifndef LEAF_INSTRUMENT_INCLUDES_H
#define LEAF_INSTRUMENT_INCLUDES_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/cmacros.h"
#include "instrument/sources.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Without the build's -I flags, #include "a/b.h" is taken for the file beside the including one
 * or, if there is none, for the file of the tree whose path ends in a/b.h and that is nearest to
 * it. Headers outside the tree are not looked for. A header is read when first needed, once.
 */
struct includes;

/*
 * Make the index of a tree's files, left-out ones included; 'sources' is borrowed for as long as
 * the index lives. *out is to be freed by includes_free().
 *
 * Errors: NOMEM
 */
leaf_err includes_make(struct includes **out, const struct sources *sources) LEAF_MUST_USE;
void includes_free(struct includes *includes);

/* What one thread needs to ask; all zero at first. */
struct includes_view {
	LEAF__VEC(const struct cmacros *) sets;
	struct cmacros_cached cache[CMACROS_CACHE];
	LEAF__VEC(uint32_t) queue;
	LEAF__VEC(uint32_t) seen; /* of each file: the last round it was met in */
	uint32_t round;
};

void includes_view_release(struct includes_view *view);

/*
 * The macros of all files that a text [len] includes directly or through others.
 *
 *   macros  set; borrows from 'view' and 'text' until the next call
 *
 *   from  where the text stands in its tree, as source.inside
 *
 * Errors: NOMEM. Headers that cannot be read count as empty.
 * Threads: any number at once, each with a view of its own.
 */
leaf_err includes_of(struct cmacros_view *macros, struct includes *includes,
		     struct includes_view *view, const char *from, const char *text, size_t len)
	LEAF_MUST_USE;

#endif

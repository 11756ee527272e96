/* solo.h - a sink's short way, taken by call sites that nobody else wants. */
#ifndef LEAF_TRACE_SOLO_H
#define LEAF_TRACE_SOLO_H

#include "leaf/sink.h"
#include "trace/thunk.h"

enum { LEAF__SOLOS_MAX = 4, LEAF__TAG_FULL = 1, LEAF__TAG_SOLO = 2 };

/*
 * Its functions are compiled with LEAF__GENERAL_REGS and call nothing that is not; what cannot
 * be done so goes through leaf__solo_slow(). site->info is the struct leaf_site_info *.
 *
 *   open   packed: [info->n_bytes] argument values side by side as info->types says. sp: the stack
 *          pointer of the function at the site, odd if it came by a call and not through a door;
 *          leaf__door_back() tells from it where in that function. Returns the guard: 0 (dropped), or 8-aligned bits of the solo's own, or'ed
 *          with its tag.
 *   close  gets the guard back, in the same thread, unless control never returned that way
 *   event  tells an event of a site that this sink alone listens to; NULL: no short way. Is called
 *          as any function is, so it may use what it likes. Returns 0 if it has done nothing, for
 *          what is not usual: then the sink is told as it would be without a short way
 *   enter, leave  the same for functions with the hooks of leaf/cyg.h, which keep no guard; NULL:
 *          such functions take no short way. sp: as above, at the hook. A hook comes here only if
 *          the tree has no node with the function's address as its key where it looks first
 *   forget  they shall come here from now on, as far as they can be made to
 */
struct leaf__solo {
	void *(*open)(struct leaf_site *site, const void *packed, const void *sp);
	void (*close)(void *guard);
	void (*enter)(void *function, const void *sp);
	void (*leave)(void *function, const void *sp);
	void (*forget)(void);
	int (*event)(struct leaf_site *site, const void *packed, const void *sp);
};

/*
 * Register; called by a sink's start(). tag: what open must or into the guard's low three bits.
 * count: sites of this sink alone use LEAF__PLAN_COUNT, inline, and open() only finds the child.
 * Returns 0, or -1 if there is no room.
 */
int leaf__solo_add(struct leaf_sink *sink, const struct leaf__solo *solo, int count, unsigned *tag);

/*
 * The solo whose sites count inline. Its open() is for what the macro cannot do: it finds or makes
 * the child. Its close() is told guards whose node is not the present one's parent.
 */
extern const struct leaf__solo *leaf__solo_that_counts;

#endif

/* stacks.h - all distinct stacks of folded files as one tree. */
#ifndef LEAF_FLAME_STACKS_H
#define LEAF_FLAME_STACKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

typedef unsigned __int128 stacks_sum;

enum { STACKS_ROOT = 0, STACKS_DECIMALS_MAX = 9 };

/* What the counts are. */
enum stacks_unit { STACKS_SAMPLES, STACKS_NS };

struct stacks_name {
	const char *text; /* [len] bytes and a NUL; may hold any other byte but ';' and newline */
	uint32_t len;
	uint32_t hash;
};

/* A stack, by its innermost frame. Indices into nodes; 0 stands for none, as the root is no child. */
struct stacks_node {
	stacks_sum self; /* in units of 10^-decimals */
	uint64_t calls;	 /* saturates */
	uint32_t parent, name, child, next;
};

/* How many calls took about so long; buckets as in stacks_bucket(). */
struct stacks_duration {
	uint64_t n;
	uint32_t bucket;
};

/* Extremes and durations of a node's calls, callees included. */
struct stacks_times {
	uint64_t min_ns, max_ns; /* max 0: not known */
	struct stacks_duration *durations;
	uint32_t n;
};

/* All zero is not valid: see stacks_init(). A parent's index is smaller than its children's. */
struct stacks {
	LEAF__VEC(struct stacks_node) nodes;
	LEAF__VEC(struct stacks_name) names;
	LEAF__VEC(struct stacks_times) times; /* up to the last node that has any */
	struct leaf__arena arena;
	uint32_t *node_slots, *name_slots; /* hash tables; sizes are powers of two */
	size_t n_node_slots, n_name_slots;
	unsigned decimals;
	enum stacks_unit unit;
	int has_calls;
};

/* An empty tree: the root alone. Errors: NOMEM, with which 'stacks' may be released too. */
leaf_err stacks_init(struct stacks *stacks) LEAF_MUST_USE;
void stacks_release(struct stacks *stacks);

/* The child of 'parent' called name [len], made if it is not there. Errors: NOMEM, LIMIT. */
leaf_err stacks_child(uint32_t *child, struct stacks *stacks, uint32_t parent, const char *name,
		      size_t len) LEAF_MUST_USE;

/* Count in units of 10^-decimals from now on; what is there is scaled. No more than DECIMALS_MAX. */
void stacks_refine(struct stacks *stacks, unsigned decimals);

/* Count calls without running over. */
void stacks_add_calls(struct stacks *stacks, uint32_t node, uint64_t n);

/* Take account of extremes and of n durations, given by bucket, rising. Errors: NOMEM. */
leaf_err stacks_add_times(struct stacks *stacks, uint32_t node, const struct stacks_times *times)
	LEAF_MUST_USE;

/* The times of a node or NULL. */
const struct stacks_times *stacks_times_of(const struct stacks *stacks, uint32_t node);

/* Add all of 'from' to 'to'. Errors: NOMEM, LIMIT; 'to' then holds a part. */
leaf_err stacks_merge(struct stacks *to, const struct stacks *from) LEAF_MUST_USE;

/*
 * Make one of all outermost frames that are threads (see stacks_is_thread()): 'all-threads'. The
 * children of every node are in the order of names afterwards.
 *
 * Errors: NOMEM, LIMIT; 'stacks' is as before then.
 */
leaf_err stacks_collapse(struct stacks *stacks) LEAF_MUST_USE;

/*
 * Whether the outermost frame 'node' is a thread, as Leaf's own files name them, rather than a
 * function.
 */
int stacks_is_thread(const struct stacks *stacks, uint32_t node);

/* The bucket of a duration, four to an octave; and the smallest duration in a bucket. */
uint32_t stacks_bucket(uint64_t ns);
uint64_t stacks_bucket_start(uint32_t bucket);

/* ---- walking ---- */

/* The sum of each node and all below it, [nodes.n]; NULL without memory. The caller frees. */
stacks_sum *stacks_totals(const struct stacks *stacks);

/* Order the children of every node: by name, or by falling total when 'totals' is given. */
leaf_err stacks_sort(struct stacks *stacks, const stacks_sum *totals) LEAF_MUST_USE;

/*
 * The next node from the outside in, STACKS_ROOT after the last; begin with STACKS_ROOT.
 *
 *   depth  of 'node' on the way in (the root's is 0), of the next on the way out
 */
uint32_t stacks_next(const struct stacks *stacks, uint32_t node, unsigned *depth);

/* Likewise, but not into 'node'. */
uint32_t stacks_skip(const struct stacks *stacks, uint32_t node, unsigned *depth);

const struct stacks_name *stacks_name_of(const struct stacks *stacks, uint32_t node);

/* The frames of a node, outermost first, joined by ';'. Errors: NOMEM. */
leaf_err stacks_path(struct leaf__buf *out, const struct stacks *stacks, uint32_t node)
	LEAF_MUST_USE;

#endif

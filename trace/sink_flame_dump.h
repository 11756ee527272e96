/* sink_flame_dump.h - the trees of all threads as lines of folded stacks, sorted. */
#ifndef LEAF_TRACE_SINK_FLAME_DUMP_H
#define LEAF_TRACE_SINK_FLAME_DUMP_H

#include "trace/tree.h"

#include <stddef.h>

struct leaf__flame_file;

/* Forget the texts of frames: options may have changed. Under the tracer's lock. */
void leaf__flame_dump_start(void);

/* "ThreadId(2)-worker" */
void leaf__flame_label(const struct leaf_thread_info *thread, char *out, size_t cap);

/* A node of one of the trees. */
struct leaf__flame_member {
	const char *text; /* of the frame */
	const struct leaf__node *node;
	const struct leaf__tree *tree;
};

/* A stack: "outer;inner;" in path, then its last frame, and all nodes that show as this stack. */
struct leaf__flame_stack {
	const char *path;
	size_t path_len;
	const char *frame;
	leaf_u64 self_ns;
	const struct leaf__flame_member *members;
	unsigned n;
};

typedef void leaf__flame_put_stack(struct leaf__flame_file *file,
				   const struct leaf__flame_stack *stack);

/*
 * Put each stack of all threads, in the order that LC_ALL=C sort gives to the folded lines, equal
 * ones added up. Open frames are charged up to now.
 *
 *   all  0: stacks of no time are left out where a longer stack shows the same frames
 *
 * Returns 0, or -1 without memory.
 * Threads: under the tracer's lock; other threads may go on meanwhile.
 */
int leaf__flame_dump(struct leaf__flame_file *file, leaf__flame_put_stack *put, int all);

/*
 * Of all threads, up to now: calls; ticks as measured, and those of them that the tracer itself took.
 * Under the tracer's lock.
 */
struct leaf__flame_totals {
	leaf_u64 calls, cut_calls; /* … of which stand in [truncated] */
	double ticks, own_ticks;
};
struct leaf__flame_totals leaf__flame_totals(void);

/* Whether a node is left out by the filter: it and its time show as its parent's. */
int leaf__flame_is_folded(const struct leaf__node *node);

/* The next of 'top' and the folded nodes that belong to it; NULL at the end. */
const struct leaf__node *leaf__flame_next_inside(const struct leaf__node *top,
						 const struct leaf__node *node);

#endif

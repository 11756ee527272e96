/* tree.h - a calling-context tree: which functions called which, how often, for how long. */
#ifndef LEAF_TRACE_TREE_H
#define LEAF_TRACE_TREE_H

#include "leaf/sink.h"

/* In a node's flags. */
enum {
	LEAF__NODE_CUT = 1,   /* [truncated]: stands for every stack from here beyond a limit */
	LEAF__NODE_FOLDED = 2 /* filtered: it and its time belong to its parent */
};

struct leaf__tree_chunk;

/*
 * One tree; one thread adds to it, any may read it meanwhile. Nodes never move. The root has key 0,
 * depth 0 and itself as parent.
 */
struct leaf__tree {
	struct leaf__node root;
	struct leaf__tree_chunk *chunks;
	char *free, *limit;
	unsigned n_nodes; /* besides the root */
	volatile int busy;

	/* Whose it is; for the owner of the tree to use. */
	struct leaf__tree *next, **link;
	struct leaf__self *self; /* NULL: the thread has ended */
	struct leaf_thread_info *thread;
	char label[64];
	struct leaf__node *open; /* at the dump: where the thread is, and ticks not charged yet */
	leaf_u64 open_ticks;
};

/* An empty tree in pages of its own; NULL without memory. */
struct leaf__tree *leaf__tree_new(void);
void leaf__tree_free(struct leaf__tree *tree);

/* How many nodes all trees of the process may have together, and how deep they may be. */
void leaf__tree_limits(unsigned max_nodes, unsigned max_depth);

/*
 * The child of 'at' for this site, made if there is none; it takes the slot. Beyond a limit it is
 * a node marked LEAF__NODE_CUT, and below that always that node itself; the site that met the
 * limit is counted as a loss.
 *
 *   slot  byte offset of the site's slot in a node
 *   info  the site; borrowed while the tree lives
 *
 * Returns NULL without memory, or if a signal handler comes here while its thread is here already.
 */
struct leaf__node *leaf__tree_child(struct leaf__tree *tree, struct leaf__node *at, leaf_u64 key,
				    unsigned slot, struct leaf_site_info *info);

/* How going back went. */
enum leaf__tree_way {
	LEAF__TREE_BACK,    /* as it should be */
	LEAF__TREE_SKIPPED, /* over frames that never ended (longjmp) */
	LEAF__TREE_STALE    /* 'to' is not above 'at': its frame had been given up already */
};

/* Where a thread at 'at' is once a frame that was opened at 'to' has ended. */
struct leaf__node *leaf__tree_back(struct leaf__node *at, struct leaf__node *to,
				   enum leaf__tree_way *way);

/* The node after 'node' in pre-order below 'root'; NULL at the end. */
struct leaf__node *leaf__tree_next(const struct leaf__node *root, struct leaf__node *node);

/* Add the counts of 'from' to 'into'; nobody runs in either, 'from' can only be freed then. */
void leaf__tree_merge(struct leaf__tree *into, struct leaf__tree *from);

/* Make all counts zero. */
void leaf__tree_zero(struct leaf__tree *tree);

/* Forget all but the path from the root to 'at', and its counts. */
void leaf__tree_prune(struct leaf__tree *tree, struct leaf__node *at);

#endif

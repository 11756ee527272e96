/* tree.h - a calling-context tree: which functions called which, how often, for how long. */
#ifndef LEAF_TRACE_TREE_H
#define LEAF_TRACE_TREE_H

#include "leaf/sink.h"
#include "trace/thunk.h"

/* In a node's flags. */
enum {
	LEAF__NODE_CUT = 1 /* [truncated]: stands for every stack from here beyond a limit */
};

struct leaf__tree_chunk;

/* The nodes of a tree by parent and key: open addressing, a power of two of places. */
struct leaf__tree_index {
	size_t mask;
	struct leaf__node *at[];
};

/*
 * One tree; one thread adds to it, any may read it meanwhile. Nodes never move. The root has key 0,
 * depth 0 and itself as parent.
 */
struct leaf__tree {
	struct leaf__node root;
	struct leaf__tree_chunk *chunks;
	char *free, *limit;
	size_t mapped;			/* bytes for nodes */
	struct leaf__tree_index *index; /* for the tree's own thread */
	unsigned n_nodes;		/* besides the root */
	unsigned more;			/* bytes for the owner behind each node but the root */

	/* Whose it is; for the owner of the tree to use. */
	struct leaf__tree *next, **link;
	struct leaf__self *self; /* NULL: the thread has ended */
	struct leaf_thread_info *thread;
	char label[64];
	int has_timer, timer;
	struct leaf__node *back[LEAF__BACK_BYTES / sizeof(struct leaf__node *)];
	void *sampler;		 /* the page that keeps a perf event alive */
	leaf_u64 *entered;	 /* ticks at which the open node of each depth was entered … */
	unsigned n_entered;	 /* … below this depth */
	leaf_u64 cut_calls;	 /* hooked functions open inside the present [truncated] … */
	const void *cut_sp;	 /* … and the stack pointer of the first of them */
	struct leaf__node *open; /* at the dump: where the thread is, and ticks not charged yet */
	leaf_u64 open_ticks;
};

/* An empty tree in pages of its own, with 'more' zeroed bytes behind each node; NULL: no memory. */
struct leaf__tree *leaf__tree_new(unsigned more);
void leaf__tree_free(struct leaf__tree *tree);

/* Zeroed memory that goes with the tree, NULL: there is none. */
void *leaf__tree_memory(struct leaf__tree *tree, size_t size);

/* How many nodes all trees of the process may have together, and how deep they may be. */
void leaf__tree_limits(unsigned max_nodes, unsigned max_depth);
unsigned leaf__tree_max_depth(void); /* [truncated] may be one deeper */

LEAF__GENERAL_REGS static inline size_t leaf__tree_hash(const struct leaf__node *at, leaf_u64 key)
{
	return ((size_t)at * 0x9e3779b97f4a7c15u + key * 0xc2b2ae3d27d4eb4fu) >> 32;
}

/* The child of 'at' for this site; NULL if there is none. */
LEAF__GENERAL_REGS static inline struct leaf__node *leaf__tree_find(const struct leaf__tree *tree,
								    const struct leaf__node *at,
								    leaf_u64 key)
{
	const struct leaf__tree_index *index = tree->index;
	size_t i = leaf__tree_hash(at, key) & index->mask;
	struct leaf__node *node;
	while ((node = index->at[i]) != NULL && (node->key != key || node->parent != at))
		i = (i + 1) & index->mask;
	return node;
}

/* Put a child into the slot where the site's next call from 'at' looks first. */
LEAF__GENERAL_REGS static inline void leaf__tree_remember(struct leaf__node *at, unsigned slot,
							  struct leaf__node *child)
{
	LEAF__STORE(*(struct leaf__node **)(void *)((char *)at + slot), child);
}

/* A call of a site, whose child may have to be made. */
struct leaf__tree_call {
	leaf_u64 key;
	struct leaf_site_info *info; /* borrowed while the tree lives */
	unsigned place;		     /* as in a node */
};

/*
 * The child of *at for this call, made if there is none.
 *
 * If the stack shows that control has left *at (by longjmp) since a call at the same place of stack
 * and code is open there, *at becomes what was around that call, and the repair is counted.
 * Beyond a limit the child is a node marked LEAF__NODE_CUT, and below that always that node itself.
 *
 * Returns NULL without memory, or if a signal handler comes here while its thread is here already.
 */
struct leaf__node *leaf__tree_child(struct leaf__tree *tree, struct leaf__node **at,
				    const struct leaf__tree_call *call);

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

/*
 * Add the counts of 'from' to 'into', and what is behind its nodes by add(), if both have that.
 * Nobody runs in either; 'from' can only be freed then.
 */
void leaf__tree_merge(struct leaf__tree *into, struct leaf__tree *from,
		      void (*add)(void *into, const void *from));

/* Empty all slots. */
void leaf__tree_forget(struct leaf__tree *tree);

/* Make all counts zero. */
void leaf__tree_zero(struct leaf__tree *tree);

/* Forget all but the path from the root to 'at', and its counts. */
void leaf__tree_prune(struct leaf__tree *tree, struct leaf__node *at);

#endif

/* tree.c - a calling-context tree: which functions called which, how often, for how long. */
#include "trace/tree.h"

#include "base/arena.h"
#include "trace/loss.h"
#include "trace/quiet.h"

#include <string.h>

enum { FIRST_CHUNK = 16 * 1024, LARGEST_CHUNK = 1024 * 1024, LINE = 64, FIRST_INDEX = 128 };

struct leaf__tree_chunk {
	struct leaf__tree_chunk *next;
	size_t size;
};

extern struct leaf__node leaf__nowhere;

static unsigned max_nodes = 262144, max_depth = 1000;
static unsigned n_nodes; /* of all trees */

static struct leaf_site_info cut_info = {
	.name = "[truncated]",
	.target = "",
	.file = "",
};
enum { CUT_KEY = 1 };

void leaf__tree_limits(unsigned nodes, unsigned depth)
{
	max_nodes = nodes;
	max_depth = depth;
}

unsigned leaf__tree_max_depth(void)
{
	return max_depth;
}

static char *line_up(char *p)
{
	return (char *)(((size_t)p + LINE - 1) & ~(size_t)(LINE - 1));
}

static struct leaf__tree_chunk *map_chunk(struct leaf__tree *tree, size_t size)
{
	struct leaf__tree_chunk *chunk = leaf__pages_map(size);
	if (chunk) {
		chunk->next = tree->chunks;
		chunk->size = size;
		tree->chunks = chunk;
	}
	return chunk;
}

static void *take(struct leaf__tree *tree, size_t size)
{
	if ((size_t)(tree->limit - tree->free) < size) {
		size_t more = tree->mapped < LARGEST_CHUNK ? tree->mapped : LARGEST_CHUNK;
		struct leaf__tree_chunk *chunk = map_chunk(tree, more);
		if (!chunk)
			return NULL;
		tree->mapped += more;
		tree->free = line_up((char *)(chunk + 1));
		tree->limit = (char *)chunk + more;
	}
	void *memory = tree->free;
	tree->free = line_up(tree->free + size);
	return memory;
}

static void empty_slots(struct leaf__node *node)
{
	for (int i = 0; i < LEAF__SLOTS; i++)
		LEAF__STORE(node->slot[i], &leaf__nowhere);
}

struct leaf__tree *leaf__tree_new(unsigned more)
{
	struct leaf__tree first = { .root = { .key = 0 }, .mapped = FIRST_CHUNK, .more = more };
	struct leaf__tree_chunk *chunk = map_chunk(&first, FIRST_CHUNK);
	if (!chunk)
		return NULL;
	first.free = line_up((char *)(chunk + 1));
	first.limit = (char *)chunk + FIRST_CHUNK;
	struct leaf__tree *tree = take(&first, sizeof *tree);
	first.index = take(&first, sizeof *tree->index + FIRST_INDEX * sizeof tree->index->at[0]);
	first.index->mask = FIRST_INDEX - 1;
	*tree = first;
	tree->root.parent = &tree->root;
	empty_slots(&tree->root);
	return tree;
}

void leaf__tree_free(struct leaf__tree *tree)
{
	struct leaf__tree_chunk *chunk = tree->chunks;
	__atomic_sub_fetch(&n_nodes, tree->n_nodes, __ATOMIC_RELAXED);
	while (chunk) {
		struct leaf__tree_chunk *next = chunk->next;
		leaf__pages_unmap(chunk, chunk->size);
		chunk = next;
	}
}

void *leaf__tree_memory(struct leaf__tree *tree, size_t size)
{
	struct leaf__tree_chunk *chunk = map_chunk(tree, sizeof *chunk + size);
	return chunk ? chunk + 1 : NULL;
}

static void enter(struct leaf__tree_index *index, struct leaf__node *node)
{
	size_t i = leaf__tree_hash(node->parent, node->key) & index->mask;
	while (index->at[i])
		i = (i + 1) & index->mask;
	index->at[i] = node;
}

static void index_all(struct leaf__tree *tree, struct leaf__tree_index *index)
{
	struct leaf__node *node = &tree->root;
	while ((node = leaf__tree_next(&tree->root, node)) != NULL)
		enter(index, node);
}

/* The old index stays: a search in it may have been interrupted by a signal whose handler is here. */
static int widen_index(struct leaf__tree *tree)
{
	size_t n = 4 * (tree->index->mask + 1);
	struct leaf__tree_chunk *chunk = map_chunk(tree, sizeof *chunk + sizeof *tree->index +
								 n * sizeof tree->index->at[0]);
	if (!chunk)
		return -1;
	struct leaf__tree_index *index = (struct leaf__tree_index *)(void *)(chunk + 1);
	index->mask = n - 1;
	index_all(tree, index);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	tree->index = index;
	return 0;
}

/* Readers follow 'children' while we add: the node is complete before it is seen. */
static struct leaf__node *add(struct leaf__tree *tree, struct leaf__node *at,
			      const struct leaf__tree_call *call)
{
	if (2 * (size_t)tree->n_nodes > tree->index->mask && widen_index(tree) != 0)
		return NULL;
	struct leaf__node *node = take(tree, sizeof *node + tree->more);
	if (!node)
		return NULL;
	node->key = call->key;
	node->info = call->info;
	node->parent = at;
	node->depth = (unsigned short)(at->depth + 1);
	node->place = call->place;
	node->next = at->children;
	empty_slots(node);
	__atomic_store_n(&at->children, node, __ATOMIC_RELEASE);
	enter(tree->index, node);
	__atomic_store_n(&tree->n_nodes, tree->n_nodes + 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&n_nodes, 1, __ATOMIC_RELAXED);
	return node;
}

/* The node for what is beyond a limit, below 'at'. There is at most one for each other node. */
static struct leaf__node *cut_below(struct leaf__tree *tree, struct leaf__node *at)
{
	static const struct leaf__tree_call cut_call = { CUT_KEY, &cut_info, 0 };
	struct leaf__node *cut = leaf__tree_find(tree, at, CUT_KEY);
	if (!cut) {
		cut = add(tree, at, &cut_call);
		if (cut)
			cut->flags |= LEAF__NODE_CUT;
	}
	return cut;
}

static struct leaf__node *find_or_add(struct leaf__tree *tree, struct leaf__node *at,
				      const struct leaf__tree_call *call)
{
	if (at->flags & LEAF__NODE_CUT)
		return at;
	struct leaf__node *child = leaf__tree_find(tree, at, call->key);
	if (child)
		return child;
	if (at->depth >= max_depth || __atomic_load_n(&n_nodes, __ATOMIC_RELAXED) >= max_nodes)
		return cut_below(tree, at);
	struct leaf__quiet before;
	leaf__quiet_begin(&before); /* half a node would stay in the way for ever */
	child = add(tree, at, call);
	leaf__quiet_end(&before);
	return child;
}

/*
 * An open call at the same place of stack and code cannot be alive any more: this one stands there.
 * Two calls of one site are at different places in the code if the compiler put one function into
 * another, and at different stack pointers if it did not.
 */
static struct leaf__node *leave_dead(struct leaf__node *at, const struct leaf__tree_call *call)
{
	for (struct leaf__node *node = at; call->place && node->depth; node = node->parent)
		if (node->place == call->place && node->key == call->key) {
			leaf__loss_add(LEAF__LOSS_REPAIRED, 1);
			return node->parent;
		}
	return at;
}

struct leaf__node *leaf__tree_child(struct leaf__tree *tree, struct leaf__node **at,
				    const struct leaf__tree_call *call)
{
	if (leaf__tree_find(tree, *at, call->key) == NULL)
		*at = leave_dead(*at, call);
	struct leaf__node *child = find_or_add(tree, *at, call);
	if (!child)
		leaf__loss_add(LEAF__LOSS_NOMEM, 1);
	return child;
}

static int is_above(const struct leaf__node *above, const struct leaf__node *node)
{
	while (node->depth > above->depth)
		node = node->parent;
	return node == above;
}

struct leaf__node *leaf__tree_back(struct leaf__node *at, struct leaf__node *to,
				   enum leaf__tree_way *way)
{
	if (at->flags & LEAF__NODE_CUT && (at == to || at->parent == to))
		*way = LEAF__TREE_BACK; /* frames inside are all the same node */
	else if (at == to || !is_above(to, at))
		*way = LEAF__TREE_STALE;
	else
		*way = at->parent == to ? LEAF__TREE_BACK : LEAF__TREE_SKIPPED;
	return *way == LEAF__TREE_STALE ? at : to;
}

struct leaf__node *leaf__tree_next(const struct leaf__node *root, struct leaf__node *node)
{
	struct leaf__node *child = __atomic_load_n(&node->children, __ATOMIC_ACQUIRE);
	if (child)
		return child;
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}

/* The counterpart in 'into', whose node 'at' is that of the parent, of a node of another tree. */
static struct leaf__node *counterpart(struct leaf__tree *into, struct leaf__node *at,
				      const struct leaf__node *node)
{
	const struct leaf__tree_call call = { node->key, node->info, 0 };
	struct leaf__node *mine;
	if (node->flags & LEAF__NODE_CUT)
		mine = at->flags & LEAF__NODE_CUT ? at : cut_below(into, at);
	else
		mine = find_or_add(into, at, &call);
	if (!mine)
		return at; /* without memory the parent stands for it */
	mine->flags |= node->flags;
	return mine;
}

void leaf__tree_merge(struct leaf__tree *into, struct leaf__tree *from,
		      void (*add_more)(void *into, const void *from))
{
	int both = into->more && into->more == from->more;
	from->root.slot[0] = &into->root;
	into->root.self += from->root.self;
	struct leaf__node *node = &from->root;
	while ((node = leaf__tree_next(&from->root, node)) != NULL) {
		struct leaf__node *mine = counterpart(into, node->parent->slot[0], node);
		mine->calls += node->calls;
		mine->self += node->self;
		if (both && mine != &into->root)
			add_more(mine + 1, node + 1);
		node->slot[0] = mine;
	}
}

void leaf__tree_forget(struct leaf__tree *tree)
{
	struct leaf__node *node = &tree->root;
	for (; node; node = leaf__tree_next(&tree->root, node))
		empty_slots(node);
}

static void zero(struct leaf__node *node)
{
	LEAF__STORE(node->calls, 0);
	LEAF__STORE(node->self, 0);
}

void leaf__tree_zero(struct leaf__tree *tree)
{
	struct leaf__node *node = &tree->root;
	for (; node; node = leaf__tree_next(&tree->root, node)) {
		zero(node);
		if (node != &tree->root)
			memset(node + 1, 0, tree->more);
	}
}

void leaf__tree_prune(struct leaf__tree *tree, struct leaf__node *at)
{
	struct leaf__node *child = NULL;
	n_nodes -= tree->n_nodes;
	tree->n_nodes = at->depth;
	n_nodes += tree->n_nodes;
	for (;;) {
		zero(at);
		empty_slots(at);
		at->children = child;
		if (at == &tree->root)
			break;
		memset(at + 1, 0, tree->more);
		at->next = NULL;
		child = at;
		at = at->parent;
	}
	memset(tree->index->at, 0, (tree->index->mask + 1) * sizeof tree->index->at[0]);
	index_all(tree, tree->index);
}

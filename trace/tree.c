/* tree.c - a calling-context tree: which functions called which, how often, for how long. */
#include "trace/tree.h"

#include "base/arena.h"
#include "trace/loss.h"

enum { FIRST_CHUNK = 16 * 1024, LARGEST_CHUNK = 1024 * 1024, LINE = 64 };

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

static char *line_up(char *p)
{
	return (char *)(((size_t)p + LINE - 1) & ~(size_t)(LINE - 1));
}

static int grow(struct leaf__tree *tree, size_t size)
{
	struct leaf__tree_chunk *chunk = leaf__pages_map(size);
	if (!chunk)
		return 0;
	chunk->next = tree->chunks;
	chunk->size = size;
	tree->chunks = chunk;
	tree->free = line_up((char *)(chunk + 1));
	tree->limit = (char *)chunk + size;
	return 1;
}

static struct leaf__node *take(struct leaf__tree *tree)
{
	if ((size_t)(tree->limit - tree->free) < sizeof(struct leaf__node)) {
		size_t size = tree->chunks->size * 2;
		if (!grow(tree, size < LARGEST_CHUNK ? size : LARGEST_CHUNK))
			return NULL;
	}
	struct leaf__node *node = (struct leaf__node *)(void *)tree->free;
	tree->free += sizeof *node;
	return node;
}

static void empty_slots(struct leaf__node *node)
{
	for (int i = 0; i < LEAF__SLOTS; i++)
		LEAF__STORE(node->slot[i], &leaf__nowhere);
}

struct leaf__tree *leaf__tree_new(void)
{
	struct leaf__tree first = { .root = { .key = 0 } };
	if (!grow(&first, FIRST_CHUNK))
		return NULL;
	struct leaf__tree *tree = (struct leaf__tree *)(void *)first.free;
	*tree = first;
	tree->free = line_up(first.free + sizeof *tree);
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

static struct leaf__node *find(const struct leaf__node *at, leaf_u64 key)
{
	struct leaf__node *child = at->children;
	while (child && child->key != key)
		child = child->next;
	return child;
}

/* Readers follow 'children' while we add: the node is complete before it is seen. */
static struct leaf__node *add(struct leaf__tree *tree, struct leaf__node *at, leaf_u64 key,
			      struct leaf_site_info *info)
{
	struct leaf__node *node = take(tree);
	if (!node)
		return NULL;
	node->key = key;
	node->info = info;
	node->parent = at;
	node->depth = at->depth + 1;
	node->next = at->children;
	empty_slots(node);
	__atomic_store_n(&at->children, node, __ATOMIC_RELEASE);
	__atomic_store_n(&tree->n_nodes, tree->n_nodes + 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&n_nodes, 1, __ATOMIC_RELAXED);
	return node;
}

/* The node for what is beyond a limit, below 'at'. There is at most one for each other node. */
static struct leaf__node *cut_below(struct leaf__tree *tree, struct leaf__node *at)
{
	struct leaf__node *cut = find(at, CUT_KEY);
	if (!cut) {
		cut = add(tree, at, CUT_KEY, &cut_info);
		if (cut)
			cut->flags |= LEAF__NODE_CUT;
	}
	return cut;
}

static struct leaf__node *find_or_add(struct leaf__tree *tree, struct leaf__node *at, leaf_u64 key,
				      struct leaf_site_info *info)
{
	if (at->flags & LEAF__NODE_CUT)
		return at;
	struct leaf__node *child = find(at, key);
	if (child)
		return child;
	if (at->depth >= max_depth || __atomic_load_n(&n_nodes, __ATOMIC_RELAXED) >= max_nodes) {
		leaf__loss_add(LEAF__LOSS_FLAME_STACKS, 1);
		return cut_below(tree, at);
	}
	return add(tree, at, key, info);
}

struct leaf__node *leaf__tree_child(struct leaf__tree *tree, struct leaf__node *at, leaf_u64 key,
				    unsigned slot, struct leaf_site_info *info)
{
	if (tree->busy) {
		leaf__loss_add(LEAF__LOSS_REENTRY, 1);
		return NULL;
	}
	tree->busy = 1;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	struct leaf__node *child = find_or_add(tree, at, key, info);
	if (child && child->key == key)
		LEAF__STORE(*(struct leaf__node **)(void *)((char *)at + slot), child);
	else if (!child)
		leaf__loss_add(LEAF__LOSS_NOMEM, 1);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	tree->busy = 0;
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
	struct leaf__node *mine;
	if (node->flags & LEAF__NODE_CUT)
		mine = at->flags & LEAF__NODE_CUT ? at : cut_below(into, at);
	else
		mine = find_or_add(into, at, node->key, node->info);
	if (!mine)
		return at; /* without memory the parent stands for it */
	mine->flags |= node->flags;
	return mine;
}

void leaf__tree_merge(struct leaf__tree *into, struct leaf__tree *from)
{
	from->root.slot[0] = &into->root;
	into->root.self += from->root.self;
	struct leaf__node *node = &from->root;
	while ((node = leaf__tree_next(&from->root, node)) != NULL) {
		struct leaf__node *mine = counterpart(into, node->parent->slot[0], node);
		mine->calls += node->calls;
		mine->self += node->self;
		node->slot[0] = mine;
	}
}

static void zero(struct leaf__node *node)
{
	LEAF__STORE(node->calls, 0);
	LEAF__STORE(node->self, 0);
}

void leaf__tree_zero(struct leaf__tree *tree)
{
	struct leaf__node *node = &tree->root;
	for (; node; node = leaf__tree_next(&tree->root, node))
		zero(node);
}

void leaf__tree_prune(struct leaf__tree *tree, struct leaf__node *at)
{
	struct leaf__node *child = NULL;
	n_nodes -= tree->n_nodes;
	tree->n_nodes = at->depth;
	n_nodes += tree->n_nodes;
	tree->busy = 0;
	for (;;) {
		zero(at);
		empty_slots(at);
		at->children = child;
		if (at == &tree->root)
			return;
		at->next = NULL;
		child = at;
		at = at->parent;
	}
}

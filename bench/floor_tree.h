/* floor_tree.h - floor: a hand-tuned calling-context tree per thread. */
/*
 * Time, by one of: FLOOR_TREE_TICKS the time-stamp counter, FLOOR_TREE_GETTIME clock_gettime,
 * FLOOR_TREE_COARSE a variable that a helper thread keeps; none: calls are counted, no time.
 *
 * A node remembers children in slots. For the two C workloads two slots in order of use are the fastest;
 * programs with many callees (FLOOR_CYG) take sixteen, chosen by the site's address.
 * Time is charged at each boundary to the node that is left; there is no stack of times.
 */
#include "floor.h"

#ifdef FLOOR_CYG
#define FLOOR_TREE_SLOTS 16
#else
#define FLOOR_TREE_SLOTS 2
#endif

struct floor_node {
	const void *site;
	floor_u64 calls;
	floor_u64 self; /* in the clock's own unit */
	struct floor_node *parent;
	struct floor_node *slot[FLOOR_TREE_SLOTS]; /* never NULL: the empty node at first */
	struct floor_node *first_child;
	struct floor_node *next_sibling;
};

struct floor_tree {
	struct floor_node *now; /* the function that runs */
	floor_u64 last;         /* time of the last boundary */
	struct floor_node root;
};

extern FLOOR_TLS struct floor_tree floor_tree;
extern volatile floor_u64 floor_coarse __attribute__((visibility("hidden")));

/* The child of node for site, made if need be, put into its slot. */
FLOOR_COLD struct floor_node *floor_tree_child(struct floor_node *node, const void *site);
/* Who runs once site has ended, when node is not for site: frames were lost to longjmp. */
FLOOR_COLD struct floor_node *floor_tree_heal(struct floor_node *node, const void *site);

FLOOR_INLINE void floor_charge(struct floor_node *node)
{
#if defined(FLOOR_TREE_TICKS)
	floor_u64 now = floor_ticks();
#elif defined(FLOOR_TREE_GETTIME)
	floor_u64 now = floor_gettime();
#elif defined(FLOOR_TREE_COARSE)
	floor_u64 now = floor_coarse;
#endif
#if defined(FLOOR_TREE_TICKS) || defined(FLOOR_TREE_GETTIME) || defined(FLOOR_TREE_COARSE)
	node->self += now - floor_tree.last;
	floor_tree.last = now;
#else
	(void)node;
#endif
}

FLOOR_INLINE struct floor_node *floor_tree_enter(struct floor_node *node, const void *site)
{
#ifdef FLOOR_CYG
	floor_u64 key = (floor_u64)site >> 4;
	struct floor_node *child = node->slot[(key ^ key >> 4) & (FLOOR_TREE_SLOTS - 1)];

	if (FLOOR_RARE(child->site != site))
		child = floor_tree_child(node, site);
#else
	struct floor_node *child = node->slot[0];

	if (FLOOR_RARE(child->site != site)) {
		child = node->slot[1];
		if (FLOOR_RARE(child->site != site))
			child = floor_tree_child(node, site);
	}
#endif
	child->calls++;
	return child;
}

/* The node that runs is for others to see, a signal handler too: the store may not be merged away. */
FLOOR_INLINE void floor_tree_set(struct floor_node *node)
{
	*(struct floor_node *volatile *)&floor_tree.now = node;
}

/* What it returns is the caller's node: the exit goes back there whatever happened in between. */
FLOOR_INLINE void *floor_enter(const void *site, int a, int b)
{
	struct floor_node *node = floor_tree.now;

	(void)a;
	(void)b;
	floor_charge(node);
	floor_tree_set(floor_tree_enter(node, site));
	return node;
}

FLOOR_INLINE void floor_exit(void *state)
{
#if defined(FLOOR_TREE_TICKS) || defined(FLOOR_TREE_GETTIME) || defined(FLOOR_TREE_COARSE)
	floor_charge(floor_tree.now);
#endif
	floor_tree_set(state);
}

FLOOR_INLINE void floor_exit_hook(const void *site)
{
	struct floor_node *node = floor_tree.now;

	floor_charge(node);
	if (FLOOR_RARE(node->site != site))
		floor_tree_set(floor_tree_heal(node, site));
	else
		floor_tree_set(node->parent);
}

#include "floor_bind.h"

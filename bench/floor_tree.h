/* floor_tree.h - floor: a hand-tuned calling-context tree per thread. */
/*
 * Time, by one of: FLOOR_TREE_TICKS the time-stamp counter, FLOOR_TREE_GETTIME clock_gettime,
 * FLOOR_TREE_COARSE a variable that a helper thread keeps; none: calls are counted, no time.
 * It is charged at each boundary to the node that is left; there is no stack of times.
 *
 * Two ways back to the caller's node. With a line in the function it waits in a local. The compiler's
 * hooks share no local (FLOOR_CYG); there a stack of nodes is kept, since going back through
 * node->parent makes each call wait for three loads in a row: 2.7 instead of 2.1 times Lua's run time.
 *
 * A node remembers children in slots. For the two C workloads two slots in order of use are the
 * fastest; programs with many callees (FLOOR_CYG) take sixteen, chosen by the site's address.
 */
#include "floor.h"

#ifdef FLOOR_CYG
enum { FLOOR_TREE_SLOTS = 16, FLOOR_TREE_DEEPEST = 1 << 16 };
#else
enum { FLOOR_TREE_SLOTS = 2, FLOOR_TREE_DEEPEST = 1 };
#endif

#if defined(FLOOR_TREE_TICKS) || defined(FLOOR_TREE_GETTIME) || defined(FLOOR_TREE_COARSE)
#define FLOOR_TREE_TIMED 1
#endif

struct floor_node {
	const void *site;
	floor_u64 calls;
	floor_u64 self;				   /* in the clock's own unit */
	struct floor_node *slot[FLOOR_TREE_SLOTS]; /* never NULL: the empty node at first */
	struct floor_node *first_child;
	struct floor_node *next_sibling;
};

struct floor_tree {
	struct floor_node *now;	 /* the function that runs, without FLOOR_CYG */
	struct floor_node **top; /* points to it in the stack, with FLOOR_CYG */
	floor_u64 last;		 /* time of the last boundary */
	struct floor_node **stack;
	struct floor_node root;
};

extern FLOOR_TLS struct floor_tree floor_tree;
extern volatile floor_u64 floor_coarse __attribute__((visibility("hidden")));

/* The child of node for site, made if need be, put into its slot. */
FLOOR_COLD struct floor_node *floor_tree_child(struct floor_node *node, const void *site);
/* Where site stands in the stack, when it is not at the top: frames were lost to longjmp. */
FLOOR_COLD struct floor_node **floor_tree_heal(struct floor_node **top, const void *site);

FLOOR_INLINE floor_u64 floor_tree_time(void)
{
#if defined(FLOOR_TREE_TICKS)
	return floor_ticks();
#elif defined(FLOOR_TREE_GETTIME)
	return floor_gettime();
#else
	return floor_coarse;
#endif
}

FLOOR_INLINE void floor_charge(struct floor_node *node)
{
#ifdef FLOOR_TREE_TIMED
	floor_u64 now = floor_tree_time();

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
#else
	struct floor_node *child = node->slot[0];

	if (FLOOR_RARE(child->site != site))
		child = node->slot[1];
#endif
	if (FLOOR_RARE(child->site != site))
		child = floor_tree_child(node, site);
	child->calls++;
	return child;
}

/*
 * Who runs is for others to see, a signal handler too: the stores may not be merged away.
 */
#ifdef FLOOR_CYG
FLOOR_INLINE void floor_tree_set(struct floor_node **top)
{
	*(struct floor_node * *volatile *)&floor_tree.top = top;
}

FLOOR_INLINE void floor_enter(const void *site, int a, int b)
{
	struct floor_node **top = floor_tree.top;

	(void)a;
	(void)b;
	floor_charge(*top);
	top[1] = floor_tree_enter(*top, site);
	floor_tree_set(top + 1);
}

FLOOR_INLINE void floor_exit_hook(const void *site)
{
	struct floor_node **top = floor_tree.top;

	floor_charge(*top);
	if (FLOOR_RARE((*top)->site != site))
		top = floor_tree_heal(top, site);
	floor_tree_set(top - 1);
}
#else
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
#ifdef FLOOR_TREE_TIMED
	floor_charge(floor_tree.now);
#endif
	floor_tree_set(state);
}
#endif

#include "floor_bind.h"

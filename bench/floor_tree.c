/* floor_tree.c - the slow side of floor_tree.h, and the profile it leaves behind. */
/*
 * At exit, FLOOR_PROFILE=file gets one line per function: address, self time, calls, calls made
 * from it; the program is linked at a fixed address, so that addr2line knows these.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "floor_tree.h"
#include "work.h"

#define PLAIN __attribute__((no_instrument_function))

FLOOR_TLS struct floor_tree floor_tree;
volatile floor_u64 floor_coarse;
static struct floor_node empty;

PLAIN static void node_init(struct floor_node *node, const void *site)
{
	node->site = site;
	for (int i = 0; i < FLOOR_TREE_SLOTS; i++)
		node->slot[i] = &empty;
}

PLAIN static struct floor_node *node_make(struct floor_node *parent, const void *site)
{
	struct floor_node *node = calloc(1, sizeof(*node));

	if (!node)
		abort();
	node_init(node, site);
	node->next_sibling = parent->first_child;
	parent->first_child = node;
	return node;
}

struct floor_node *floor_tree_child(struct floor_node *node, const void *site)
{
	struct floor_node *child = node->first_child;

	while (child && child->site != site)
		child = child->next_sibling;
	if (!child)
		child = node_make(node, site);
#ifdef FLOOR_CYG
	floor_u64 key = (floor_u64)site >> 4;

	node->slot[(key ^ key >> 4) & (FLOOR_TREE_SLOTS - 1)] = child;
#else
	node->slot[1] = node->slot[0];
	node->slot[0] = child;
#endif
	return child;
}

struct floor_node **floor_tree_heal(struct floor_node **top, const void *site)
{
	for (struct floor_node **p = top; p > floor_tree.stack; p--)
		if ((*p)->site == site)
			return p;
	return top + 1; /* not a frame of ours: nothing is popped */
}

#ifdef FLOOR_TREE_COARSE
PLAIN static void *ticker(void *unused)
{
	struct timespec pause = { 0, 50000 };

	(void)unused;
	for (;;) {
		floor_coarse = floor_ticks();
		nanosleep(&pause, NULL);
	}
	return NULL;
}
#endif

PLAIN void bench_thread_start(void)
{
	struct floor_tree *tree = &floor_tree;

	if (tree->stack)
		return;
	node_init(&tree->root, NULL);
	tree->stack = calloc(FLOOR_TREE_DEEPEST, sizeof(*tree->stack));
	if (!tree->stack)
		abort();
	tree->stack[0] = tree->now = &tree->root;
	tree->top = tree->stack;
	tree->last = floor_tree_time();
}

__attribute__((constructor)) PLAIN static void start(void)
{
#ifdef FLOOR_TREE_COARSE
	pthread_t thread;

	if (pthread_create(&thread, NULL, ticker, NULL))
		abort();
#endif
	bench_thread_start();
}

PLAIN static void write_node(FILE *f, const struct floor_node *node)
{
	uint64_t made = 0;

	for (const struct floor_node *c = node->first_child; c; c = c->next_sibling) {
		made += c->calls;
		write_node(f, c);
	}
	if (node->site)
		fprintf(f, "%" PRIxPTR " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
			(uintptr_t)node->site, (uint64_t)node->self, (uint64_t)node->calls, made);
}

__attribute__((destructor)) PLAIN static void finish(void)
{
	const char *path = getenv("FLOOR_PROFILE");
	FILE *f = path ? fopen(path, "w") : NULL;

	if (!f)
		return;
	write_node(f, &floor_tree.root);
	fclose(f);
}

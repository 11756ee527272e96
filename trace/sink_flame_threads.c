/* sink_flame_threads.c - the trees of threads: begun, kept when their thread ends, left behind in a fork. */
#include "trace/sink_flame_threads.h"

#include "base/clock.h"
#include "trace/loss.h"
#include "trace/quiet.h"
#include "trace/sink_flame.h"
#include "trace/sink_flame_dump.h"
#include "trace/sink_flame_file.h"
#include "trace/sink_flame_sample.h"
#include "trace/sink_flame_stats.h"
#include "trace/sinks.h"
#include "trace/start.h"
#include "trace/thread.h"

#include <stdio.h>
#include <string.h>

enum { ENDED_MAX = 64 };

extern struct leaf__node leaf__nowhere;

static int is_exact(void)
{
	return leaf__flame.mode == LEAF__FLAME_EXACT;
}

/* ---- the calling thread's ---- */

static void enlist(struct leaf__tree **list, struct leaf__tree *tree)
{
	tree->next = *list;
	tree->link = list;
	if (*list)
		(*list)->link = &tree->next;
	*list = tree;
}

static void delist(struct leaf__tree *tree)
{
	*tree->link = tree->next;
	if (tree->next)
		tree->next->link = tree->link;
}

struct leaf__tree *leaf__flame_tree_new(void)
{
	unsigned depths = leaf__tree_max_depth() + 2;
	if (!leaf__flame.timed)
		return leaf__tree_new(0);
	struct leaf__tree *tree = leaf__tree_new(sizeof(struct leaf__flame_durations));
	if (tree)
		tree->entered = leaf__tree_memory(tree, depths * sizeof *tree->entered);
	if (tree && tree->entered)
		tree->n_entered = depths;
	return tree;
}

/* What the hooks of leaf/cyg.h take for the way back is always some node, if not the right one. */
static void lay_ways_back(struct leaf__tree *tree)
{
	for (size_t i = 0; i < sizeof tree->back / sizeof tree->back[0]; i++)
		tree->back[i] = &tree->root;
	leaf__self.back = tree->back;
}

static struct leaf__tree *begin(struct leaf__thread *thread)
{
	struct leaf__tree *tree = leaf__flame_tree_new();
	if (!tree) {
		leaf__loss_add(LEAF__LOSS_THREADS, 1);
		return NULL;
	}
	tree->thread = &thread->info;
	tree->self = thread->self;
	if (!leaf__start_lock_soon()) {
		leaf__tree_free(tree);
		return NULL;
	}
	enlist(&leaf__flame.live, tree);
	leaf__start_unlock();
	lay_ways_back(tree);
	LEAF__STORE(leaf__self.last, leaf__clock_ticks());
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	LEAF__STORE(leaf__self.current, &tree->root);
	if (!is_exact())
		leaf__flame_sample_begin(tree);
	return tree;
}

struct leaf__tree *leaf__flame_tree(void)
{
	/* what a signal handler sees meanwhile: a tree in which nothing is found */
	static char no_index[sizeof(struct leaf__tree_index) + sizeof(struct leaf__node *)]
		__attribute__((aligned(sizeof(size_t))));
	static struct leaf__tree beginning = { .index = (void *)no_index };
	struct leaf__thread *thread = leaf__thread_get();
	if (!thread)
		return NULL;
	void **mine = &thread->info.data[leaf__sink_flame.index];
	if (!*mine) {
		struct leaf__quiet before;
		leaf__quiet_begin(&before);
		*mine = &beginning;
		__atomic_signal_fence(__ATOMIC_SEQ_CST);
		*mine = begin(thread);
		leaf__quiet_end(&before);
	}
	if (*mine != &beginning)
		return *mine;
	leaf__loss_add(LEAF__LOSS_REENTRY, 1); /* a signal handler came between */
	return NULL;
}

/* ---- all ---- */

static void free_ended(void)
{
	while (leaf__flame.ended) {
		struct leaf__tree *tree = leaf__flame.ended;
		delist(tree);
		leaf__tree_free(tree);
	}
	leaf__flame.n_ended = 0;
}

void leaf__flame_begin_anew(void)
{
	leaf_u64 now = leaf__clock_ticks();
	free_ended();
	for (struct leaf__tree *tree = leaf__flame.live; tree; tree = tree->next) {
		leaf__tree_zero(tree);
		if (is_exact())
			LEAF__STORE(tree->self->last, now);
		else
			leaf__flame_sample_begin(tree);
	}
}

/* ---- threads that end, processes that fork ---- */

static void keep(struct leaf__tree *tree)
{
	enlist(&leaf__flame.ended, tree);
	leaf__flame.n_ended++;
}

/* The tree that stands for all ended threads of that name, or of any name if there are too many. */
static struct leaf__tree *gathered(const char *label)
{
	for (struct leaf__tree *tree = leaf__flame.ended; tree; tree = tree->next)
		if (strcmp(tree->label, label) == 0)
			return tree;
	return NULL;
}

static void gather(struct leaf__tree *tree, const char *name)
{
	char label[64];
	snprintf(label, sizeof label, "ended-%s", name);
	struct leaf__tree *into = gathered(label);
	if (!into && leaf__flame.n_ended >= 2 * ENDED_MAX) {
		strcpy(label, "ended-others");
		into = gathered(label);
	}
	if (into) {
		leaf__tree_merge(into, tree, leaf__flame_durations_merge);
		leaf__tree_free(tree);
		return;
	}
	strcpy(tree->label, label);
	keep(tree);
}

void leaf__flame_thread_end(struct leaf_sink *sink, struct leaf_thread_info *thread)
{
	struct leaf__tree *tree = thread->data[sink->index];
	if (!tree)
		return;
	if (is_exact())
		LEAF__ADD(LEAF__LOAD(leaf__self.current)->self,
			  leaf__clock_ticks() - LEAF__LOAD(leaf__self.last));
	leaf__flame_sample_end(tree);
	LEAF__STORE(leaf__self.current, &leaf__nowhere);
	thread->data[sink->index] = NULL;
	tree->self = NULL;
	tree->thread = NULL;
	delist(tree);
	if (leaf__flame.n_ended < ENDED_MAX) {
		leaf__flame_label(thread, tree->label, sizeof tree->label);
		keep(tree);
	} else {
		gather(tree, thread->name);
	}
}

void leaf__flame_fork_child(struct leaf_sink *sink)
{
	struct leaf__thread *thread = leaf__thread_peek();
	struct leaf__tree *mine = thread ? thread->info.data[sink->index] : NULL;
	struct leaf__tree *tree = leaf__flame.live;
	while (tree) {
		struct leaf__tree *next = tree->next;
		if (tree != mine) {
			delist(tree);
			leaf__tree_free(tree);
		}
		tree = next;
	}
	free_ended();
	leaf__flame_file_fork_child();
	if (mine) {
		leaf__tree_prune(mine, leaf__self.current);
		leaf__self.last = leaf__clock_ticks();
		if (!is_exact())
			leaf__flame_sample_fork_child(mine);
	}
}

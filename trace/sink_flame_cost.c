/* sink_flame_cost.c - what the tracer itself adds to the times that it measures. */
#include "trace/sink_flame_cost.h"

#include "base/clock.h"
#include "trace/sink_flame.h"
#include "trace/sink_flame_threads.h"
#include "trace/sinks.h"
#include "trace/site.h"
#include "trace/solo.h"
#include "trace/thread.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

enum { BATCHES = 8, CALLS = 256 };

/* Without doors a span is refused while the tracer starts; then nothing is subtracted. */
#ifdef LEAF__THUNKS
enum { CAN_MEASURE = 1 };
#else
enum { CAN_MEASURE = 0 };
#endif

struct costs {
	leaf_u64 in, out; /* of CALLS calls */
};

/* One batch of empty spans below the present node. */
static struct costs run(struct leaf_site *site, struct leaf__node *caller)
{
	const char packed = 0;
	leaf_u64 in = caller->children ? caller->children->self : 0, out = caller->self;
	for (int i = 0; i < CALLS; i++) {
		void *guard = leaf__go_open(site, &packed);
		leaf__leave(&guard);
	}
	return (struct costs){ caller->children->self - in, caller->self - out };
}

static void calibrate(struct leaf__tree *scratch, struct leaf_site *site)
{
	struct costs best = { (leaf_u64)-1, (leaf_u64)-1 };
	leaf__self.last = leaf__clock_ticks();
	leaf__self.current = &scratch->root;
	struct leaf__node *at = &scratch->root;
	const struct leaf__tree_call call = { site->key, site->info, 0 };
	leaf__tree_remember(at, site->slot, leaf__tree_child(scratch, &at, &call));
	for (int i = 0; i < BATCHES; i++) {
		leaf__self.last = leaf__clock_ticks();
		struct costs costs = run(site, &scratch->root);
		best.in = costs.in < best.in ? costs.in : best.in;
		best.out = costs.out < best.out ? costs.out : best.out;
	}
	leaf__flame.cost_in = (double)best.in / CALLS;
	leaf__flame.cost_out = (double)best.out / CALLS;
}

void leaf__flame_cost_measure(unsigned tag)
{
	struct leaf_site_info info = { .name = "", .target = "", .file = "" };
	struct leaf_site site = {
		.plan = LEAF__PLAN_SOLO + tag - LEAF__TAG_SOLO,
		.slot = leaf__site_slot(0),
		.key = leaf__site_key(0),
		.info = &info,
	};
	struct leaf__thread *thread = leaf__thread_get();
	struct leaf__tree *scratch;
	struct leaf__self self = leaf__self;
	sigset_t all, mask;
	leaf__flame.cost_in = leaf__flame.cost_out = 0;
	if (!CAN_MEASURE || leaf__flame.mode != LEAF__FLAME_EXACT || !leaf__flame.quick || !thread)
		return;
	scratch = leaf__flame_tree_new();
	if (!scratch)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &mask);
	void **tree = &thread->info.data[leaf__sink_flame.index], *before = *tree;
	*tree = scratch;
	calibrate(scratch, &site);
	*tree = before;
	leaf__self = self;
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	leaf__tree_free(scratch);
}

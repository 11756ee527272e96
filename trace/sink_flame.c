/* sink_flame.c - the flame graph: a calling-context tree per thread, written as folded stacks. */
#include "trace/sink_flame.h"

#include "base/clock.h"
#include "leaf/cyg.h"
#include "trace/config.h"
#include "trace/hooks.h"
#include "trace/loss.h"
#include "trace/say.h"
#include "trace/sink_flame_cost.h"
#include "trace/sink_flame_dump.h"
#include "trace/sink_flame_file.h"
#include "trace/sink_flame_sample.h"
#include "trace/sink_flame_stats.h"
#include "trace/sink_flame_threads.h"
#include "trace/sinks.h"
#include "trace/site.h"
#include "trace/thread.h"

#include <errno.h>
#include <string.h>

enum { MAX_DEPTH = 60000 };

extern struct leaf__node leaf__nowhere;
struct leaf__flame leaf__flame;
static unsigned tag; /* of our guards */

static int is_exact(void)
{
	return leaf__flame.mode == LEAF__FLAME_EXACT;
}

/* ---- from node to node ---- */

#if defined(__x86_64__) || defined(__i386__)
#define COUNTER() __builtin_ia32_rdtsc()
#else
#define COUNTER() leaf__clock_ticks()
#endif

/* Keys: a call site has bit 63, a function of exact mode bit 62 and its address. */
#define ADDRESS_KEY (1ull << 62)

static unsigned place_of(const void *sp)
{
	const void *back = leaf__door_back(sp);
	leaf_u64 hash = (size_t)sp * 0x9e3779b97f4a7c15u + (size_t)back;
	if (!back)
		return 0;
	return (unsigned)(hash * 0xc2b2ae3d27d4eb4fu >> 32) | 1u;
}

struct missed {
	leaf_u64 key;
	unsigned slot;
	struct leaf_site_info *info; /* NULL: of the function whose address is in the key */
	const void *sp;
	struct leaf__node *at, *child;
};

static struct leaf_site_info *info_of(const struct missed *missed)
{
	if (missed->info)
		return missed->info;
	void *function = (void *)(size_t)(missed->key & ~ADDRESS_KEY);
	const struct leaf_site *site = leaf__hooks_site(function);
	return site ? site->info : NULL;
}

/* A hooked function comes into [truncated] or is called inside it: its exit must find the way. */
static void count_cut(struct leaf__tree *tree, const struct missed *missed)
{
	if (missed->info || !(missed->child->flags & LEAF__NODE_CUT))
		return;
	if (missed->at != missed->child) {
		tree->cut_calls = 0;
		tree->cut_sp = missed->sp;
	}
	tree->cut_calls++;
}

/* Put a child into its slot. Functions, whose slots come by chance, have the one beside it too. */
LEAF__OWN_TEXT LEAF__GENERAL_REGS static void remember(struct leaf__node *at, unsigned slot,
						       int is_site, struct leaf__node *child)
{
	struct leaf__node *before = LEAF__CYG_CHILD(at, slot);
	if (!is_site && before != &leaf__nowhere)
		leaf__tree_remember(at, LEAF__CYG_BESIDE(slot), before);
	leaf__tree_remember(at, slot, child);
}

static void make_child(void *arg)
{
	struct missed *missed = arg;
	int saved = errno;
	struct leaf__thread *thread = leaf__thread_get();
	if (!thread || !leaf__thread_enter(thread, missed->sp))
		return;
	struct leaf__tree_call call = { missed->key, info_of(missed), place_of(missed->sp) };
	struct leaf__tree *tree = call.info ? leaf__flame_tree() : NULL;
	missed->at = LEAF__LOAD(leaf__self.current);
	if (tree)
		missed->child = leaf__tree_child(tree, &missed->at, &call);
	if (missed->child && missed->child->key == call.key)
		remember(missed->at, missed->slot, missed->info != NULL, missed->child);
	else if (tree && missed->child)
		count_cut(tree, missed);
	leaf__thread_leave(thread);
	errno = saved;
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void slowly(void (*function)(void *arg), void *arg)
{
#ifdef LEAF__THUNKS
	leaf__solo_slow(function, arg);
#else
	function(arg);
#endif
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static struct leaf__tree *tree_here(void)
{
	struct leaf__thread *thread = leaf__self.state;
	return thread ? thread->info.data[leaf__sink_flame.index] : NULL;
}

/* The child of *at is not in its slot. */
LEAF__OWN_TEXT LEAF__GENERAL_REGS static struct leaf__node *look_further(
	leaf_u64 key, unsigned slot, struct leaf_site_info *info, const void *sp,
	struct leaf__node **at)
{
	const struct leaf__tree *tree = tree_here();
	if (__builtin_expect(tree && tree->index, 1)) {
		struct leaf__node *child = leaf__tree_find(tree, *at, key);
		if (__builtin_expect(child != NULL, 1)) {
			remember(*at, slot, info != NULL, child);
			return child;
		}
	}
	struct missed missed = { key, slot, info, sp, *at, NULL };
	slowly(make_child, &missed);
	*at = missed.at;
	return missed.child;
}

/* Leave for a node that is not the present one's parent. */
static void go_back(void *to)
{
	enum leaf__tree_way way;
	struct leaf__node *at = leaf__tree_back(LEAF__LOAD(leaf__self.current), to, &way);
	LEAF__STORE(leaf__self.current, at);
	if (way != LEAF__TREE_BACK)
		leaf__loss_add(way == LEAF__TREE_STALE ? LEAF__LOSS_STALE : LEAF__LOSS_REPAIRED, 1);
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void charge(leaf_u64 now)
{
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	LEAF__ADD(at->self, now - LEAF__LOAD(leaf__self.last));
	LEAF__STORE(leaf__self.last, now);
}

/* The same, when some time has passed since that shall not be charged. */
LEAF__OWN_TEXT LEAF__GENERAL_REGS static void charge_till(leaf_u64 now)
{
	if (now > LEAF__LOAD(leaf__self.last)) /* else the tree has begun in between */
		charge(now);
	LEAF__STORE(leaf__self.last, COUNTER());
}

/* Whatever its tag: the mode may have changed since. */
LEAF__OWN_TEXT LEAF__GENERAL_REGS static struct leaf__node *node_of(void *guard)
{
	return (struct leaf__node *)(void *)((char *)guard - ((size_t)guard & 7));
}

/* ---- exact mode's short way ---- */

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void *exact_open(struct leaf_site *site,
							  const void *packed, const void *sp)
{
	leaf_u64 now = COUNTER();
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	struct leaf__node *to = *(struct leaf__node **)(void *)((char *)at + site->slot);
	(void)packed;
	if (__builtin_expect(to->key != site->key, 0)) {
		to = look_further(site->key, site->slot, site->info, sp, &at);
		if (!to)
			return NULL;
		charge_till(now);
	} else {
		LEAF__ADD(at->self, now - LEAF__LOAD(leaf__self.last));
		LEAF__STORE(leaf__self.last, now);
	}
	LEAF__ADD(to->calls, 1);
	LEAF__STORE(leaf__self.current, to);
	return (char *)at + tag;
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void exact_close(void *guard)
{
	leaf_u64 now = COUNTER();
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	struct leaf__node *to = node_of(guard);
	LEAF__ADD(at->self, now - LEAF__LOAD(leaf__self.last));
	LEAF__STORE(leaf__self.last, now);
	if (__builtin_expect(at->parent == to, 1))
		LEAF__STORE(leaf__self.current, to);
	else
		slowly(go_back, to);
}

/* ---- exact mode's way for functions with hooks ---- */

/* Not the address itself: else the hooks would count and read no clock. */
LEAF__OWN_TEXT LEAF__GENERAL_REGS static leaf_u64 timed_key(void *function)
{
	return ADDRESS_KEY | (size_t)function;
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void exact_enter(void *function, const void *sp)
{
	leaf_u64 now = COUNTER(), key = timed_key(function);
	unsigned slot = LEAF__CYG_SLOT(key);
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	struct leaf__node *to = LEAF__CYG_CHILD(at, slot);
	if (__builtin_expect(to->key != key, 0))
		to = LEAF__CYG_CHILD(at, LEAF__CYG_BESIDE(slot));
	if (__builtin_expect(to->key != key, 0)) {
		to = look_further(key, slot, NULL, sp, &at);
		if (!to)
			return;
		charge_till(now);
	} else {
		LEAF__ADD(at->self, now - LEAF__LOAD(leaf__self.last));
		LEAF__STORE(leaf__self.last, now);
	}
	LEAF__ADD(to->calls, 1);
	LEAF__STORE(leaf__self.current, to);
}

struct left {
	leaf_u64 key;
	const void *sp;
};

/* Out of [truncated], if that is where this function came in or was called from. */
static struct leaf__node *leave_cut(struct leaf__tree *tree, struct leaf__node *at, const void *sp,
				    int *done)
{
	int last = --tree->cut_calls == 0;
	*done = last || (const char *)sp <= (const char *)tree->cut_sp;
	return *done && !last ? at : at->parent;
}

/* Leave a function that is not the present node's. */
static void leave_other(void *arg)
{
	const struct left *left = arg;
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	struct leaf__tree *tree = tree_here();
	int done = 0;
	if (at->flags & LEAF__NODE_CUT && tree) {
		at = leave_cut(tree, at, left->sp, &done);
		LEAF__STORE(leaf__self.current, at);
	}
	struct leaf__node *node = at;
	while (!done && node->depth && node->key != left->key)
		node = node->parent;
	if (done || !node->depth)
		return; /* or it was entered before the hooks were on */
	if (node != at)
		leaf__loss_add(LEAF__LOSS_REPAIRED, 1);
	LEAF__STORE(leaf__self.current, node->parent);
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void leave_slowly(leaf_u64 key, const void *sp)
{
	struct left left = { key, sp };
	slowly(leave_other, &left);
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void exact_leave(void *function, const void *sp)
{
	leaf_u64 now = COUNTER();
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	LEAF__ADD(at->self, now - LEAF__LOAD(leaf__self.last));
	LEAF__STORE(leaf__self.last, now);
	if (__builtin_expect(at->key == timed_key(function), 1))
		LEAF__STORE(leaf__self.current, at->parent);
	else
		leave_slowly(timed_key(function), sp);
}

static void forget(void)
{
	for (struct leaf__tree *tree = leaf__flame.live; tree; tree = tree->next)
		leaf__tree_forget(tree);
}

static const struct leaf__solo exact = {
	.open = exact_open,
	.close = exact_close,
	.enter = exact_enter,
	.leave = exact_leave,
	.forget = forget,
};

/* ---- exact mode with durations: the same, and when each open frame was entered ---- */

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void note_entry(const struct leaf__node *before)
{
	struct leaf__tree *tree = tree_here();
	const struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	if (at != before && tree && at->depth < tree->n_entered)
		tree->entered[at->depth] = LEAF__LOAD(leaf__self.last);
}

/* Calls inside [truncated] are all the same node: their durations are not known. */
LEAF__OWN_TEXT LEAF__GENERAL_REGS static void note_exits(struct leaf__node *before)
{
	struct leaf__tree *tree = tree_here();
	const struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	if (!tree)
		return;
	for (; before != at && before->depth; before = before->parent)
		if (before->depth < tree->n_entered && !(before->flags & LEAF__NODE_CUT))
			leaf__flame_durations_add((void *)(before + 1),
						  LEAF__LOAD(leaf__self.last) -
							  tree->entered[before->depth]);
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void *timed_open(struct leaf_site *site,
							  const void *packed, const void *sp)
{
	struct leaf__node *before = LEAF__LOAD(leaf__self.current);
	void *guard = exact_open(site, packed, sp);
	if (guard)
		note_entry(before);
	return guard;
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void timed_close(void *guard)
{
	struct leaf__node *before = LEAF__LOAD(leaf__self.current);
	exact_close(guard);
	note_exits(before);
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void timed_enter(void *function, const void *sp)
{
	struct leaf__node *before = LEAF__LOAD(leaf__self.current);
	exact_enter(function, sp);
	note_entry(before);
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void timed_leave(void *function, const void *sp)
{
	struct leaf__node *before = LEAF__LOAD(leaf__self.current);
	exact_leave(function, sp);
	note_exits(before);
}

static const struct leaf__solo timed = {
	.open = timed_open,
	.close = timed_close,
	.enter = timed_enter,
	.leave = timed_leave,
	.forget = forget,
};

/* ---- sampled mode's short way: what the macro cannot do inline ---- */

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void *count_open(struct leaf_site *site,
							  const void *packed, const void *sp)
{
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	struct leaf__node *to = look_further(site->key, site->slot, site->info, sp, &at);
	(void)packed;
	if (!to)
		return NULL;
	LEAF__ADD(to->calls, 1);
	LEAF__STORE(leaf__self.current, to);
	return at;
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void count_close(void *guard)
{
	slowly(go_back, node_of(guard));
}

/* As the hook does. */
LEAF__OWN_TEXT LEAF__GENERAL_REGS static void note_way_back(struct leaf__node *at, void *function,
							    const void *sp)
{
	size_t place = ((size_t)function + (size_t)sp) >> 1 & (LEAF__BACK_BYTES - sizeof at);
	*(struct leaf__node **)(void *)((char *)leaf__self.back + place) = at;
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void count_enter(void *function, const void *sp)
{
	leaf_u64 key = (size_t)function;
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	struct leaf__node *to = look_further(key, LEAF__CYG_SLOT(key), NULL, sp, &at);
	if (!to)
		return;
	note_way_back(at, function, sp);
	LEAF__ADD(to->calls, 1);
	LEAF__STORE(leaf__self.current, to);
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS static void count_leave(void *function, const void *sp)
{
	leave_slowly((size_t)function, sp);
}

static const struct leaf__solo count = {
	.open = count_open,
	.close = count_close,
	.enter = count_enter,
	.leave = count_leave,
	.forget = forget,
};

/* ---- the long way, when others see the same span ---- */

static void span_open(struct leaf_sink *sink, struct leaf_span *span)
{
	leaf_u64 now = leaf__clock_ticks();
	struct leaf__tree *tree = leaf__flame_tree();
	struct leaf_site_info *info = &leaf__site_of(span->site)->info;
	if (!tree)
		return;
	if (is_exact() &&
	    now > LEAF__LOAD(leaf__self.last)) /* else the tree has begun in between */
		charge(now);
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	struct leaf__tree_call call = { leaf__site_key(info->id), info, 0 };
	struct leaf__node *to = leaf__tree_child(tree, &at, &call);
	if (!to)
		return;
	span->note[sink->index] = at->depth + 1u;
	LEAF__ADD(to->calls, 1);
	LEAF__STORE(leaf__self.current, to);
	if (is_exact())
		LEAF__STORE(leaf__self.last, leaf__clock_ticks());
	if (leaf__flame.timed)
		note_entry(at);
}

static void span_close(struct leaf_sink *sink, struct leaf_span *span)
{
	leaf_u64 now = leaf__clock_ticks();
	unsigned depth = span->note[sink->index];
	struct leaf__node *before = LEAF__LOAD(leaf__self.current), *at = before;
	if (!depth)
		return;
	if (is_exact())
		charge(now);
	while (at->depth > depth)
		at = at->parent;
	LEAF__STORE(leaf__self.current, at->depth == depth ? at->parent : at);
	if (leaf__flame.timed)
		note_exits(before);
}

/* ---- the sink's life ---- */

static int read_mode(void)
{
	const char *text = leaf__config_get("LEAF_FLAME");
	leaf__flame.mode = LEAF__FLAME_EXACT;
	if (text && strcmp(text, "sampled") == 0)
		leaf__flame.mode = LEAF__FLAME_SAMPLED;
	else if (text && strcmp(text, "off") == 0)
		return 0;
	else if (text && strcmp(text, "exact") != 0)
		leaf__say("LEAF_FLAME='%s' is none of exact, sampled, off: exact it is", text);
	return 1;
}

static int start(struct leaf_sink *sink)
{
	if (!read_mode())
		return 0;
	leaf__flame_watch_start();
	leaf__flame.collapse = leaf__config_flag("LEAF_FLAME_COLLAPSE");
	leaf__flame.lines = leaf__config_flag("LEAF_FLAME_LINES");
	leaf__flame.timed = is_exact() && leaf__config_get("LEAF_FLAME_STATS") != NULL;
	leaf__tree_limits((unsigned)leaf__config_number("LEAF_FLAME_STACKS", 262144, 1, 1 << 30),
			  (unsigned)leaf__config_number("LEAF_FLAME_DEPTH", 1000, 1, MAX_DEPTH));
	leaf__flame_file_start();
	leaf__flame_dump_start();
	if (!is_exact())
		leaf__flame_sample_start();
	leaf__flame_begin_anew();
	leaf__flame.quick = 0;
	if (leaf__flame.mode == LEAF__FLAME_SAMPLED)
		leaf__flame.quick = leaf__solo_add(sink, &count, 1, &tag) == 0;
	else if (leaf__clock_is_tsc)
		leaf__flame.quick = leaf__solo_add(sink, leaf__flame.timed ? &timed : &exact, 0,
						   &tag) == 0;
	leaf__flame_cost_measure(tag);
	return 1;
}

static void stop(struct leaf_sink *sink)
{
	(void)sink;
	leaf__loss_add(LEAF__LOSS_FLAME_STACKS, leaf__flame_totals().cut_calls);
	leaf__flame_watch_stop();
	for (struct leaf__tree *tree = leaf__flame.live; tree; tree = tree->next)
		leaf__flame_sample_end(tree);
	leaf__flame_sample_stop();
}

static int flush(struct leaf_sink *sink)
{
	(void)sink;
	return leaf__flame_put(NULL);
}

struct leaf_sink leaf__sink_flame = {
	.name = "flame",
	.start = start,
	.flush = flush,
	.stop = stop,
	.thread_end = leaf__flame_thread_end,
	.fork_child = leaf__flame_fork_child,
	.span_open = span_open,
	.span_close = span_close,
};

/* sinks.c - the sinks that take part, and telling them. */
#include "trace/sinks.h"

#include "base/clock.h"
#include "trace/config.h"
#include "trace/judge.h"
#include "trace/rec_ring.h"
#include "trace/site.h"
#include "trace/start.h"
#include "trace/tracy_queue.h"

#include <errno.h>
#include <string.h>

#define PUBLIC __attribute__((visibility("default")))

struct leaf__sink_table leaf__sinks;
static unsigned n_sinks;

static struct solo_row {
	const struct leaf__solo *solo;
	unsigned sink; /* index */
	int count;     /* its sites count inline */
} solos[LEAF__SOLOS_MAX];
static unsigned n_solos;
const struct leaf__solo *leaf__solo_by_plan[LEAF__SOLOS_MAX];
const struct leaf__solo *leaf__solo_that_counts;

static struct leaf_sink *const built_in[] = {
#define SINK(name) &leaf__sink_##name,
#include "trace/sinks.def"
	NULL
};

enum { N_BUILT_IN = sizeof built_in / sizeof *built_in - 1 };

struct leaf_sink *leaf__sink_named(const char *name)
{
	for (unsigned i = 0; i < n_sinks; i++)
		if (strcmp(leaf__sinks.at[i]->name, name) == 0)
			return leaf__sinks.at[i];
	return NULL;
}

int leaf__solo_add(struct leaf_sink *sink, const struct leaf__solo *solo, int count, unsigned *tag)
{
	unsigned i = 0;
	while (i < n_solos && solos[i].sink != sink->index)
		i++;
	if (i == LEAF__SOLOS_MAX)
		return -1;
	if (i == n_solos)
		n_solos++;
	solos[i] = (struct solo_row){ solo, sink->index, count };
	leaf__solo_by_plan[i] = solo;
	if (count)
		leaf__solo_that_counts = solo;
	*tag = LEAF__TAG_SOLO + i;
	return 0;
}

unsigned leaf__sinks_plan(unsigned mask)
{
	if (!mask)
		return LEAF__PLAN_OFF;
	for (unsigned i = 0; i < n_solos; i++)
		if (mask == 1u << solos[i].sink)
			return solos[i].count ? (unsigned)LEAF__PLAN_COUNT : LEAF__PLAN_SOLO + i;
	return LEAF__PLAN_FULL;
}

unsigned leaf__sinks_event_plan(unsigned mask)
{
	unsigned hearers = mask & leaf__sinks.hearers;
	for (unsigned i = 0; i < n_solos; i++)
		if (hearers == 1u << solos[i].sink && solos[i].solo->event)
			return LEAF__PLAN_SOLO + i;
	return mask ? LEAF__PLAN_FULL : LEAF__PLAN_OFF;
}

const struct leaf__solo *leaf__sinks_solo(unsigned sink)
{
	for (unsigned i = 0; i < n_solos; i++)
		if (solos[i].sink == sink)
			return solos[i].solo;
	return NULL;
}

/* Let a sink that is in the list take part, if it wants to. */
static int take_part(struct leaf_sink *sink)
{
	int how = sink->start ? sink->start(sink) : 1;
	unsigned bit = 1u << sink->index;
	if (!how)
		return 0;
	leaf__sinks.values |= sink->flags & LEAF_SINK_VALUES ? bit : 0;
	leaf__sinks.times |= sink->flags & LEAF_SINK_TIMES ? bit : 0;
	leaf__sinks.closers |= sink->span_close ? bit : 0;
	leaf__sinks.hearers |= sink->event ? bit : 0;
	*(how == LEAF__SINK_ASLEEP ? &leaf__sinks.asleep : &leaf__sinks.active) |= bit;
	return 1;
}

static void append(struct leaf_sink *sink)
{
	sink->index = n_sinks;
	leaf__sinks.at[n_sinks++] = sink;
}

void leaf__sinks_start(void)
{
	for (int i = 0; built_in[i]; i++)
		if (!leaf__sink_named(built_in[i]->name))
			append(built_in[i]);
	/* a flame graph in the folder of whoever starts a set-user-ID program is a hole */
	unsigned first = leaf__config_nobody_asked() ? N_BUILT_IN : 0;
	for (unsigned i = first; i < n_sinks; i++)
		take_part(leaf__sinks.at[i]);
}

int leaf__sinks_flush(void)
{
	int result = 0;
	for (unsigned i = 0; i < n_sinks; i++) {
		struct leaf_sink *sink = leaf__sinks.at[i];
		if (leaf__sinks.active & 1u << i && sink->flush && sink->flush(sink) != 0)
			result = -1;
	}
	return result;
}

void leaf__sinks_stop(void)
{
	unsigned were = leaf__sinks.active | leaf__sinks.asleep;
	leaf__sinks_flush();
	leaf__sinks.active = leaf__sinks.asleep = leaf__sinks.values = leaf__sinks.times =
		leaf__sinks.closers = leaf__sinks.hearers = 0;
	n_solos = 0;
	LEAF__TELL_SINKS(were, stop);
}

int leaf__sinks_wake(struct leaf_sink *sink, int awake)
{
	unsigned bit = 1u << sink->index;
	if (!leaf__start_trylock())
		return -1;
	unsigned *from = awake ? &leaf__sinks.asleep : &leaf__sinks.active;
	unsigned *to = awake ? &leaf__sinks.active : &leaf__sinks.asleep;
	if (*from & bit) {
		__atomic_and_fetch(from, ~bit, __ATOMIC_RELAXED);
		__atomic_or_fetch(to, bit, __ATOMIC_RELAXED);
		leaf__judge_again();
		leaf__site_judge_all();
	}
	leaf__start_unlock();
	return 0;
}

void leaf__sinks_fork_prepare(void)
{
	leaf__rec_rings_fork_prepare();
#if defined(LEAF_PROFILE_TRACY) && !defined(LEAF_TRACY_EXTERNAL)
	leaf__tracy_queue_fork_prepare();
#endif
}

void leaf__sinks_fork_parent(void)
{
#if defined(LEAF_PROFILE_TRACY) && !defined(LEAF_TRACY_EXTERNAL)
	leaf__tracy_queue_fork_parent();
#endif
	leaf__rec_rings_fork_parent();
}

void leaf__sinks_fork_child(void)
{
	LEAF__TELL_SINKS(leaf__sinks.active | leaf__sinks.asleep, fork_child);
	if (!(leaf__sinks.active & 1u << leaf__sink_record.index))
		leaf__rec_rings_fork_parent(); /* nobody else has opened its lock */
#if defined(LEAF_PROFILE_TRACY) && !defined(LEAF_TRACY_EXTERNAL)
	leaf__tracy_queue_fork_child();
#endif
}

void leaf__sinks_forget_added(void)
{
	leaf__sinks.active &= (1u << N_BUILT_IN) - 1;
	leaf__sinks.asleep &= (1u << N_BUILT_IN) - 1;
}

PUBLIC int leaf_sink_add(struct leaf_sink *sink, const char *filter)
{
	if (!leaf__start_enter())
		return -1;
	leaf__start_once(); /* the built-in ones first */
	leaf__start_lock();
	int refused = n_sinks == LEAF_SINKS_MAX || leaf__sink_named(sink->name);
	if (refused) {
		errno = n_sinks == LEAF_SINKS_MAX ? ENOSPC : EEXIST;
	} else {
		append(sink);
		if (!take_part(sink)) {
			n_sinks--;
			refused = 1;
		} else {
			leaf__judge_added(sink->index, filter);
			leaf__site_judge_all();
		}
	}
	leaf__start_unlock();
	leaf__start_leave();
	return refused ? -1 : 0;
}

PUBLIC leaf_u64 leaf_ticks(void)
{
	return leaf__clock_ticks();
}

PUBLIC leaf_u64 leaf_ticks_to_ns(leaf_u64 ticks)
{
	return leaf__clock_to_ns(ticks);
}

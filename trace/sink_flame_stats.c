/* sink_flame_stats.c - calls, extremes and a histogram of durations beside each stack's time. */
#include "trace/sink_flame_stats.h"

#include "trace/sink_flame.h"
#include "trace/sink_flame_file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- durations ---- */

LEAF__OWN_TEXT LEAF__GENERAL_REGS unsigned leaf__flame_bucket(leaf_u64 ticks)
{
	if (ticks < LEAF__FLAME_OCTAVE)
		return (unsigned)ticks;
	unsigned octave = 63u - (unsigned)__builtin_clzll(ticks);
	unsigned part = (unsigned)(ticks >> (octave - 2)) & (LEAF__FLAME_OCTAVE - 1);
	unsigned bucket = LEAF__FLAME_OCTAVE * (octave - 1) + part;
	return bucket < LEAF__FLAME_BUCKETS ? bucket : LEAF__FLAME_BUCKETS - 1;
}

leaf_u64 leaf__flame_bucket_start(unsigned bucket)
{
	if (bucket < LEAF__FLAME_OCTAVE)
		return bucket;
	unsigned octave = bucket / LEAF__FLAME_OCTAVE + 1, part = bucket % LEAF__FLAME_OCTAVE;
	return (leaf_u64)(LEAF__FLAME_OCTAVE + part) << (octave - 2);
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS void leaf__flame_durations_add(
	struct leaf__flame_durations *durations, leaf_u64 ticks)
{
	ticks += ticks == 0; /* 0 says: none */
	if (!durations->max || ticks < durations->min)
		LEAF__STORE(durations->min, ticks);
	if (ticks > durations->max)
		LEAF__STORE(durations->max, ticks);
	LEAF__ADD(durations->buckets[leaf__flame_bucket(ticks)], 1);
}

void leaf__flame_durations_merge(void *to, const void *from)
{
	struct leaf__flame_durations *into = to;
	const struct leaf__flame_durations *other = from;
	leaf_u64 min = LEAF__LOAD(other->min), max = LEAF__LOAD(other->max);
	if (!max)
		return;
	if (!into->max || min < into->min)
		into->min = min;
	if (max > into->max)
		into->max = max;
	for (unsigned i = 0; i < LEAF__FLAME_BUCKETS; i++)
		into->buckets[i] += LEAF__LOAD(other->buckets[i]);
}

/* ---- the file ---- */

static void put(struct leaf__flame_file *file, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void put(struct leaf__flame_file *file, const char *fmt, ...)
{
	char text[256];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (n > 0)
		leaf__flame_file_put(file, text, (size_t)n < sizeof text ? (size_t)n : 0);
}

static leaf_u64 to_ns(leaf_u64 ticks)
{
	return (leaf_u64)((double)ticks * leaf__flame.ns_per_tick + 0.5);
}

static void put_durations(struct leaf__flame_file *file,
			  const struct leaf__flame_durations *durations)
{
	int first = 1;
	if (!durations->max) {
		put(file, "\t\t\t\n");
		return;
	}
	put(file, "\t%llu\t%llu\t", to_ns(durations->min), to_ns(durations->max));
	for (unsigned i = 0; i < LEAF__FLAME_BUCKETS; i++)
		if (durations->buckets[i]) {
			put(file, "%s%llu:%u", first ? "" : " ", to_ns(leaf__flame_bucket_start(i)),
			    durations->buckets[i]);
			first = 0;
		}
	put(file, "\n");
}

static void put_stack(struct leaf__flame_file *file, const struct leaf__flame_stack *stack)
{
	static struct leaf__flame_durations sum; /* under the tracer's lock */
	leaf_u64 calls = 0;
	memset(&sum, 0, sizeof sum);
	for (unsigned i = 0; i < stack->n; i++) {
		const struct leaf__flame_member *member = &stack->members[i];
		calls += LEAF__LOAD(member->node->calls);
		if (member->tree->more && member->node != &member->tree->root)
			leaf__flame_durations_merge(&sum, member->node + 1);
	}
	leaf__flame_file_put(file, stack->path, stack->path_len);
	leaf__flame_file_put(file, stack->frame, strlen(stack->frame));
	put(file, "\t%llu\t%llu", calls, stack->self_ns);
	put_durations(file, &sum);
}

/* What the tracer itself took, as far as that is known. */
static void put_overhead(struct leaf__flame_file *file)
{
	struct leaf__flame_totals totals = leaf__flame_totals();
	put(file, "# mode: %s\n", leaf__flame.mode == LEAF__FLAME_EXACT ? "exact" : "sampled");
	put(file, "# calls: %llu\n", totals.calls);
	put(file, "# measured: %.0f ns in all\n", totals.ticks * leaf__flame.ns_per_tick);
	if (totals.own_ticks <= 0) {
		put(file, "# overhead: not known\n");
		return;
	}
	put(file, "# overhead: %.1f ns per call (%.1f in it, %.1f in its caller), subtracted\n",
	    (leaf__flame.cost_in + leaf__flame.cost_out) * leaf__flame.ns_per_tick,
	    leaf__flame.cost_in * leaf__flame.ns_per_tick,
	    leaf__flame.cost_out * leaf__flame.ns_per_tick);
	put(file, "# overhead: %.1f %% of what was measured\n",
	    totals.ticks > 0 ? 100 * totals.own_ticks / totals.ticks : 0.0);
}

int leaf__flame_stats_put(struct leaf__flame_file *file)
{
	put_overhead(file);
	put(file, "stack\tcalls\tself_ns\tmin_ns\tmax_ns\tdurations_ns\n");
	return leaf__flame_dump(file, put_stack, 1);
}

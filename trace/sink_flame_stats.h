/* sink_flame_stats.h - calls, extremes and a histogram of durations beside each stack's time. */
#ifndef LEAF_TRACE_SINK_FLAME_STATS_H
#define LEAF_TRACE_SINK_FLAME_STATS_H

#include "trace/sink_flame_dump.h"

enum { LEAF__FLAME_OCTAVE = 4, LEAF__FLAME_BUCKETS = 42 * LEAF__FLAME_OCTAVE };

/*
 * How long the calls of a node took, in ticks, the functions they called included, and what the tracer
 * itself took for those.
 */
struct leaf__flame_durations {
	leaf_u64 min, max; /* 0: there is none */
	unsigned buckets[LEAF__FLAME_BUCKETS];
};

/* Count one. */
void leaf__flame_durations_add(struct leaf__flame_durations *durations, leaf_u64 ticks);

/* Add up; both are struct leaf__flame_durations. */
void leaf__flame_durations_merge(void *into, const void *from);

/*
 * The bucket of a duration: four to an octave, from 1 on; and the smallest duration that falls in
 * a bucket.
 */
unsigned leaf__flame_bucket(leaf_u64 ticks);
leaf_u64 leaf__flame_bucket_start(unsigned bucket);

/*
 * Put the whole file: comments, a head line, a line per stack, fields between tabs. Returns 0, or
 * -1 without memory.
 *
 * Threads: under the tracer's lock.
 */
int leaf__flame_stats_put(struct leaf__flame_file *file);

#endif

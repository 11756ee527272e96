/* sink_flame.h - the flame graph: a calling-context tree per thread, written as folded stacks. */
#ifndef LEAF_TRACE_SINK_FLAME_H
#define LEAF_TRACE_SINK_FLAME_H

#include "trace/tree.h"

enum leaf__flame_mode { LEAF__FLAME_EXACT, LEAF__FLAME_SAMPLED };

/* What the configuration says, read at each start. */
struct leaf__flame {
	enum leaf__flame_mode mode;
	int collapse, lines;
	int timed;		 /* durations of calls are kept, beside exact times */
	int quick;		 /* sites of the flame graph alone take their short way */
	double ns_per_tick;	 /* of the nodes' self; at the dump */
	leaf_u64 until;		 /* open frames are charged up to here, in ticks; at the dump */
	double cost_in;		 /* of the tracer itself: ticks charged to each call … */
	double cost_out;	 /* … and to its caller */
	struct leaf__tree *live; /* trees of threads that run; under the tracer's lock, as … */
	struct leaf__tree *ended;
	unsigned n_ended;
};

extern struct leaf__flame leaf__flame;

/*
 * Write the flame graph to 'path', or NULL: to its usual place. Returns 0; -1 with errno set, said
 * once and counted.
 *
 * Threads: any, under the tracer's lock.
 */
int leaf__flame_put(const char *path);

/* The same for everybody, as leaf_flame_write() says. */
int leaf__flame_write(const char *path);

/* If LEAF_FLAME_SIGNAL is set, write the flame graph on that signal. Under the tracer's lock. */
void leaf__flame_watch_start(void);
void leaf__flame_watch_stop(void);

#endif

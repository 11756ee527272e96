/* sinks.h - the sinks that take part, and telling them. */
#ifndef LEAF_TRACE_SINKS_H
#define LEAF_TRACE_SINKS_H

#include "leaf/sink.h"
#include "trace/solo.h"

#define SINK(name) extern struct leaf_sink leaf__sink_##name;
#include "trace/sinks.def"

/* Start the built-in sinks that the configuration asks for. */
void leaf__sinks_start(void);

/* Flush and stop all; own ones stay registered but silent until the next start. */
void leaf__sinks_stop(void);

/* Flush all; -1 if one failed. */
int leaf__sinks_flush(void);

/*
 * Around a fork: nobody changes what the child will read. Inside the tracer's lock, like the end of
 * a thread: handlers of pthread_atfork() of its own would run in another order.
 */
void leaf__sinks_fork_prepare(void);
void leaf__sinks_fork_parent(void);
void leaf__sinks_fork_child(void);

/* Do without the sinks that are not built in: they are not told to stop. */
void leaf__sinks_forget_added(void);

/*
 * What the hot paths read of the sinks. Masks are over sink->index and change only at a start, a
 * stop and in leaf_sink_add().
 */
struct leaf__sink_table {
	struct leaf_sink *at[LEAF_SINKS_MAX];
	unsigned active;  /* those that take part */
	unsigned asleep;  /* those that will: told of forks, ends of threads and the stop alone */
	unsigned values;  /* those that look at span values */
	unsigned times;	  /* those that look at span->opened */
	unsigned closers; /* those that want to hear of the end of spans */
	unsigned hearers; /* those that want to hear of events */
};
extern struct leaf__sink_table leaf__sinks;

/* A sink's start() returns this to take part, but only from leaf__sinks_wake() on. */
enum { LEAF__SINK_ASLEEP = 2 };

/*
 * Let a sink that has started take part from now on (1), or no more for the time being (0): sites
 * that nobody else wants are off meanwhile. Spans that are open then are closed for those who saw them open.
 * Returns 0, or -1 if the tracer's lock is taken: try again. Threads: any that holds no lock.
 */
int leaf__sinks_wake(struct leaf_sink *sink, int awake);

/* The sink by name; NULL if there is none. */
struct leaf_sink *leaf__sink_named(const char *name);

/* The plan of a span site that just these sinks want, come what may. */
unsigned leaf__sinks_plan(unsigned sinks);

/* The same for the site of an event. */
unsigned leaf__sinks_event_plan(unsigned sinks);

/* The sink's solo; NULL if it has none. */
const struct leaf__solo *leaf__sinks_solo(unsigned sink);

/* The solo behind a plan of at least LEAF__PLAN_SOLO, or behind a guard's tag. */
extern const struct leaf__solo *leaf__solo_by_plan[LEAF__SOLOS_MAX];

/* Tell each sink of the mask, if it has the function. */
#define LEAF__TELL_SINKS(mask, function, ...)                                                      \
	do {                                                                                       \
		unsigned leaf_mask = (mask);                                                       \
		while (leaf_mask) {                                                                \
			struct leaf_sink *leaf_sink = leaf__sinks.at[__builtin_ctz(leaf_mask)];    \
			leaf_mask &= leaf_mask - 1;                                                \
			if (leaf_sink->function)                                                   \
				leaf_sink->function(leaf_sink, ##__VA_ARGS__);                     \
		}                                                                                  \
	} while (0)

#endif

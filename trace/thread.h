/* thread.h - what the tracer keeps for each thread. */
#ifndef LEAF_TRACE_THREAD_H
#define LEAF_TRACE_THREAD_H

#include "leaf/sink.h"

struct leaf__frame;
struct leaf__frame_chunk;

struct leaf__thread {
	struct leaf_thread_info info; /* first: what sinks see */
	struct leaf__thread *next, **link;
	volatile int busy;	 /* the tracer is at work in this thread */
	leaf_u64 n_spans;	 /* opened so far, for ids */
	struct leaf__frame *top; /* innermost open frame */
	struct leaf__frame_chunk *chunk;
	char *free, *limit;	 /* of the chunk */
	struct leaf__self *self; /* this thread's words, to read from others */
};

/*
 * The calling thread's state, made at its first span or event; NULL without memory (counted) or
 * when the thread is past its end. Announces the thread to the sinks.
 */
struct leaf__thread *leaf__thread_get(void);

/* The calling thread's state if it has one. */
static inline struct leaf__thread *leaf__thread_peek(void)
{
	return leaf__self.state;
}

/*
 * Enter and leave the tracer. Entering fails (0, counted) when this thread is in it already: a
 * signal handler, a formatter or a sink has met a span.
 */
int leaf__thread_enter(struct leaf__thread *thread);
void leaf__thread_leave(struct leaf__thread *thread);

/* Look up the thread's name again. */
void leaf__thread_name(struct leaf__thread *thread);

/* Call visit for every live thread, under the list's lock: short, no tracing, no new threads. */
void leaf__thread_each(void (*visit)(struct leaf__thread *thread, void *arg), void *arg);

/* In the child of a fork: only the calling thread is left. */
void leaf__thread_fork_child(void);
void leaf__thread_fork_prepare(void);
void leaf__thread_fork_parent(void);

#endif

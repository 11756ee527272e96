/* thread.h - what the tracer keeps for each thread. */
#ifndef LEAF_TRACE_THREAD_H
#define LEAF_TRACE_THREAD_H

#include "base/arena.h"
#include "leaf/sink.h"
#include "trace/fields.h"
#include "trace/loss.h"

struct leaf__frame;
struct leaf__frame_chunk;
struct leaf__cyg_calls;

enum leaf__thread_busy {
	LEAF__THREAD_OUTSIDE,
	LEAF__THREAD_PARKED, /* it waits for the tracer's lock and reads nothing */
	LEAF__THREAD_INSIDE  /* it is at work; more than this: since that stack address */
};

struct leaf__thread {
	struct leaf_thread_info info; /* first: what sinks see */
	struct leaf__thread *next, **link;
	volatile size_t busy;	   /* enum leaf__thread_busy */
	int awaited;		   /* by leaf__thread_all_left() */
	const void *sp;		   /* of the function that tells an event now */
	unsigned generation;	   /* of the filters that the frames' scopes are by */
	struct leaf__arena scopes; /* of frames that were open when the filters changed */
	leaf_u64 n_spans;	   /* opened so far, for ids */
	struct leaf__frame *top;   /* innermost open frame */
	struct leaf__frame_chunk *chunk;
	struct leaf__cyg_calls *calls; /* of functions with the hooks of leaf/cyg.h */
	char *free, *limit;	       /* of the chunk */
	struct leaf__thread_stuck {
		size_t busy;	   /* what it was when somebody was turned away first */
		leaf_u64 since_ns; /* when that was */
	} stuck;
	char scratch[LEAF__TEXT_MAX]; /* where a field's formatter writes */
	char line[LEAF__TEXT_MAX];    /* where a line of a log is put together */
	struct leaf__self *self;      /* this thread's words, to read from others */
	char called[64];	      /* by the program; empty: its name is the system's */
};

/*
 * The calling thread's state, made at its first span or event; NULL without memory (counted) or
 * when the thread is past its end. Announces the thread to the sinks.
 */
struct leaf__thread *leaf__thread_begin(void);
static inline struct leaf__thread *leaf__thread_get(void)
{
	struct leaf__thread *thread = leaf__self.state;
	return __builtin_expect(thread != NULL, 1) ? thread : leaf__thread_begin();
}

/* The calling thread's state if it has one. */
static inline struct leaf__thread *leaf__thread_peek(void)
{
	return leaf__self.state;
}

/*
 * The thread is in the tracer since the stack address 'busy' and somebody at 'sp' wants to enter:
 * 1 if control has left it by longjmp, so that he may. 0, counted, if a signal handler, a formatter
 * or a sink has met a span.
 */
int leaf__thread_was_left(struct leaf__thread *thread, const void *sp);

/*
 * Enter and leave the tracer. 0 if this thread is in it already.
 *   sp  of the host's function that comes in, or of the first one of ours
 */
static inline int leaf__thread_enter(struct leaf__thread *thread, const void *sp)
{
	if (__builtin_expect(thread->busy != LEAF__THREAD_OUTSIDE, 0) &&
	    !leaf__thread_was_left(thread, sp))
		return 0;
	thread->busy = (size_t)sp;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return 1;
}

static inline void leaf__thread_leave(struct leaf__thread *thread)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	thread->busy = LEAF__THREAD_OUTSIDE;
}

/*
 * Wait until every other thread has been outside the tracer once. 0 if one stayed inside for a
 * fifth of a second or the system cannot tell.
 */
int leaf__thread_all_left(void);

/* The ends of threads are not heard of any more: the library may be unmapped next. */
void leaf__thread_no_more_ends(void);

/* Look up the thread's name again. */
void leaf__thread_name(struct leaf__thread *thread);

/* The program has a name for this thread, of which 63 bytes are kept. */
void leaf__thread_call(struct leaf__thread *thread, const char *name);

/* Call visit for every live thread, under the list's lock: short, no tracing, no new threads. */
void leaf__thread_each(void (*visit)(struct leaf__thread *thread, void *arg), void *arg);

/* In the child of a fork: only the calling thread is left. */
void leaf__thread_fork_child(void);
void leaf__thread_fork_prepare(void);
void leaf__thread_fork_parent(void);

#endif

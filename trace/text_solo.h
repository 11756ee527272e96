/* text_solo.h - the text log's short way: a line for a span, and no frame. */
/*
 * How deep a thread is in spans of the text log is kept with the thread. A span without a frame
 * remembers it in its guard; one with a frame, in its note.
 */
#ifndef LEAF_TRACE_TEXT_SOLO_H
#define LEAF_TRACE_TEXT_SOLO_H

#include "leaf/sink.h"
#include "trace/out.h"
#include "trace/text_tree.h"

/* Offer the short way: lines go to 'out', 'indent' blanks a level. */
void leaf__text_solo_start(struct leaf_sink *sink, struct leaf__out *out, unsigned indent);

/* Where the functions of a thread's open spans stood, as far as lines are indented. */
struct leaf__text_thread {
	unsigned depth;
	const char *sp[LEAF__TEXT_LEVELS];
	const void *back[LEAF__TEXT_LEVELS]; /* where in that function; NULL: not known */
};

/* Take off spans whose function is gone: its stack pointer lies a little below this one. */
static inline unsigned leaf__text_alive(struct leaf__text_thread *mine, const char *sp)
{
	enum { NEAR = 256 * 1024 };
	unsigned depth = mine->depth;
	while (depth > 0 && depth <= LEAF__TEXT_LEVELS && mine->sp[depth - 1] < sp &&
	       (size_t)(sp - mine->sp[depth - 1]) < NEAR)
		depth--;
	return mine->depth = depth;
}

/* How many spans are open, by what was opened and closed. */
unsigned leaf__text_depth_get(struct leaf_thread_info *thread);
void leaf__text_depth_set(struct leaf_thread_info *thread, unsigned depth);

/* The same, less those that control has left by longjmp, for an event that is being told. */
unsigned leaf__text_depth_alive(struct leaf_thread_info *thread);

/* A thread has ended. */
void leaf__text_depth_free(struct leaf_thread_info *thread);

/* Implemented by the sink: any span, at any place. */
void leaf__text_span(const struct leaf_site_info *info, struct leaf_thread_info *thread,
		     const void *packed, unsigned level);

#endif

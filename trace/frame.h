/* frame.h - the open spans of a thread: a stack beside the program's own. */
#ifndef LEAF_TRACE_FRAME_H
#define LEAF_TRACE_FRAME_H

#include "trace/judge.h"
#include "trace/site.h"
#include "trace/thread.h"
#include "trace/thunk.h"

/* A value recorded late: its type as packed, and its bytes or text. */
struct leaf__late {
	unsigned type; /* 0: not recorded yet */
	unsigned cut;
	size_t len;
	char *text; /* room of LEAF__TEXT_MAX, mapped when first needed */
	char bytes[32];
};

struct leaf__frame {
	struct leaf_span span;		   /* first: what sinks see */
	const void *sp;			   /* the stack pointer of the function that opened it */
	const void *back;		   /* where in that function; NULL: not known */
	struct leaf__frame *below;	   /* the frame opened before */
	const struct leaf__scopes *scopes; /* inside this span; NULL: nothing said */
	struct leaf__scopes *own_scopes;   /* the same, if this span changes them */
	struct leaf__late *late;	   /* [site's n_late] */
	int kept;			   /* text values are copies in this frame */
};

static inline struct leaf__frame *leaf__frame_of(const struct leaf_span *span)
{
	return (struct leaf__frame *)(void *)(size_t)span;
}

/*
 * Push a frame for this site.
 *   packed  the site's values; copied. Texts are copied too if keep_values.
 *   sp      the caller's stack pointer
 * Returns NULL without memory (counted). The frame is on the stack afterwards.
 */
struct leaf__frame *leaf__frame_push(struct leaf__thread *thread, struct leaf__site *site,
				     const void *packed, const void *sp, int keep_values);

/* Whether the frame lies in the chunk that the thread is filling now. */
LEAF__GENERAL_REGS static inline int leaf__frame_in_chunk(const struct leaf__thread *thread,
							  const struct leaf__frame *frame)
{
	return (size_t)((const char *)frame - (const char *)thread->chunk) <
	       (size_t)(thread->limit - (const char *)thread->chunk);
}

/* Pop the innermost frame. */
void leaf__frame_pop(struct leaf__thread *thread);

/* Whether 'frame' is on the thread's stack. */
int leaf__frame_is_open(const struct leaf__thread *thread, const struct leaf__frame *frame);

/* Make room for a span's scopes in its frame, the innermost one; NULL without memory. */
struct leaf__scopes *leaf__frame_scopes(struct leaf__thread *thread, struct leaf__frame *frame);

/* The filters have changed: find out anew what the open spans say about the inside. */
void leaf__frame_rescope(struct leaf__thread *thread);

/* Record field i of the frame, a late one. */
void leaf__frame_record(struct leaf__frame *frame, unsigned i, unsigned type,
			const struct leaf_value *value);

/* Give the memory of a thread's stack back. */
void leaf__frame_release(struct leaf__thread *thread);

#endif

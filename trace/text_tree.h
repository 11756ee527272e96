/* text_tree.h - what stands before the content of each line of the text log: the tree. */
#ifndef LEAF_TRACE_TEXT_TREE_H
#define LEAF_TRACE_TEXT_TREE_H

#include "leaf/sink.h"
#include "trace/escape.h"
#include "trace/text_opts.h"

/* Why a line is written. */
enum leaf__text_why {
	LEAF__TEXT_PRE_OPEN, /* the outer span, before an inner one */
	LEAF__TEXT_OPEN,
	LEAF__TEXT_OPEN_VERBOSE, /* after a PRE_OPEN line */
	LEAF__TEXT_CLOSE,
	LEAF__TEXT_CLOSE_VERBOSE,
	LEAF__TEXT_RETRACE, /* the path to what follows, once more */
	LEAF__TEXT_RETRACE_VERBOSE,
	LEAF__TEXT_POST_CLOSE, /* the outer span, after an inner one */
	LEAF__TEXT_EVENT
};

/* Deeper levels are not indented further; a line says how many there are. */
enum { LEAF__TEXT_LEVELS = 250 };

struct leaf__text_lead {
	const struct leaf__text_opts *opts;
	enum leaf__text_why why;
	unsigned level; /* where the line hangs: 0 is the margin */
	unsigned prefix_len;
	char prefix[80]; /* who speaks */
};

/*
 *   level   of the span, counting those around it; for an event, of the span that it is in
 *   inside  an event is in a span
 */
void leaf__text_lead_init(struct leaf__text_lead *lead, const struct leaf__text_opts *opts,
			  enum leaf__text_why why, unsigned level, int inside,
			  const struct leaf_thread_info *thread);

/* What the log shows before the first line of content, before further ones, and after the last. */
void leaf__text_lead_first(struct leaf__out_text *out, const struct leaf__text_lead *lead);
void leaf__text_lead_next(struct leaf__out_text *out, const struct leaf__text_lead *lead);
void leaf__text_lead_after(struct leaf__out_text *out, const struct leaf__text_lead *lead);

#endif

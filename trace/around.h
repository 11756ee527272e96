/* around.h - the spans around a span or event, as one sink sees them. */
#ifndef LEAF_TRACE_AROUND_H
#define LEAF_TRACE_AROUND_H

#include "leaf/sink.h"

/*
 * The nearest span around 'span', by parents, that this sink sees; NULL if there is none, or the
 * parent that was given (LEAF_SPAN_UNDER) is not open in this thread.
 */
static inline struct leaf_span *leaf__around_span(const struct leaf_span *span, unsigned sink_index)
{
	struct leaf_span *outer;
	do {
		outer = span->outer;
		while (outer && outer->id != span->parent)
			outer = outer->outer;
		span = outer;
	} while (outer && !(outer->sinks & 1u << sink_index));
	return outer;
}

static inline struct leaf_span *leaf__around_event(const struct leaf_event *event,
						   unsigned sink_index)
{
	struct leaf_span *span = event->span;
	return !span || span->sinks & 1u << sink_index ? span : leaf__around_span(span, sink_index);
}

#endif

/* tracy_solo.h - the Tracy sink's short way: spans that it alone wants, with no frame kept. */
#ifndef LEAF_TRACE_TRACY_SOLO_H
#define LEAF_TRACE_TRACY_SOLO_H

#include "leaf/sink.h"

/* Offer it for this sink, where it works. Called by the sink's start(). */
void leaf__tracy_solo_offer(struct leaf_sink *tracy);

#endif

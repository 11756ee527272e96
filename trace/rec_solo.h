/* rec_solo.h - the record sink's short way: spans that it alone wants, with no frame kept. */
#ifndef LEAF_TRACE_REC_SOLO_H
#define LEAF_TRACE_REC_SOLO_H

#include "leaf/sink.h"

/* Offer the short way to the tracer, if the clock is the processor's; from the sink's start(). */
void leaf__rec_solo_offer(struct leaf_sink *record);

#endif

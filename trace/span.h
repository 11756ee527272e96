/* span.h - opening and closing spans with frames, and events. */
#ifndef LEAF_TRACE_SPAN_H
#define LEAF_TRACE_SPAN_H

#include "trace/frame.h"
#include "trace/thread.h"

/* Close every open span of the thread; they count as repaired. The caller is in the tracer. */
void leaf__span_close_all(struct leaf__thread *thread);

#endif

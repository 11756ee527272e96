/* peer_lttng_tp.h - peer: LTTng-UST tracepoints, one with two arguments at entry and one at exit. */
#undef TRACEPOINT_PROVIDER
#define TRACEPOINT_PROVIDER leaf_bench

#undef TRACEPOINT_INCLUDE
#define TRACEPOINT_INCLUDE "peer_lttng_tp.h"

#if !defined(BENCH_PEER_LTTNG_TP_H) || defined(TRACEPOINT_HEADER_MULTI_READ)
#define BENCH_PEER_LTTNG_TP_H

#include <lttng/tracepoint.h>

TRACEPOINT_EVENT(leaf_bench, enter, TP_ARGS(int, a, int, b),
		 TP_FIELDS(ctf_integer(int, a, a) ctf_integer(int, b, b)))
TRACEPOINT_EVENT(leaf_bench, leave, TP_ARGS(int, unused), TP_FIELDS())

#endif

#include <lttng/tracepoint-event.h>

/* peer_lttng.h - puts the tracepoints of peer_lttng_tp.h into functions; PEER_LTTNG_LEAVE: at exit as well. */
#include "peer_lttng_tp.h"

#ifdef PEER_LTTNG_LEAVE
static inline void peer_lttng_leave(int *unused)
{
	tracepoint(leaf_bench, leave, *unused);
}

#define BENCH_FN(a, b)                                                                             \
	int peer_lttng_scope __attribute__((cleanup(peer_lttng_leave))) = 0;                       \
	tracepoint(leaf_bench, enter, a, b)
#else
#define BENCH_FN(a, b) tracepoint(leaf_bench, enter, a, b)
#endif

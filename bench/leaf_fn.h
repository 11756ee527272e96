/* leaf_fn.h - Leaf: a span with both arguments as the first line of each function. */
#include <leaf/trace.h>

#define BENCH_FN(a, b) LEAF_FN(LEAF_LEVEL_TRACE, a, b)

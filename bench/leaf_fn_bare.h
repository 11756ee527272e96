/* leaf_fn_bare.h - Leaf: a span without arguments as the first line of each function. */
#include <leaf/trace.h>

#define BENCH_FN(a, b) LEAF_FN(LEAF_LEVEL_TRACE)

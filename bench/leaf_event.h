/* leaf_event.h - Leaf: one event with both arguments in each function, a line each in the text log. */
#include <leaf/trace.h>

#define BENCH_FN(a, b) LEAF_TRACE("call", a, b)

/* record_inlined.c - a function that is inlined into itself: its spans share a frame and a site. */
/* build: -O3 */
#define LEAF_TARGET "inlined"
#include <leaf/trace.h>

static inline __attribute__((always_inline)) int level3(int n)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "inner", n);
	return n + 1;
}

static inline int fib(int n)
{
	LEAF_FN(LEAF_LEVEL_INFO, n);
	return n < 2 ? level3(n) : fib(n - 1) + fib(n - 2);
}

int main(void)
{
	LEAF_FN(LEAF_LEVEL_INFO);
	return fib(16) == 0;
}

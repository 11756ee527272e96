/* work_flat.c - the tiny function that 'flat' calls in a loop. */
#include "work.h"

BENCH_CALL int bench_tiny(int a, int b)
{
	BENCH_FN(a, b);
	return a ^ (b + 1);
}

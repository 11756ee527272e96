/* work_fib.c - the recursion that 'fib' runs; two arguments, as in 'flat'. */
#include "work.h"

BENCH_CALL unsigned bench_fib(int n, int salt)
{
	BENCH_FN(n, salt);
	if (n < 2)
		return (unsigned)(n + salt);
	return bench_fib(n - 1, salt) + bench_fib(n - 2, salt);
}

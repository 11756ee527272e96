/* work.h - the workloads' functions, and the hook line that a row may put into them. */
#ifndef BENCH_WORK_H
#define BENCH_WORK_H

/* A row's header, force-included, defines BENCH_FN; without one the functions are bare. */
#ifndef BENCH_FN
#define BENCH_FN(a, b)
#endif

/* A call that no compiler may look through, copy or fold. */
#ifdef __clang__
#define BENCH_CALL __attribute__((noinline, disable_tail_calls))
#else
#define BENCH_CALL __attribute__((noipa))
#endif

/* a and b are any values; the result depends on both. */
int bench_tiny(int a, int b);

/* The sum over the leaves of fib(n)'s call tree of salt + leaf; 2 * fib(n + 1) - 1 calls. */
unsigned bench_fib(int n, int salt);

/* A floor that keeps state per thread sets it up here; weak, absent by default. */
__attribute__((weak)) void bench_thread_start(void);

#endif

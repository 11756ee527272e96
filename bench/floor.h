/* floor.h - what the hand-written floors share: inlining, the time-stamp counter, per-thread data. */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#define FLOOR_INLINE static inline __attribute__((always_inline, no_instrument_function, unused))
#define FLOOR_COLD __attribute__((cold, noinline, no_instrument_function, visibility("hidden")))
#define FLOOR_TLS __thread __attribute__((tls_model("local-exec"), visibility("hidden")))
#define FLOOR_RARE(condition) __builtin_expect(!!(condition), 0)

typedef __UINT64_TYPE__ floor_u64;
typedef __UINT32_TYPE__ floor_u32;

/* The counter as it is, neither serialized nor scaled. */
FLOOR_INLINE floor_u64 floor_ticks(void)
{
#if defined(__x86_64__)
	return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
	floor_u64 ticks;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
#else
#error "this machine's time-stamp counter is not known here"
#endif
}

/* CLOCK_MONOTONIC in ns, through the C library, as a program would read it. */
floor_u64 floor_gettime(void);

#endif

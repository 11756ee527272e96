/* clock.h - time stamps that cost as little as the machine allows, and their length. */
#ifndef LEAF_BASE_CLOCK_H
#define LEAF_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* 1: the processor's time-stamp counter is used; 0: CLOCK_MONOTONIC in nanoseconds. */
extern int leaf__clock_is_tsc;

/* Choose the counter and take the first reading of the calibration. Once; later calls do nothing. */
void leaf__clock_init(void);

/* Nanoseconds of CLOCK_MONOTONIC. */
static inline uint64_t leaf__monotonic_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The time stamp; 0 is never returned. */
static inline uint64_t leaf__clock_ticks(void)
{
#if defined(__x86_64__) || defined(__i386__)
	if (__builtin_expect(leaf__clock_is_tsc, 1))
		return __builtin_ia32_rdtsc();
#endif
	return leaf__monotonic_ns();
}

/*
 * Nanoseconds per tick, measured from leaf__clock_init() to now; the longer ago that was, the
 * better. Waits until a millisecond has passed since. 1.0 without a counter.
 */
double leaf__clock_ns_per_tick(void);

/* ticks (a difference) in nanoseconds, by the present calibration. */
uint64_t leaf__clock_to_ns(uint64_t ticks);

#endif

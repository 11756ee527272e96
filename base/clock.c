/* clock.c - time stamps that cost as little as the machine allows, and their length. */
#include "base/clock.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

int leaf__clock_is_tsc;
static int initialized;
static uint64_t first_ticks, first_ns;

/* A counter that runs at one speed in all power states, as the processor promises. */
static int tsc_is_invariant(void)
{
#if defined(__x86_64__) || defined(__i386__)
	unsigned a, b, c, d;
	enum { INVARIANT_TSC = 1 << 8 };
	return __get_cpuid(0x80000007u, &a, &b, &c, &d) && (d & INVARIANT_TSC);
#else
	return 0;
#endif
}

/* Read both clocks close to one another: the pair with the shortest gap of a few. */
static void read_both(uint64_t *ticks, uint64_t *ns)
{
	uint64_t best = UINT64_MAX;
	for (int i = 0; i < 5; i++) {
		uint64_t before = leaf__clock_ticks();
		uint64_t now = leaf__monotonic_ns();
		uint64_t after = leaf__clock_ticks();
		if (after - before < best) {
			best = after - before;
			*ticks = before + (after - before) / 2;
			*ns = now;
		}
	}
}

void leaf__clock_init(void)
{
	if (initialized)
		return;
	leaf__clock_is_tsc = tsc_is_invariant();
	read_both(&first_ticks, &first_ns);
	initialized = 1;
}

double leaf__clock_ns_per_tick(void)
{
	enum { ENOUGH_NS = 1000000 };
	uint64_t ticks, ns;
	if (!leaf__clock_is_tsc)
		return 1.0;
	do
		read_both(&ticks, &ns);
	while (ns - first_ns < ENOUGH_NS);
	return (double)(ns - first_ns) / (double)(ticks - first_ticks);
}

uint64_t leaf__clock_to_ns(uint64_t ticks)
{
	return leaf__clock_is_tsc ? (uint64_t)((double)ticks * leaf__clock_ns_per_tick()) : ticks;
}

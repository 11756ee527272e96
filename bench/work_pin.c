/* work_pin.c - keeps the measured program on the processor that BENCH_CPU names. */
/*
 * A constructor in the program itself, not a wrapper: a recorder that starts the program stays free to
 * use the other processors, as it would in real use.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdlib.h>

__attribute__((constructor(101), no_instrument_function)) static void pin(void)
{
	const char *cpu = getenv("BENCH_CPU");
	cpu_set_t set;

	if (!cpu || !*cpu)
		return;
	CPU_ZERO(&set);
	CPU_SET((size_t)atoi(cpu), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

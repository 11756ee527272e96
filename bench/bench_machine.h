/* bench_machine.h - what the figures were measured on. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

struct bench_machine {
	char *cpu;
	char *kernel;
	char *compiler;
	int processors;
	int tsc_invariant; /* runs at one rate, also when the processor sleeps */
	int perf_clock;	   /* perf can sample by cpu-clock */
	int perf_counters; /* perf can count cycles */
	double load;	   /* of the last minute, at the start */
};

struct bench_machine bench_machine_look(void);

#endif

/* bench_run.h - run the programs of cells: one sample, the rounds, and the measurements beside them. */
#ifndef BENCH_RUN_H
#define BENCH_RUN_H

#include "bench/bench_cells.h"

struct bench_plan {
	int rounds;
	int slow_rounds;     /* of rows with slow_start */
	double run_ms;	     /* length of one measured run */
	int instr;	     /* count instructions in so many of the workloads */
	int truth_s;	     /* length of the reference profile; 0: none */
	double memory_calls; /* the greater number of calls of the memory rows; 0: none */
	int threads;	     /* measure threads */
};

extern const char *bench_out; /* folder in which programs run; each in a fresh one */
extern int bench_cpu;	      /* the processor for the measured program */

/* What a program said. */
struct bench_said {
	double cpu_ns;
	double calls;
	char checksum[32];
	double bytes;	   /* in its folder afterwards */
	double count;	   /* of the line CALLS, or NaN */
	double memory_kib; /* of the line MEMORY, or NaN */
};

/*
 * Runs the cell's program once, in an empty folder that stays afterwards (bench_out/run).
 *
 *   amount  calls, or rounds of the script
 *   more    more environment, or NULL
 *   front   command in front of the program, after the row's own, or NULL
 *
 * Returns 1 and fills *said; or 0, and the cell has a reason.
 */
int bench_run_once(size_t row, enum bench_work work, double amount, int threads, const char *more,
		   const char *front, struct bench_said *said);

/* All that the plan asks for, over all cells that are wanted and have a program. */
void bench_run_rounds(const struct bench_plan *plan);
void bench_run_instr(const struct bench_plan *plan);
void bench_run_memory(const struct bench_plan *plan);
void bench_run_threads(const struct bench_plan *plan);

/* A line about what is going on, on standard error; NULL: done. */
void bench_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

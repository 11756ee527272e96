/* bench_cells.h - the results: one cell for each row and workload, and what follows from them. */
#ifndef BENCH_CELLS_H
#define BENCH_CELLS_H

#include "bench/bench_rows.h"

enum { BENCH_ROUNDS = 64 };

/* Roughly what one round of work.lua takes without hooks. */
#define BENCH_LUA_ROUND_MS 3.4

struct bench_cell {
	int wanted;
	char *program;		/* owned; NULL: not available */
	char *reason;		/* why there is no result, owned; NULL otherwise */
	char *note;		/* something to know beside the result, owned, or NULL */
	double calls;		/* asked for per run; rounds of the script for Lua */
	int n;			/* samples */
	double t[BENCH_ROUNDS]; /* ns per call (Lua: per script round) of the program's own processor time */
	int round[BENCH_ROUNDS];
	char checksum[32];
	double bytes;	 /* written per call; NaN: none */
	double instr;	 /* instructions per call, all; NaN: unknown */
	double truth;	 /* distance from the reference profile, percent */
	double overhead; /* of that profiled run: run time over the base's, less one, in percent */
	double memory;	 /* KiB resident after many calls over that after few */
	double size;	 /* bytes of files, the same way */
	double threads;	 /* loss per thread in percent */
};

struct bench_value {
	double median, min, max;
};

extern struct bench_cell *bench_cells; /* [row * BENCH_WORKS + work] */
extern double bench_lua_calls;	       /* C calls of one round of the script; NaN: unknown */

struct bench_cell *bench_cell(size_t row, enum bench_work work);
void bench_cells_init(void);

/* Median, least and greatest of n numbers, which are sorted in the process; all NaN without any. */
struct bench_value bench_value_of(double *numbers, int n);

/* Of one row in one workload, paired with the base round by round; all NaN if there is no result. */
struct bench_value bench_ns(size_t row, enum bench_work work);	  /* ns per call over the base */
struct bench_value bench_total(size_t row, enum bench_work work); /* ns per call, all of it */
struct bench_value bench_slow(size_t row, enum bench_work work);  /* time over the base's time */
double bench_instr(size_t row, enum bench_work work);		  /* instructions over the base */

/* The value of a target in one of its workloads, NaN if unknown; *met says if it is reached. */
double bench_target_value(const struct bench_target *target, enum bench_work work, int *met);

#endif

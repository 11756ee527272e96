/* bench_truth.h - how true profiles are: their distance from perf's profile of the bare program. */
#ifndef BENCH_TRUTH_H
#define BENCH_TRUTH_H

#include "bench/bench_run.h"

struct bench_truth {
	char *reason; /* why there is no reference, or NULL */
	long samples; /* of the reference */
	double halves; /* percent: the distance of its one half from the other, what chance alone makes */
	double corrected; /* of the floor's tree, its own cost subtracted; NaN: not measured */
};

/* Fills the truth and overhead of every cell of Lua that has a profile; the plan says how long. */
struct bench_truth bench_run_truth(const struct bench_plan *plan);

#endif

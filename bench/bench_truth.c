/* bench_truth.c - see bench_truth.h. */
#include "bench/bench_truth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench_exec.h"
#include "bench/bench_profile.h"

enum { ROUNDS_PER_S = (int)(1000 / BENCH_LUA_ROUND_MS) };

/* The reference: the base program, sampled by perf with enough stack to find libc's callers. */
static struct bench_weights reference(const struct bench_plan *plan, struct bench_truth *truth)
{
	const char *front =
		"perf record -q -F 999 -e cpu-clock --call-graph dwarf,4096 -o perf.data --";
	struct bench_cell *base = bench_cell(0, WORK_LUA);
	struct bench_weights all = { 0 }, a = { 0 }, b = { 0 };
	char *data = bench_text("%s/run/perf.data", bench_out);
	struct bench_said said;
	int n = base->n;

	if (bench_do("command -v perf")) {
		truth->reason = bench_text("perf is not installed");
	} else if (!bench_run_once(0, WORK_LUA, plan->truth_s * ROUNDS_PER_S, 0, NULL, front,
				   &said)) {
		truth->reason = base->reason;
		base->reason = NULL;
		base->n = n;
	} else {
		truth->samples = bench_weights_read_perf(&a, &b, data, base->program);
		truth->halves = bench_weights_distance(&a, &b);
		for (size_t i = 0; i < a.n + b.n; i++) {
			const struct bench_weight *w = i < a.n ? &a.at[i] : &b.at[i - a.n];

			bench_weights_entry(&all, w->function, strlen(w->function))->weight +=
				w->weight;
		}
		if (truth->samples < 100)
			truth->reason = bench_text("perf took only %ld samples", truth->samples);
	}
	bench_weights_release(&a);
	bench_weights_release(&b);
	free(data);
	return all;
}

static void compare(size_t i, const struct bench_plan *plan, const struct bench_weights *all,
		    struct bench_truth *truth)
{
	const struct bench_row *row = &bench_rows[i];
	struct bench_cell *cell = bench_cell(i, WORK_LUA);
	char *path = bench_text("%s/run/%s", bench_out, row->profile_file);
	double amount = floor(plan->truth_s * ROUNDS_PER_S / (row->slow > 1 ? row->slow / 2 : 1));
	struct bench_weights w = { 0 };
	struct bench_said said;
	double slow;

	if (!bench_run_once(i, WORK_LUA, amount, 0, row->profile_env, NULL, &said)) {
		free(path);
		return;
	}
	slow = said.cpu_ns / amount / bench_total(0, WORK_LUA).median / bench_lua_calls;
	cell->overhead = (slow - 1) * 100;
	if (row->profile == PROFILE_FLOOR ? bench_weights_read_floor(&w, path, cell->program)
					  : bench_weights_read_folded(&w, path))
		cell->truth = bench_weights_distance(&w, all);
	if (row->profile == PROFILE_FLOOR) {
		bench_weights_correct(&w, 1 - 1 / slow);
		truth->corrected = bench_weights_distance(&w, all);
		free(cell->note);
		cell->note = bench_text("%.0f %% from the reference, %.0f %% with its own cost "
					"subtracted",
					cell->truth, truth->corrected);
	}
	bench_weights_release(&w);
	free(path);
}

struct bench_truth bench_run_truth(const struct bench_plan *plan)
{
	struct bench_truth truth = { .halves = NAN, .corrected = NAN };
	struct bench_cell *base = bench_cell(0, WORK_LUA);
	struct bench_weights all;

	if (plan->truth_s <= 0) {
		truth.reason = bench_text("not asked for");
		return truth;
	}
	if (!base->wanted || !base->n) {
		truth.reason = bench_text("%s", base->reason ? base->reason : "no run of Lua");
		return truth;
	}
	bench_progress("reference profile");
	all = reference(plan, &truth);
	for (size_t i = 0; !truth.reason && i < bench_n_rows; i++) {
		const struct bench_cell *cell = bench_cell(i, WORK_LUA);

		if (bench_rows[i].profile && cell->wanted && cell->program && !cell->reason) {
			bench_progress("profile of %s", bench_rows[i].name);
			compare(i, plan, &all, &truth);
		}
	}
	bench_progress(NULL);
	bench_weights_release(&all);
	return truth;
}

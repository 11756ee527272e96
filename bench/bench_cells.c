/* bench_cells.c - see bench_cells.h. */
#include "bench/bench_cells.h"

#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench_build.h"

struct bench_cell *bench_cells;
double bench_lua_calls = NAN;

struct bench_cell *bench_cell(size_t row, enum bench_work work)
{
	return &bench_cells[row * BENCH_WORKS + (size_t)work];
}

void bench_cells_init(void)
{
	size_t n = bench_n_rows * BENCH_WORKS;

	bench_cells = calloc(n, sizeof(*bench_cells));
	if (!bench_cells) {
		fprintf(stderr, "bench: out of memory\n");
		exit(1);
	}
	for (size_t i = 0; i < n; i++) {
		struct bench_cell *cell = &bench_cells[i];

		cell->bytes = cell->instr = cell->truth = cell->overhead = NAN;
		cell->memory = cell->size = cell->threads = NAN;
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct bench_value bench_value_of(double *numbers, int n)
{
	struct bench_value value = { NAN, NAN, NAN };

	if (!n)
		return value;
	qsort(numbers, (size_t)n, sizeof(*numbers), compare);
	value.median = n % 2 ? numbers[n / 2] : (numbers[n / 2 - 1] + numbers[n / 2]) / 2;
	value.min = numbers[0];
	value.max = numbers[n - 1];
	return value;
}

/* The sample of the same round, or of the last one before it. */
static double sample_of_round(const struct bench_cell *cell, int round)
{
	double t = NAN;

	for (int i = 0; i < cell->n && cell->round[i] <= round; i++)
		t = cell->t[i];
	return t;
}

static double difference(double t, double base)
{
	return t - base;
}

static double quotient(double t, double base)
{
	return t / base;
}

static double itself(double t, double base)
{
	(void)base;
	return t;
}

static struct bench_value paired(size_t row, enum bench_work work, double (*f)(double, double))
{
	const struct bench_cell *cell = bench_cell(row, work), *base = bench_cell(0, work);
	double numbers[BENCH_ROUNDS];

	for (int i = 0; i < cell->n; i++)
		numbers[i] = f(cell->t[i], sample_of_round(base, cell->round[i]));
	return bench_value_of(numbers, cell->n);
}

/* Lua's samples are for a round of the script; per call they are that much less. */
static struct bench_value per_call(struct bench_value value, enum bench_work work)
{
	double calls = work == WORK_LUA ? bench_lua_calls : 1;

	value.median /= calls;
	value.min /= calls;
	value.max /= calls;
	return value;
}

struct bench_value bench_ns(size_t row, enum bench_work work)
{
	return per_call(paired(row, work, difference), work);
}

struct bench_value bench_total(size_t row, enum bench_work work)
{
	return per_call(paired(row, work, itself), work);
}

struct bench_value bench_slow(size_t row, enum bench_work work)
{
	return paired(row, work, quotient);
}

double bench_instr(size_t row, enum bench_work work)
{
	return bench_cell(row, work)->instr - bench_cell(0, work)->instr;
}

static double cheapest(const char *pattern, enum bench_work work)
{
	double best = NAN;

	for (size_t i = 0; i < bench_n_rows; i++) {
		double ns = fnmatch(pattern, bench_rows[i].name, 0) ? NAN
								    : bench_ns(i, work).median;

		if (!isnan(ns) && (isnan(best) || ns < best))
			best = ns;
	}
	return best;
}

static double measured(const struct bench_target *target, enum bench_work work, size_t row)
{
	const struct bench_cell *cell = bench_cell(row, work);
	int differences;

	switch (target->measure) {
	case M_NS:
		return bench_ns(row, work).median;
	case M_INSTR:
		return bench_instr(row, work);
	case M_FLOOR:
		return bench_ns(row, work).median / cheapest(target->against, work);
	case M_MORE:
		return bench_ns(row, work).median - cheapest(target->against, work);
	case M_PEER:
		return cheapest(target->against, work) / bench_ns(row, work).median;
	case M_BYTES:
		return cell->bytes;
	case M_SLOW:
		return bench_slow(row, work).median;
	case M_SAME:
		differences = cell->program ? bench_build_differences(&bench_rows[row]) : -1;
		return differences < 0 ? (double)NAN : differences;
	case M_TRUTH:
		return cell->truth;
	case M_MEMORY:
		return cell->memory;
	case M_THREADS:
		return cell->threads;
	case M_SIZE:
		return cell->size;
	}
	return NAN;
}

double bench_target_value(const struct bench_target *target, enum bench_work work, int *met)
{
	int row = bench_row_find(target->row);
	double value = row < 0 ? (double)NAN : measured(target, work, (size_t)row);

	*met = bench_measure_rises(target->measure) ? value >= target->limit
						    : value <= target->limit;
	return value;
}

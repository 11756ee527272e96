/* ask.c - cheap ways first: one byte, an equality turned around, the solver, the last branch alone. */
#include "leafrt/ask.h"

#include "base/arena.h"
#include "leafrt/byte_set.h"
#include "leafrt/counters.h"
#include "leafrt/expr.h"
#include "leafrt/inputs.h"
#include "leafrt/invert.h"
#include "leafrt/outputs.h"
#include "leafrt/path.h"
#include "leafrt/rt_config.h"
#include "leafrt/sharing.h"
#include "leafrt/solver.h"
#include "leafrt/tape.h"
#include "pri/shared_state.h"
#include "pri/site_map.h"

#include <string.h>
#include <time.h>

#define MOST_STEPS 200000u
#define MOST_TERMS 60000u
#define MOST_BYTES_TRIED 4u
#define MOST_INPUT (1u << 22)
#define ANSWERS (1u << 16)

static struct {
	struct tape tape;
	struct smt_term *terms;
	uint32_t *steps;
	uint8_t *input; /* the one being tried */
	uint8_t *hits;
	uint64_t *refuted; /* hashes of slices with no answer */
	uint32_t n;
	uint64_t last_site;
} q;

bool ask_start(void)
{
	q.terms = leaf__pages_map(MOST_TERMS * sizeof *q.terms);
	q.steps = leaf__pages_map(MOST_TERMS * sizeof *q.steps);
	q.input = leaf__pages_map(MOST_INPUT);
	q.hits = sharing_hits();
	if (!q.hits)
		q.hits = leaf__pages_map(PRI_SHARED_HITS);
	q.refuted = leaf__pages_map(ANSWERS * sizeof *q.refuted);
	return q.terms && q.steps && q.input && q.hits && q.refuted;
}

static bool add_term(void *more, const struct path_constraint *constraint)
{
	(void)more;
	if (q.n == MOST_TERMS)
		return false;
	q.terms[q.n++] = (struct smt_term){ constraint->label, constraint->taken };
	return true;
}

/* Has this outcome here, coming from there, been asked for a number of times that is no power of two? */
static bool worth_asking(const struct pri_site *site, uint32_t direction)
{
	uint64_t h = (site->id ^ q.last_site * 3) * 0x9e3779b97f4a7c15u + direction;
	h *= 0x9e3779b97f4a7c15u;
	uint8_t *hits = &q.hits[h >> 46];
	if (*hits == 255)
		return false;
	++*hits;
	return (*hits & (*hits - 1)) == 0;
}

static uint64_t hash_terms(void)
{
	uint64_t h = q.n;
	for (uint32_t i = 0; i < q.n; i++)
		h = (h ^ ((uint64_t)q.terms[i].label << 1 | q.terms[i].want)) *
			    0x9e3779b97f4a7c15u ^
		    h >> 31;
	return h ? h : 1;
}

/* The first term's steps come first, so that it can be tried alone. False: too long. */
static bool lay_out(uint32_t *own)
{
	tape_clear(&q.tape);
	for (uint32_t i = 0; i < q.n; i++) {
		if (!tape_add(&q.tape, q.terms[i].label, MOST_STEPS, &q.steps[i]))
			return false;
		if (!i)
			*own = q.tape.n;
	}
	return true;
}

/* Does the input at hand make all terms true? The first one is looked at before the others are computed. */
static bool holds(uint32_t own)
{
	tape_run(&q.tape, q.input, 0, own);
	if ((q.tape.value[q.steps[0]] != 0) != q.terms[0].want)
		return false;
	tape_run(&q.tape, q.input, own, q.tape.n);
	for (uint32_t i = 1; i < q.n; i++)
		if ((q.tape.value[q.steps[i]] != 0) != q.terms[i].want)
			return false;
	return true;
}

static bool try_values(uint32_t byte, uint32_t own)
{
	uint8_t was = q.input[byte];
	for (unsigned value = 0; value < 256; value++) {
		q.input[byte] = (uint8_t)value;
		if (value != was && holds(own))
			return true;
	}
	q.input[byte] = was;
	return false;
}

static bool enumerate(uint32_t bytes, uint32_t own)
{
	uint32_t n, tried = 0;
	const struct byte_range *range = byte_set_ranges(bytes, &n);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t byte = range[i].first; byte < range[i].end; byte++) {
			if (tried++ == MOST_BYTES_TRIED)
				return false;
			if (try_values(byte, own))
				return true;
		}
	return false;
}

/* Do all terms together depend on one byte? */
static bool is_one_byte(void)
{
	uint32_t bytes = expr_at(q.terms[0].label)->bytes;
	for (uint32_t i = 0; i < q.n; i++)
		if (expr_at(q.terms[i].label)->bytes != bytes)
			return false;
	return byte_set_size(bytes) == 1;
}

/* This run's bytes again, where a term may have changed them. */
static void restore(uint32_t bytes)
{
	uint32_t n;
	const struct byte_range *range = byte_set_ranges(bytes, &n);
	for (uint32_t i = 0; i < n; i++)
		memcpy(q.input + range[i].first, inputs_bytes() + range[i].first,
		       range[i].end - range[i].first);
}

/* x == y, wanted or not wanted to hold, with one side turned around to be the other. */
static bool turn_around(uint32_t own)
{
	const struct expr *e = expr_at(q.terms[0].label);
	bool equal = (e->op == PRI_OP_EQ) == q.terms[0].want;
	if ((e->op != PRI_OP_EQ && e->op != PRI_OP_NE) || !equal)
		return false;
	bool done = (invert(e->a, expr_at(e->b)->value, q.input) && holds(own));
	if (done)
		return true;
	restore(e->bytes);
	if (expr_at(e->b)->op != EXPR_CONST && invert(e->b, expr_at(e->a)->value, q.input) &&
	    holds(own))
		return true;
	restore(e->bytes);
	return false;
}

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The last branch without the way to it: its own bytes first, since most need no more. */
static bool alone(void)
{
	uint32_t n = q.n, own = 0;
	q.n = 1;
	restore(expr_at(q.terms[0].label)->bytes);
	bool found = lay_out(&own) &&
		     (enumerate(expr_at(q.terms[0].label)->bytes, own) || turn_around(own));
	if (!found)
		found = solver_ask(q.terms, 1, q.input) == SMT_SAT;
	q.n = n;
	return found;
}

static enum counters_stage solve(uint64_t hash)
{
	uint64_t begin = now_ns();
	enum smt_answer answer = solver_ask(q.terms, q.n, q.input);
	enum counters_stage stage = COUNTERS_SOLVED;
	if (answer == SMT_UNSAT)
		q.refuted[hash & (ANSWERS - 1)] = hash;
	if (answer != SMT_SAT) {
		stage = answer == SMT_UNSAT ? COUNTERS_REFUTED : COUNTERS_UNKNOWN;
		counters.answered[stage]++;
		if (q.n > 1 && alone())
			stage = COUNTERS_OPTIMISTIC;
	}
	counters.solver_ns += now_ns() - begin;
	return stage;
}

static enum counters_stage answer(void)
{
	uint32_t own = 0;
	uint64_t hash = hash_terms();
	if (q.refuted[hash & (ANSWERS - 1)] == hash)
		return COUNTERS_CACHED;
	if (rt_config.cheap && lay_out(&own)) {
		if (enumerate(expr_at(q.terms[0].label)->bytes, own))
			return COUNTERS_ENUMERATED;
		if (is_one_byte()) {
			q.refuted[hash & (ANSWERS - 1)] = hash;
			return COUNTERS_REFUTED;
		}
		if (turn_around(own))
			return COUNTERS_PATTERN;
	}
	return solve(hash);
}

static bool has_input(enum counters_stage stage)
{
	return stage == COUNTERS_ENUMERATED || stage == COUNTERS_PATTERN ||
	       stage == COUNTERS_SOLVED || stage == COUNTERS_OPTIMISTIC;
}

/* LEAF_CHECK: does the input answer the question? */
static void check_answer(enum counters_stage stage)
{
	uint32_t own = 0;
	if (stage == COUNTERS_OPTIMISTIC)
		q.n = 1;
	if (lay_out(&own) && !holds(own))
		counters.failed_checks++;
}

static void account(const struct pri_site *site, bool found, uint64_t ns)
{
	struct pri_shared_site *row = sharing_site(site);
	if (!row)
		return;
	row->questions++;
	row->outputs += found;
	row->ns += ns;
}

void ask(const struct pri_site *site, uint32_t direction, leaf_label label, bool want)
{
	if (!rt_config.ask)
		return;
	bool worth = worth_asking(site, direction);
	q.last_site = site->id;
	if (!worth) {
		counters.answered[COUNTERS_SKIPPED]++;
		return;
	}
	uint64_t begin = now_ns();
	counters.questions++;
	memcpy(q.input, inputs_bytes(), inputs_total());
	q.n = 0;
	q.terms[q.n++] = (struct smt_term){ label, want };
	path_slice(expr_at(label)->bytes, add_term, NULL);
	uint32_t n_constraints = q.n;
	enum counters_stage stage = answer();
	if (stage != COUNTERS_REFUTED && stage != COUNTERS_UNKNOWN)
		counters.answered[stage]++;
	account(site, has_input(stage), now_ns() - begin);
	if (!has_input(stage))
		return;
	if (rt_config.check)
		check_answer(stage);
	outputs_write(q.input, &(struct output_note){ .site = site,
						      .direction = direction,
						      .stage = stage,
						      .n_constraints = n_constraints });
}

void ask_check(void)
{
	memcpy(q.input, inputs_bytes(), inputs_total());
	for (uint32_t i = 0; i < path_count(); i++) {
		const struct path_constraint *constraint = path_at(i);
		q.terms[0] = (struct smt_term){ constraint->label, constraint->taken };
		check_answer(COUNTERS_OPTIMISTIC);
	}
}

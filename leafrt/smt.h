/* smt.h - the contract of a solver. */
#ifndef LEAF_LEAFRT_SMT_H
#define LEAF_LEAFRT_SMT_H

#include "pri/fused.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct expr;

enum smt_answer { SMT_SAT, SMT_UNSAT, SMT_UNKNOWN };

/* One-bit expressions that all have to be as `want` says. */
struct smt_term {
	leaf_label label;
	bool want;
};

/* What a solver needs to know of expressions; it lives in a shared object of its own. */
struct smt_host {
	const struct expr *(*at)(leaf_label label);
	uint64_t (*table)(uint32_t number, unsigned index);
	uint32_t (*count)(void);
};

/*
 * A solver, loaded when the first question needs it.
 *
 *   ask    terms [n]; on SMT_SAT it changes those bytes of `input` that its model names. `limit_ms` bounds the time;
 *          when it is over the answer is SMT_UNKNOWN, as it is for everything that goes wrong.
 *
 * Threads: one at a time.
 */
struct smt_solver {
	const char *name;
	enum smt_answer (*ask)(const struct smt_term *terms, size_t n, unsigned limit_ms,
			       uint8_t *input);
};

/* The function that libleafrt-NAME.so exports as `leaf_smt_open`. NULL: not usable. */
typedef const struct smt_solver *smt_open(const struct smt_host *host);

#endif

/* solver.h - the solver of this run, loaded when it is first asked. */
#ifndef LEAF_LEAFRT_SOLVER_H
#define LEAF_LEAFRT_SOLVER_H

#include "leafrt/smt.h"

/* As smt_solver.ask, with the time limit of the environment; SMT_UNKNOWN if there is no solver. */
enum smt_answer solver_ask(const struct smt_term *terms, size_t n, uint8_t *input);

#endif

/* tape.h - expressions laid out in order, to be computed again and again for other inputs. */
#ifndef LEAF_LEAFRT_TAPE_H
#define LEAF_LEAFRT_TAPE_H

#include "leafrt/expr.h"

struct tape_step {
	leaf_label label;
	uint32_t a, b, c; /* steps of the children */
};

/*
 * Roots and all they depend on, children first. All zero is a valid empty tape; its memory is kept for the next.
 *
 *   value   [n] of each step for the input last computed
 */
struct tape {
	struct tape_step *steps;
	expr_bits *value;
	uint32_t n, cap;
};

/* Forget the steps. */
void tape_clear(struct tape *tape);

/*
 * Add a root with what it depends on; *step is its place. False if the tape would have more than `most` steps or there is no memory.
 * Threads: under the runtime's lock.
 */
bool tape_add(struct tape *tape, leaf_label root, uint32_t most, uint32_t *step);

/* Compute steps [from, to), those before them being computed; input byte i is input[i]. */
void tape_run(struct tape *tape, const uint8_t *input, uint32_t from, uint32_t to);

#endif

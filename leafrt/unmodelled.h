/* unmodelled.h - functions that symbolic data went to and that are neither instrumented nor modelled. */
#ifndef LEAF_LEAFRT_UNMODELLED_H
#define LEAF_LEAFRT_UNMODELLED_H

#include "pri/fused.h"

#include <stdio.h>

/*
 * `function` was called at `at` and has not taken the labels that stand in leaf_call; NULL: place unknown. Arguments with labels are
 * concretised, and counted as such.
 *
 * Threads: under the runtime's lock.
 */
void unmodelled_note(const struct pri_site *at, const void *function);

/* A line for each, with the first place of a call and the input byte that it got there. */
void unmodelled_say(FILE *out);

#endif

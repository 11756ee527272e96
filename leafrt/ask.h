/* ask.h - is there an input that goes the other way? */
#ifndef LEAF_LEAFRT_ASK_H
#define LEAF_LEAFRT_ASK_H

#include "pri/fused.h"

#include <stdbool.h>
#include <stdint.h>

bool ask_start(void);

/*
 * Look for an input with which the run comes here by the same way and then `label` (one bit) is `want`; if there is one, write it out.
 * The constraint for this run's own way is not added yet.
 *
 *   site   where, for the note of the output; `direction` tells the outcomes of one site apart: the one asked for
 *
 * Threads: under the runtime's lock.
 */
void ask(const struct pri_site *site, uint32_t direction, leaf_label label, bool want);

/*
 * LEAF_CHECK: does this run's input make each constraint of its path what the run took it for? What fails is counted.
 * Threads: under the runtime's lock.
 */
void ask_check(void);

#endif

/* pin.h - a symbolic value that has to be taken as it is: other values are asked for first. */
#ifndef LEAF_LEAFRT_PIN_H
#define LEAF_LEAFRT_PIN_H

#include "pri/fused.h"

/* The value is what it is in this run from now on; an input for which it is another one is looked for. */
void pin(const struct pri_site *at, leaf_label value, enum pri_cause cause);

/*
 * What is loaded from a symbolic address: a choice among the values of a table if the address depends on one input byte and
 * all that it can be are readable and concrete, else what is there, the address being pinned.
 *
 * Threads: under the runtime's lock.
 */
leaf_label pin_load(const struct pri_site *at, leaf_label address, const void *from,
		    uint32_t bytes);

#endif

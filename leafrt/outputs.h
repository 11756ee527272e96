/* outputs.h - new inputs and their notes, each file there as a whole or not at all. */
#ifndef LEAF_LEAFRT_OUTPUTS_H
#define LEAF_LEAFRT_OUTPUTS_H

#include "leafrt/counters.h"

#include <stdbool.h>
#include <stdint.h>

struct pri_site;

struct output_note {
	const struct pri_site *site;
	uint32_t direction;
	enum counters_stage stage;
	uint32_t n_constraints;
};

/* The folder is made for the first output; if it cannot be, outputs are counted and dropped. */
void outputs_start(void);

/* Write the sources' bytes as `input` has them, and a note. Threads: under the runtime's lock. */
void outputs_write(const uint8_t *input, const struct output_note *note);

/* A child of fork writes into a folder of its own. */
void outputs_in_child(void);

#endif

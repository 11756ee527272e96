/* byte_set.h - sets of input bytes, each stored once, as ranges. */
#ifndef LEAF_LEAFRT_BYTE_SET_H
#define LEAF_LEAFRT_BYTE_SET_H

#include <stdbool.h>
#include <stdint.h>

struct byte_range {
	uint32_t first, end; /* [first, end) */
};

bool byte_set_start(void);

/* No room for the set: its expression has to be concretised. */
#define BYTE_SET_FULL 0xffffffffu

/* Set 0 is empty. Threads: under the runtime's lock. */
uint32_t byte_set_single(uint32_t byte);
uint32_t byte_set_union(uint32_t a, uint32_t b);

/* Its ranges, rising and apart; *n of them. */
const struct byte_range *byte_set_ranges(uint32_t set, uint32_t *n);
uint32_t byte_set_size(uint32_t set);

#endif

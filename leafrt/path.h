/* path.h - the constraints of a run, in groups that share no input byte. */
#ifndef LEAF_LEAFRT_PATH_H
#define LEAF_LEAFRT_PATH_H

#include "pri/fused.h"

#include <stdbool.h>
#include <stdint.h>

/* In this run `label` (one bit) was `taken`; `next` is the next one of its group, 0: none. */
struct path_constraint {
	leaf_label label;
	uint32_t next;
	bool taken;
};

bool path_start(void);

/* Add a constraint. Groups that it connects become one. Threads: all of this file under the runtime's lock. */
void path_add(leaf_label label, bool taken);

/*
 * The constraints of all groups that share a byte with set `bytes`: call `each` for them, oldest groups first, until it
 * returns false.
 */
void path_slice(uint32_t bytes, bool (*each)(void *more, const struct path_constraint *constraint),
		void *more);

uint32_t path_count(void);
const struct path_constraint *path_at(uint32_t i);

#endif

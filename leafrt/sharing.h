/* sharing.h - the part of the runtime's state that outlives the run. */
#ifndef LEAF_LEAFRT_SHARING_H
#define LEAF_LEAFRT_SHARING_H

#include "pri/site_map.h"

#include "pri/shared_state.h"

#include <stdint.h>

/* Map the file that LEAF_SHARED names; without one, or if it is none of ours, nothing is shared. */
void sharing_start(const char *path);

/* Let a module's coverage bytes be those of the file. Threads: one at a time. */
void sharing_cover(const struct pri_module *module);

/* How often outcomes were asked for, [PRI_SHARED_HITS]; NULL: keep your own. */
uint8_t *sharing_hits(void);

/* This run fails the leaf_assert() in that line. Threads: any. */
void sharing_assertion(const char *file, uint32_t line);

/* This run was predicted to go some way; it went it. */
void sharing_predicted(void);
void sharing_followed(void);

/* The row of a site, its place being written when it is new; NULL: nothing is shared, or the table is full. */
struct pri_shared_site *sharing_site(const struct pri_site *site);

/* Add this run's counters to the file's. Called at exit and before the process ends by a signal that it raises itself. */
void sharing_count(void);

#endif

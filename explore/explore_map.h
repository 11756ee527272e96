/* explore_map.h - the shared file of an exploration, and what all runs so far have covered. */
#ifndef LEAF_EXPLORE_EXPLORE_MAP_H
#define LEAF_EXPLORE_EXPLORE_MAP_H

#include "base/err.h"
#include "pri/shared_state.h"

#include <stdbool.h>
#include <stddef.h>

/*
 *   state    the file, mapped; coverage pages behind its head
 *   covered  what runs before this one covered, [PRI_SHARED_PAGES pages]
 *   n        how many bytes of it are 1
 */
struct explore_map {
	struct pri_shared *state;
	uint8_t *pages;
	uint8_t *covered;
	uint64_t n;
};

/* Open or make 'path'; an older file keeps its hits. Errors: IO, NOMEM */
leaf_err explore_map_open(struct explore_map *map, const char *path) LEAF_MUST_USE;
void explore_map_release(struct explore_map *map);

/* Before a run: nothing is covered. */
void explore_map_begin(struct explore_map *map);

/* After a run: how many places it was the first to reach; they count as covered from now on. */
size_t explore_map_take(struct explore_map *map);

/* A number for what the run covered, the same for the same places. */
uint64_t explore_map_hash(const struct explore_map *map);

/* Places that could be covered, of all modules seen. */
uint64_t explore_map_places(const struct explore_map *map);

#endif

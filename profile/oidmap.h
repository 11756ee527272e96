/* oidmap.h - from one text to another, many of them: ids to ids, paths to ids. */
#ifndef LEAF_PROFILE_OIDMAP_H
#define LEAF_PROFILE_OIDMAP_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* All zero is a valid empty map. Keys and values are copied. */
struct oidmap {
	struct oidmap_slot *slots;
	size_t n, cap;
	struct leaf__arena arena;
};

void oidmap_release(struct oidmap *map);

/* Set or replace. Errors: NOMEM */
leaf_err oidmap_put(struct oidmap *map, const char *key, const char *value) LEAF_MUST_USE;

/* NULL if there is none. */
const char *oidmap_get(const struct oidmap *map, const char *key);

#endif

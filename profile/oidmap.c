/* oidmap.c - from one text to another, many of them: ids to ids, paths to ids. */
#include "profile/oidmap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct oidmap_slot {
	const char *key, *value;
};

void oidmap_release(struct oidmap *map)
{
	free(map->slots);
	leaf__arena_release(&map->arena);
	*map = (struct oidmap){ 0 };
}

/* FNV-1a. */
static size_t hash_of(const char *key)
{
	uint64_t hash = 0xcbf29ce484222325u;
	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 0x100000001b3u;
	return (size_t)(hash ^ hash >> 32);
}

static struct oidmap_slot *find(const struct oidmap *map, const char *key)
{
	size_t at = hash_of(key) & (map->cap - 1);
	while (map->slots[at].key && strcmp(map->slots[at].key, key) != 0)
		at = (at + 1) & (map->cap - 1);
	return &map->slots[at];
}

static leaf_err grow(struct oidmap *map)
{
	struct oidmap bigger = { .cap = map->cap ? 2 * map->cap : 64 };
	bigger.slots = calloc(bigger.cap, sizeof *bigger.slots);
	if (!bigger.slots)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu ids", map->n);
	for (size_t i = 0; i < map->cap; i++) {
		if (map->slots[i].key)
			*find(&bigger, map->slots[i].key) = map->slots[i];
	}
	free(map->slots);
	map->slots = bigger.slots;
	map->cap = bigger.cap;
	return LEAF_E_OK;
}

leaf_err oidmap_put(struct oidmap *map, const char *key, const char *value)
{
	if (2 * map->n >= map->cap)
		LEAF_TRY(grow(map));
	struct oidmap_slot *slot = find(map, key);
	const char *copy = leaf__arena_strndup(&map->arena, value, strlen(value));
	if (!copy)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu ids", map->n);
	if (!slot->key) {
		const char *key_copy = leaf__arena_strndup(&map->arena, key, strlen(key));
		if (!key_copy)
			return leaf_fail(LEAF_E_NOMEM, "no memory for %zu ids", map->n);
		slot->key = key_copy;
		map->n++;
	}
	slot->value = copy;
	return LEAF_E_OK;
}

const char *oidmap_get(const struct oidmap *map, const char *key)
{
	return map->n ? find(map, key)->value : NULL;
}

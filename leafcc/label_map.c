/* label_map.c - a hash table by address of the value. */
#include "leafcc/label_map.h"

#include <stdint.h>
#include <stdlib.h>

void label_map_release(struct label_map *map)
{
	for (size_t i = 0; i < map->cap; i++)
		free(map->slots[i].labels);
	free(map->slots);
	*map = (struct label_map){ 0 };
}

static struct label_slot *find(const struct label_map *map, LLVMValueRef value)
{
	size_t at = (size_t)(((uintptr_t)value >> 4) * 0x9e3779b97f4a7c15u >> 20);
	for (;; at++) {
		struct label_slot *slot = &map->slots[at & (map->cap - 1)];
		if (!slot->value || slot->value == value)
			return slot;
	}
}

static leaf_err grow(struct label_map *map)
{
	struct label_map bigger = { .cap = map->cap ? 2 * map->cap : 256, .n = map->n };
	bigger.slots = calloc(bigger.cap, sizeof *bigger.slots);
	if (!bigger.slots)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	for (size_t i = 0; i < map->cap; i++)
		if (map->slots[i].value)
			*find(&bigger, map->slots[i].value) = map->slots[i];
	free(map->slots);
	*map = bigger;
	return LEAF_E_OK;
}

leaf_err label_map_mark(struct label_map *map, LLVMValueRef value, unsigned n, bool *fresh)
{
	*fresh = false;
	if (2 * map->n >= map->cap)
		LEAF_TRY(grow(map));
	struct label_slot *slot = find(map, value);
	if (slot->value)
		return LEAF_E_OK;
	LLVMValueRef *labels = calloc(n, sizeof *labels);
	if (!labels)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	*slot = (struct label_slot){ .value = value, .labels = labels, .n = n };
	map->n++;
	*fresh = true;
	return LEAF_E_OK;
}

LLVMValueRef *label_map_at(const struct label_map *map, LLVMValueRef value, unsigned *n)
{
	struct label_slot *slot = map->cap ? find(map, value) : NULL;
	if (!slot || !slot->value)
		return NULL;
	if (n)
		*n = slot->n;
	return slot->labels;
}

bool label_map_has(const struct label_map *map, LLVMValueRef value)
{
	return map->cap && find(map, value)->value;
}

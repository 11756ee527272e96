/* fake_map.c - a map from numbers to pointers. */
#include "tests/tracy/fake_map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *fake_alloc(size_t size)
{
	return memset(fake_grow(NULL, size), 0, size);
}

void *fake_grow(void *old, size_t size)
{
	void *bytes = realloc(old, size);
	if (!bytes) {
		fputs("fake_tracy: no memory\n", stderr);
		exit(3);
	}
	return bytes;
}

static size_t home(const struct fake_map *map, uint64_t key)
{
	key *= 0x9e3779b97f4a7c15u;
	return (key ^ key >> 32) & (map->cap - 1);
}

static size_t place(const struct fake_map *map, uint64_t key)
{
	size_t i = home(map, key);
	while (map->values[i] && map->keys[i] != key)
		i = (i + 1) & (map->cap - 1);
	return i;
}

void *fake_map_get(const struct fake_map *map, uint64_t key)
{
	return map->cap ? map->values[place(map, key)] : NULL;
}

static void widen(struct fake_map *map)
{
	struct fake_map wide = { .cap = map->cap ? 2 * map->cap : 16 };
	wide.keys = fake_alloc(wide.cap * sizeof *wide.keys);
	wide.values = fake_alloc(wide.cap * sizeof *wide.values);
	for (size_t i = 0; i < map->cap; i++)
		if (map->values[i])
			fake_map_put(&wide, map->keys[i], map->values[i]);
	fake_map_release(map);
	*map = wide;
}

void fake_map_put(struct fake_map *map, uint64_t key, void *value)
{
	if (2 * (map->n + 1) > map->cap)
		widen(map);
	size_t i = place(map, key);
	map->n += !map->values[i];
	map->keys[i] = key;
	map->values[i] = value;
}

void *fake_map_take(struct fake_map *map, uint64_t key)
{
	if (!map->cap)
		return NULL;
	size_t hole = place(map, key), mask = map->cap - 1;
	void *value = map->values[hole];
	if (!value)
		return NULL;
	/* What was put behind the key because of it moves up. */
	for (size_t i = (hole + 1) & mask; map->values[i]; i = (i + 1) & mask) {
		if (((i - home(map, map->keys[i])) & mask) < ((i - hole) & mask))
			continue;
		map->keys[hole] = map->keys[i];
		map->values[hole] = map->values[i];
		hole = i;
	}
	map->values[hole] = NULL;
	map->n--;
	return value;
}

void *fake_map_make(struct fake_map *map, uint64_t key, size_t size, int *is_new)
{
	void *value = fake_map_get(map, key);
	if (is_new)
		*is_new = !value;
	if (!value) {
		value = fake_alloc(size);
		fake_map_put(map, key, value);
	}
	return value;
}

void fake_map_release(struct fake_map *map)
{
	free(map->keys);
	free(map->values);
	*map = (struct fake_map){ 0 };
}

int fake_map_next(const struct fake_map *map, size_t *i, uint64_t *key, void **value)
{
	for (; *i < map->cap; ++*i)
		if (map->values[*i]) {
			*key = map->keys[*i];
			*value = map->values[*i];
			++*i;
			return 1;
		}
	return 0;
}

/* fake_map.h - a map from numbers to pointers. */
#ifndef FAKE_MAP_H
#define FAKE_MAP_H

#include <stddef.h>
#include <stdint.h>

/* All zero is an empty map. Values are never NULL. */
struct fake_map {
	uint64_t *keys;
	void **values;
	size_t cap, n; /* cap is 0 or a power of two */
};

void *fake_map_get(const struct fake_map *map, uint64_t key);
void fake_map_put(struct fake_map *map, uint64_t key, void *value);

/* Take a key out; its value, or NULL. */
void *fake_map_take(struct fake_map *map, uint64_t key);

/* The value of a key; where there is none, `size` zero bytes become it. *is_new may be NULL. */
void *fake_map_make(struct fake_map *map, uint64_t key, size_t size, int *is_new);

void fake_map_release(struct fake_map *map);

/* malloc and its like, that end the program where there is no memory. */
void *fake_alloc(size_t size);
void *fake_grow(void *old, size_t size);

/* for (size_t i = 0; fake_map_next(&map, &i, &key, &value);) */
int fake_map_next(const struct fake_map *map, size_t *i, uint64_t *key, void **value);

#endif

/* explore_map.c - a sparse file in shared memory. */
#include "explore/explore_map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static leaf_err map_file(struct explore_map *map, int fd, const char *path)
{
	if (ftruncate(fd, (off_t)PRI_SHARED_SIZE) != 0)
		return leaf_fail(LEAF_E_IO, "cannot make '%s' long enough: %s", path,
				 strerror(errno));
	/* A hole that the disk has no room for would be a bus error, ours or the program's. */
	int full = posix_fallocate(fd, 0, (off_t)PRI_SHARED_HEAD);
	if (full)
		return leaf_fail(LEAF_E_IO, "cannot make '%s': %s", path, strerror(full));
	void *at = mmap(NULL, PRI_SHARED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return leaf_fail(LEAF_E_NOMEM, "cannot map '%s': %s", path, strerror(errno));
	map->state = at;
	map->pages = (uint8_t *)at + PRI_SHARED_HEAD;
	if (map->state->magic == PRI_SHARED_MAGIC && map->state->version == PRI_SHARED_VERSION)
		return LEAF_E_OK;
	memset(map->state, 0, sizeof *map->state);
	map->state->magic = PRI_SHARED_MAGIC;
	map->state->version = PRI_SHARED_VERSION;
	return LEAF_E_OK;
}

leaf_err explore_map_open(struct explore_map *map, const char *path)
{
	*map = (struct explore_map){ 0 };
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return leaf_fail(LEAF_E_IO, "cannot open '%s': %s", path, strerror(errno));
	leaf_err err = map_file(map, fd, path);
	close(fd);
	LEAF_TRY(err);
	map->covered = calloc(PRI_SHARED_PAGES, PRI_SHARED_PAGE);
	if (map->covered)
		return LEAF_E_OK;
	explore_map_release(map);
	return leaf_fail(LEAF_E_NOMEM, "out of memory");
}

void explore_map_release(struct explore_map *map)
{
	if (map->state)
		munmap(map->state, PRI_SHARED_SIZE);
	free(map->covered);
	*map = (struct explore_map){ 0 };
}

static size_t used(const struct explore_map *map)
{
	uint32_t pages = map->state->n_pages;
	return (size_t)(pages < PRI_SHARED_PAGES ? pages : PRI_SHARED_PAGES) * PRI_SHARED_PAGE;
}

void explore_map_begin(struct explore_map *map)
{
	memset(map->pages, 0, used(map));
}

size_t explore_map_take(struct explore_map *map)
{
	size_t fresh = 0, n = used(map);
	for (size_t i = 0; i < n; i += 8) {
		uint64_t now, before;
		memcpy(&now, map->pages + i, sizeof now);
		memcpy(&before, map->covered + i, sizeof before);
		if (!(now & ~before))
			continue;
		fresh += (size_t)__builtin_popcountll(now & ~before & 0x0101010101010101u);
		now |= before;
		memcpy(map->covered + i, &now, sizeof now);
	}
	map->n += fresh;
	return fresh;
}

uint64_t explore_map_hash(const struct explore_map *map)
{
	uint64_t h = 0;
	size_t n = used(map);
	for (size_t i = 0; i < n; i += 8) {
		uint64_t now;
		memcpy(&now, map->pages + i, sizeof now);
		h = (h ^ now) * 0x9e3779b97f4a7c15u;
		h ^= h >> 32;
	}
	return h;
}

uint64_t explore_map_places(const struct explore_map *map)
{
	uint64_t n = 0;
	for (uint32_t i = 0; i < map->state->n_modules && i < PRI_SHARED_MODULES; i++)
		n += map->state->module[i].n;
	return n;
}

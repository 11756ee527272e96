/* arena.c - bump allocation out of mapped pages; never malloc, so that allocators can be traced. */
#include "base/arena.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGN = 16, CHUNK = 64 * 1024 };

struct leaf__arena_chunk {
	struct leaf__arena_chunk *next;
	size_t size; /* bytes mapped, this header included */
};

void *leaf__pages_map(size_t size)
{
	int saved = errno;
	void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	errno = saved;
	return pages == MAP_FAILED ? NULL : pages;
}

void leaf__pages_unmap(void *pages, size_t size)
{
	int saved = errno;
	if (pages)
		munmap(pages, size);
	errno = saved;
}

static int arena_grow(struct leaf__arena *arena, size_t size)
{
	size_t header = (sizeof(struct leaf__arena_chunk) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	size_t want = size + header > CHUNK ? size + header : CHUNK;
	struct leaf__arena_chunk *chunk = leaf__pages_map(want);
	if (!chunk)
		return 0;
	chunk->next = arena->chunks;
	chunk->size = want;
	arena->chunks = chunk;
	arena->next = (char *)chunk + header;
	arena->left = want - header;
	arena->mapped += want;
	return 1;
}

void *leaf__arena_alloc(struct leaf__arena *arena, size_t size)
{
	if (size > (size_t)-1 / 2)
		return NULL;
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (size > arena->left && !arena_grow(arena, size))
		return NULL;
	void *memory = arena->next;
	arena->next += size;
	arena->left -= size;
	return memory;
}

char *leaf__arena_strndup(struct leaf__arena *arena, const char *text, size_t len)
{
	char *copy = leaf__arena_alloc(arena, len + 1);
	if (copy && len)
		memcpy(copy, text, len);
	return copy;
}

void leaf__arena_release(struct leaf__arena *arena)
{
	while (arena->chunks) {
		struct leaf__arena_chunk *chunk = arena->chunks;
		arena->chunks = chunk->next;
		leaf__pages_unmap(chunk, chunk->size);
	}
	*arena = (struct leaf__arena){ 0 };
}

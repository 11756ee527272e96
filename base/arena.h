/* arena.h - bump allocation out of mapped pages; never malloc, so that allocators can be traced. */
#ifndef LEAF_BASE_ARENA_H
#define LEAF_BASE_ARENA_H

#include <stddef.h>

struct leaf__arena_chunk;

/* All zero is a valid empty arena. */
struct leaf__arena {
	struct leaf__arena_chunk *chunks;
	char *next;
	size_t left;   /* bytes left at next */
	size_t mapped; /* bytes of all chunks, for accounting */
};

/*
 * 'size' zeroed bytes aligned to 16, or NULL when the system refuses pages.
 * They live until leaf__arena_release().
 *
 * Threads: one at a time per arena. Usable in signal handlers as far as the caller excludes itself.
 */
void *leaf__arena_alloc(struct leaf__arena *arena, size_t size);

/* A NUL-terminated copy of text [len]; NULL as above. */
char *leaf__arena_strndup(struct leaf__arena *arena, const char *text, size_t len);

/* Unmap everything; the arena is empty and usable afterwards. */
void leaf__arena_release(struct leaf__arena *arena);

/* Whole pages, zeroed: at least 'size' bytes or NULL. Keeps errno. */
void *leaf__pages_map(size_t size);
void leaf__pages_unmap(void *pages, size_t size);

#endif

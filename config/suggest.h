/* suggest.h - which of the known names a mistyped word was meant to be. */
#ifndef LEAF_CONFIG_SUGGEST_H
#define LEAF_CONFIG_SUGGEST_H

#include <stddef.h>

/* Start with { .word = … }, offer every known name, read 'best'. */
struct suggest {
	const char *word;
	const char *best; /* NULL: no name is near enough; otherwise the pointer that was offered */
	size_t distance;  /* of best */
};

/* Consider a name; it must live as long as 'best' is read. The first of equally near ones stays. */
void suggest_offer(struct suggest *suggest, const char *name);

/*
 * Edits that turn a into b: insert, delete or replace a byte, swap two neighbours; SIZE_MAX when
 * one of them is longer than 63 bytes.
 *
 * Source: optimal string alignment, a restriction of Damerau's distance (CACM 7(3), 1964).
 */
size_t suggest_distance(const char *a, const char *b);

#endif

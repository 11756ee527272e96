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

#endif

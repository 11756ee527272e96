/* why_slow.h - the places of an explored program whose questions took longest. */
#ifndef LEAF_LEAF_WHY_SLOW_H
#define LEAF_LEAF_WHY_SLOW_H

#include "explore/explore.h"
#include "leaf/jsonout.h"

#include <stdio.h>

/* All zero is an empty list. */
struct why_slow {
	struct why_slow_row {
		struct explore_site site;
		char place[96];
	} * rows;
	size_t n, cap;
};

/* Add a place; what there is no memory for is left out. */
void why_slow_add(struct why_slow *list, const struct explore_site *site);

/* Print the slowest first: the first 20 as a table, all as the JSON array that 'json' stands before. */
void why_slow_print(struct why_slow *list, FILE *out);
void why_slow_json(struct why_slow *list, struct jsonout *json);

void why_slow_release(struct why_slow *list);

#endif

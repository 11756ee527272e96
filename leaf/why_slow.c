/* why_slow.c - places in the order of the time that their questions took. */
#include "leaf/why_slow.h"

#include <inttypes.h>
#include <stdlib.h>

#define SHOWN 20

void why_slow_add(struct why_slow *list, const struct explore_site *site)
{
	if (list->n == list->cap) {
		size_t cap = list->cap ? 2 * list->cap : 64;
		struct why_slow_row *more = realloc(list->rows, cap * sizeof *more);
		if (!more)
			return;
		list->rows = more;
		list->cap = cap;
	}
	struct why_slow_row *row = &list->rows[list->n++];
	row->site = *site;
	snprintf(row->place, sizeof row->place, "%s", site->place);
}

static int slower_first(const void *a, const void *b)
{
	const struct why_slow_row *x = a, *y = b;
	return (x->site.ns < y->site.ns) - (x->site.ns > y->site.ns);
}

static uint64_t sort(struct why_slow *list)
{
	uint64_t all = 0;
	if (list->n)
		qsort(list->rows, list->n, sizeof *list->rows, slower_first);
	for (size_t i = 0; i < list->n; i++)
		all += list->rows[i].site.ns;
	return all;
}

void why_slow_print(struct why_slow *list, FILE *out)
{
	double all = (double)sort(list);
	fprintf(out, "\n%10s %7s %10s %10s  %s\n", "ms", "share", "questions", "answered", "place");
	for (size_t i = 0; i < list->n && i < SHOWN; i++) {
		const struct explore_site *site = &list->rows[i].site;
		fprintf(out, "%10.1f %5.1f %% %10" PRIu64 " %10" PRIu64 "  %s\n",
			(double)site->ns / 1e6, all > 0 ? 100 * (double)site->ns / all : 0.0,
			site->questions, site->outputs, list->rows[i].place);
	}
	if (list->n > SHOWN)
		fprintf(out, "%10s %zu more places\n", "", list->n - SHOWN);
}

void why_slow_json(struct why_slow *list, struct jsonout *json)
{
	sort(list);
	jsonout_array(json);
	for (size_t i = 0; i < list->n; i++) {
		const struct explore_site *site = &list->rows[i].site;
		jsonout_object(json);
		jsonout_key(json, "place");
		jsonout_text(json, list->rows[i].place);
		jsonout_key(json, "ns");
		jsonout_unsigned(json, site->ns);
		jsonout_key(json, "questions");
		jsonout_unsigned(json, site->questions);
		jsonout_key(json, "answered");
		jsonout_unsigned(json, site->outputs);
		jsonout_end(json);
	}
	jsonout_end(json);
}

void why_slow_release(struct why_slow *list)
{
	free(list->rows);
	*list = (struct why_slow){ 0 };
}

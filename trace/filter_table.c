/* filter_table.c - the order of directives: the more specific ones stand before the others. */
#include "trace/filter_struct.h"

#include <string.h>

static int compare(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* What makes a directive more specific, apart from how ties are broken: > 0 if a is more so. */
static int compare_specific(const struct leaf__directive *a, const struct leaf__directive *b)
{
	int order = compare(a->weight, b->weight);
	if (!order)
		order = compare(b->wild, a->wild);
	if (!order)
		order = compare(a->span.text != NULL, b->span.text != NULL);
	return order ? order : compare(a->n_fields, b->n_fields);
}

static int compare_fields(const struct leaf__directive *a, const struct leaf__directive *b)
{
	for (unsigned i = 0; i < a->n_fields && i < b->n_fields; i++) {
		const struct leaf__field_rule *x = &a->fields[i], *y = &b->fields[i];
		int order = compare(x->literal.kind != LEAF__LITERAL_NONE,
				    y->literal.kind != LEAF__LITERAL_NONE);
		if (!order)
			order = leaf__word_cmp(x->name, y->name);
		if (!order)
			order = leaf__literal_cmp(&x->literal, &y->literal);
		if (order)
			return order;
	}
	return compare(a->n_fields, b->n_fields);
}

int leaf__directive_cmp(const struct leaf__directive *a, const struct leaf__directive *b)
{
	int order = compare_specific(a, b);
	if (!order)
		order = leaf__word_cmp(a->target, b->target);
	if (!order)
		order = leaf__word_cmp(a->span, b->span);
	if (!order)
		order = compare_fields(a, b);
	return -order;
}

static int reserve(struct leaf__directives *table, struct leaf__arena *arena)
{
	if (table->n < table->room)
		return 1;
	size_t room = table->room ? 2 * table->room : 8;
	struct leaf__directive **list = leaf__arena_alloc(arena, room * sizeof *list);
	if (!list)
		return 0;
	if (table->n)
		memcpy(list, table->list, table->n * sizeof *list);
	table->list = list;
	table->room = room;
	return 1;
}

int leaf__directives_add(struct leaf__directives *table, struct leaf__directive *directive,
			 struct leaf__arena *arena)
{
	size_t low = 0, high = table->n;
	if (!reserve(table, arena))
		return 0;
	if (directive->level > table->max_level)
		table->max_level = directive->level;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = leaf__directive_cmp(table->list[middle], directive);
		if (order == 0) { /* for the same thing: the later one replaces it */
			table->list[middle] = directive;
			return 1;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	memmove(table->list + low + 1, table->list + low, (table->n - low) * sizeof *table->list);
	table->list[low] = directive;
	table->n++;
	return 1;
}

/*
 * Number the directives by how specific they are; equally specific ones alike. In COMPAT no span
 * takes anything back: every static directive is above every dynamic one.
 */
void leaf__filter_rank(struct leaf__filter *filter)
{
	struct leaf__directives *statics = &filter->statics, *dynamics = &filter->dynamics;
	size_t i = statics->n, k = dynamics->n;
	const struct leaf__directive *last = NULL;
	uint16_t rank = 0;
	while (i || k) { /* from the least specific one up */
		int from_statics = !k || (i && compare_specific(statics->list[i - 1],
								dynamics->list[k - 1]) <= 0);
		struct leaf__directive *next = from_statics ? statics->list[--i]
							    : dynamics->list[--k];
		if (filter->flags & LEAF__FILTER_COMPAT) {
			next->rank = leaf__directive_is_dynamic(next) ? 1 : 2;
			continue;
		}
		rank = (uint16_t)(rank + (!last || compare_specific(last, next) != 0));
		next->rank = rank;
		last = next;
	}
}

/* regex_set.c - sets of characters as ordered ranges. */
#include "trace/regex_struct.h"

#include <string.h>

static int reserve(struct leaf__charset *set, unsigned n, struct leaf__arena *arena)
{
	if (n <= set->room)
		return 1;
	unsigned room = n < 4 ? 4 : 2 * n;
	struct leaf__range *ranges = leaf__arena_alloc(arena, room * sizeof *ranges);
	if (!ranges)
		return 0;
	if (set->n)
		memcpy(ranges, set->ranges, set->n * sizeof *ranges);
	set->ranges = ranges;
	set->room = room;
	return 1;
}

int leaf__charset_add(struct leaf__charset *set, uint32_t low, uint32_t high,
		      struct leaf__arena *arena)
{
	unsigned first = 0;
	while (first < set->n && set->ranges[first].high + 1 < low)
		first++;
	unsigned end = first;
	while (end < set->n && set->ranges[end].low <= high + 1)
		end++;
	if (first == end && !reserve(set, set->n + 1, arena))
		return 0;
	if (first < end) { /* these become one */
		if (set->ranges[first].low < low)
			low = set->ranges[first].low;
		if (set->ranges[end - 1].high > high)
			high = set->ranges[end - 1].high;
	}
	memmove(set->ranges + first + 1, set->ranges + end, (set->n - end) * sizeof *set->ranges);
	set->n = set->n + 1 - (end - first);
	set->ranges[first] = (struct leaf__range){ low, high };
	return 1;
}

int leaf__charset_unite(struct leaf__charset *set, const struct leaf__charset *other,
			struct leaf__arena *arena)
{
	for (unsigned i = 0; i < other->n; i++)
		if (!leaf__charset_add(set, other->ranges[i].low, other->ranges[i].high, arena))
			return 0;
	return 1;
}

int leaf__charset_negate(struct leaf__charset *set, struct leaf__arena *arena)
{
	struct leaf__charset out = { 0 };
	uint32_t from = 0;
	for (unsigned i = 0; i < set->n; i++) {
		if (set->ranges[i].low > from &&
		    !leaf__charset_add(&out, from, set->ranges[i].low - 1, arena))
			return 0;
		from = set->ranges[i].high + 1;
	}
	if (from <= LEAF__CODE_MAX && !leaf__charset_add(&out, from, LEAF__CODE_MAX, arena))
		return 0;
	*set = out;
	return 1;
}

int leaf__charset_intersect(struct leaf__charset *set, const struct leaf__charset *other,
			    struct leaf__arena *arena)
{
	struct leaf__charset out = { 0 };
	for (unsigned i = 0; i < set->n; i++) {
		for (unsigned k = 0; k < other->n; k++) {
			struct leaf__range a = set->ranges[i], b = other->ranges[k];
			uint32_t low = a.low > b.low ? a.low : b.low;
			uint32_t high = a.high < b.high ? a.high : b.high;
			if (low <= high && !leaf__charset_add(&out, low, high, arena))
				return 0;
		}
	}
	*set = out;
	return 1;
}

int leaf__charset_subtract(struct leaf__charset *set, const struct leaf__charset *other,
			   struct leaf__arena *arena)
{
	struct leaf__charset rest = { 0 };
	return leaf__charset_unite(&rest, other, arena) && leaf__charset_negate(&rest, arena) &&
	       leaf__charset_intersect(set, &rest, arena);
}

int leaf__charset_fold(struct leaf__charset *set, struct leaf__arena *arena)
{
	struct leaf__charset upper = { 0 }, lower = { 0 };
	if (!leaf__charset_add(&upper, 'A', 'Z', arena) ||
	    !leaf__charset_add(&lower, 'a', 'z', arena) ||
	    !leaf__charset_intersect(&upper, set, arena) ||
	    !leaf__charset_intersect(&lower, set, arena))
		return 0;
	for (unsigned i = 0; i < upper.n; i++)
		if (!leaf__charset_add(set, upper.ranges[i].low + 32, upper.ranges[i].high + 32,
				       arena))
			return 0;
	for (unsigned i = 0; i < lower.n; i++)
		if (!leaf__charset_add(set, lower.ranges[i].low - 32, lower.ranges[i].high - 32,
				       arena))
			return 0;
	return 1;
}

int leaf__charset_named(struct leaf__charset *set, const char *name, size_t len,
			struct leaf__arena *arena)
{
	/* pairs of first and last character */
	static const struct {
		const char *name, *pairs;
	} classes[] = {
		{ "alnum", "09AZaz" },
		{ "alpha", "AZaz" },
		{ "ascii", "\1\177" },
		{ "blank", "\t\t  " },
		{ "cntrl", "\1\37\177\177" },
		{ "digit", "09" },
		{ "graph", "!~" },
		{ "lower", "az" },
		{ "print", " ~" },
		{ "punct", "!/:@[`{~" },
		{ "space", "\t\r  " },
		{ "upper", "AZ" },
		{ "word", "09AZaz__" },
		{ "xdigit", "09AFaf" },
	};
	for (unsigned i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (strlen(classes[i].name) != len || memcmp(classes[i].name, name, len) != 0)
			continue;
		for (const char *pair = classes[i].pairs; *pair; pair += 2)
			if (!leaf__charset_add(set, (unsigned char)pair[0], (unsigned char)pair[1],
					       arena))
				return -1;
		if ((*name == 'c' || name[1] == 's') && !leaf__charset_add(set, 0, 0, arena))
			return -1; /* cntrl and ascii begin with NUL */
		return 1;
	}
	return 0;
}

int leaf__charset_has(const struct leaf__charset *set, uint32_t code)
{
	unsigned low = 0, high = set->n;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (set->ranges[middle].high < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < set->n && set->ranges[low].low <= code;
}

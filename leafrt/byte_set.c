/* byte_set.c - hash-consed lists of ranges, with a cache of unions. */
#include "leafrt/byte_set.h"

#include "base/arena.h"

#include <string.h>

#define MOST_SETS (1u << 22)
#define MOST_RANGES (1u << 25)
#define BUCKETS (1u << 18)
#define CACHE (1u << 14)

struct set {
	uint32_t first, n, size, next;
};

static struct {
	struct set *sets;
	struct byte_range *ranges;
	uint32_t *buckets;
	struct {
		uint32_t a, b, result;
	} * cache;
	uint32_t n_sets, n_ranges;
} all;

bool byte_set_start(void)
{
	all.sets = leaf__pages_map(MOST_SETS * sizeof *all.sets);
	all.ranges = leaf__pages_map(MOST_RANGES * sizeof *all.ranges);
	all.buckets = leaf__pages_map(BUCKETS * sizeof *all.buckets);
	all.cache = leaf__pages_map(CACHE * sizeof *all.cache);
	all.n_sets = 1;
	return all.sets && all.ranges && all.buckets && all.cache;
}

static uint32_t hash(const struct byte_range *ranges, uint32_t n)
{
	uint64_t h = n;
	for (uint32_t i = 0; i < n; i++)
		h = (h ^ ((uint64_t)ranges[i].first << 32 | ranges[i].end)) * 0x9e3779b97f4a7c15u;
	return (uint32_t)(h >> 40) & (BUCKETS - 1);
}

/* The set of the n ranges that stand behind all others; they stay there only if they are new. */
static uint32_t intern(uint32_t n)
{
	const struct byte_range *ranges = all.ranges + all.n_ranges;
	uint32_t *bucket = &all.buckets[hash(ranges, n)];
	uint32_t size = 0;
	for (uint32_t at = *bucket; at; at = all.sets[at].next)
		if (all.sets[at].n == n &&
		    memcmp(all.ranges + all.sets[at].first, ranges, n * sizeof *ranges) == 0)
			return at;
	if (all.n_sets == MOST_SETS)
		return BYTE_SET_FULL;
	for (uint32_t i = 0; i < n; i++)
		size += ranges[i].end - ranges[i].first;
	all.sets[all.n_sets] = (struct set){ all.n_ranges, n, size, *bucket };
	*bucket = all.n_sets;
	all.n_ranges += n;
	return all.n_sets++;
}

uint32_t byte_set_single(uint32_t byte)
{
	if (all.n_ranges + 1 > MOST_RANGES)
		return BYTE_SET_FULL;
	all.ranges[all.n_ranges] = (struct byte_range){ byte, byte + 1 };
	return intern(1);
}

static uint32_t add_range(uint32_t n, struct byte_range range)
{
	struct byte_range *out = all.ranges + all.n_ranges;
	if (n && out[n - 1].end >= range.first) {
		if (range.end > out[n - 1].end)
			out[n - 1].end = range.end;
		return n;
	}
	out[n] = range;
	return n + 1;
}

static uint32_t merge(const struct set *a, const struct set *b)
{
	const struct byte_range *x = all.ranges + a->first, *x_end = x + a->n;
	const struct byte_range *y = all.ranges + b->first, *y_end = y + b->n;
	uint32_t n = 0;
	while (x < x_end || y < y_end) {
		bool left = y == y_end || (x < x_end && x->first <= y->first);
		n = add_range(n, left ? *x++ : *y++);
	}
	return intern(n);
}

uint32_t byte_set_union(uint32_t a, uint32_t b)
{
	if (a == b || !b)
		return a;
	if (!a)
		return b;
	uint32_t slot = (uint32_t)((((uint64_t)a << 32 | b) * 0x9e3779b97f4a7c15u) >> 50);
	if (all.cache[slot].a == a && all.cache[slot].b == b)
		return all.cache[slot].result;
	if (all.n_ranges + all.sets[a].n + all.sets[b].n > MOST_RANGES)
		return BYTE_SET_FULL;
	uint32_t result = merge(&all.sets[a], &all.sets[b]);
	all.cache[slot].a = a;
	all.cache[slot].b = b;
	all.cache[slot].result = result;
	return result;
}

const struct byte_range *byte_set_ranges(uint32_t set, uint32_t *n)
{
	*n = all.sets[set].n;
	return all.ranges + all.sets[set].first;
}

uint32_t byte_set_size(uint32_t set)
{
	return all.sets[set].size;
}

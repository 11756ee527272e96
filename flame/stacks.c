/* stacks.c - all distinct stacks of folded files as one tree. */
#include "flame/stacks.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 1024 };

/* ---- hash tables of indices; 0 is an empty slot, so what is kept is the index plus one ---- */

static uint32_t hash_bytes(const char *bytes, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325u ^ len;
	while (len >= 8) {
		uint64_t word;
		memcpy(&word, bytes, 8);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
		bytes += 8;
		len -= 8;
	}
	for (; len; len--)
		hash = (hash ^ (unsigned char)*bytes++) * 0x100000001b3u;
	return (uint32_t)(hash ^ hash >> 32);
}

static size_t node_hash(uint32_t parent, uint32_t name_hash)
{
	uint64_t hash = ((uint64_t)parent << 32 | name_hash) * 0x9e3779b97f4a7c15u;
	return (size_t)(hash ^ hash >> 31);
}

static size_t hash_of_node(const struct stacks *stacks, uint32_t i)
{
	const struct stacks_node *node = &stacks->nodes.items[i];
	return node_hash(node->parent, stacks->names.items[node->name].hash);
}

static size_t hash_of_name(const struct stacks *stacks, uint32_t i)
{
	return stacks->names.items[i].hash;
}

/* Put indices first..n-1 into a table of at least twice their number and a place for one more. */
static leaf_err slots_grow(uint32_t **slots, size_t *n_slots, const struct stacks *stacks,
			   uint32_t first, size_t n,
			   size_t (*hash)(const struct stacks *stacks, uint32_t i))
{
	size_t size = *n_slots ? *n_slots : SLOTS_FIRST;
	if (*n_slots && 2 * (n + 1) <= size)
		return LEAF_E_OK;
	while (2 * (n + 1) > size)
		size *= 2;
	uint32_t *grown = calloc(size, sizeof *grown);
	if (!grown)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for %zu stacks", n);
	for (uint32_t i = first; i < n; i++) {
		size_t at = hash(stacks, i) & (size - 1);
		while (grown[at])
			at = (at + 1) & (size - 1);
		grown[at] = i + 1;
	}
	free(*slots);
	*slots = grown;
	*n_slots = size;
	return LEAF_E_OK;
}

/* ---- making ---- */

leaf_err stacks_init(struct stacks *stacks)
{
	*stacks = (struct stacks){ 0 };
	LEAF_TRY(LEAF__VEC_ROOM(&stacks->nodes));
	LEAF_TRY(LEAF__VEC_ROOM(&stacks->names));
	stacks->names.items[stacks->names.n++] = (struct stacks_name){ .text = "all", .len = 3 };
	stacks->nodes.items[stacks->nodes.n++] = (struct stacks_node){ 0 };
	return LEAF_E_OK;
}

void stacks_release(struct stacks *stacks)
{
	free(stacks->nodes.items);
	free(stacks->names.items);
	free(stacks->times.items);
	free(stacks->node_slots);
	free(stacks->name_slots);
	leaf__arena_release(&stacks->arena);
	*stacks = (struct stacks){ 0 };
}

/* The number of a name, made if it is new. Number 0 is the root's and found by nobody. */
static leaf_err intern(uint32_t *index, struct stacks *stacks, const char *text, size_t len,
		       uint32_t hash)
{
	LEAF_TRY(slots_grow(&stacks->name_slots, &stacks->n_name_slots, stacks, 1, stacks->names.n,
			    hash_of_name));
	size_t mask = stacks->n_name_slots - 1, at = hash & mask;
	for (; stacks->name_slots[at]; at = (at + 1) & mask) {
		const struct stacks_name *name = &stacks->names.items[stacks->name_slots[at] - 1];
		if (name->hash == hash && name->len == len && !memcmp(name->text, text, len)) {
			*index = stacks->name_slots[at] - 1;
			return LEAF_E_OK;
		}
	}
	if (len > UINT32_MAX || stacks->names.n >= UINT32_MAX)
		return leaf_fail(LEAF_E_LIMIT, "more than %u names", UINT32_MAX);
	LEAF_TRY(LEAF__VEC_ROOM(&stacks->names));
	char *copy = leaf__arena_strndup(&stacks->arena, text, len);
	if (!copy)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for %zu names", stacks->names.n);
	*index = (uint32_t)stacks->names.n++;
	stacks->names.items[*index] = (struct stacks_name){ .text = copy,
							    .len = (uint32_t)len,
							    .hash = hash };
	stacks->name_slots[at] = *index + 1;
	return LEAF_E_OK;
}

leaf_err stacks_child(uint32_t *child, struct stacks *stacks, uint32_t parent, const char *name,
		      size_t len)
{
	uint32_t hash = hash_bytes(name, len), index = 0;
	LEAF_TRY(slots_grow(&stacks->node_slots, &stacks->n_node_slots, stacks, 1, stacks->nodes.n,
			    hash_of_node));
	size_t mask = stacks->n_node_slots - 1, at = node_hash(parent, hash) & mask;
	for (; stacks->node_slots[at]; at = (at + 1) & mask) {
		const struct stacks_node *node = &stacks->nodes.items[stacks->node_slots[at] - 1];
		const struct stacks_name *its = &stacks->names.items[node->name];
		if (node->parent == parent && its->hash == hash && its->len == len &&
		    !memcmp(its->text, name, len)) {
			*child = stacks->node_slots[at] - 1;
			return LEAF_E_OK;
		}
	}
	if (stacks->nodes.n >= UINT32_MAX - 1)
		return leaf_fail(LEAF_E_LIMIT, "more than %u distinct stacks", UINT32_MAX - 1);
	LEAF_TRY(intern(&index, stacks, name, len, hash));
	LEAF_TRY(LEAF__VEC_ROOM(&stacks->nodes));
	*child = (uint32_t)stacks->nodes.n++;
	stacks->nodes.items[*child] = (struct stacks_node){
		.parent = parent, .name = index, .next = stacks->nodes.items[parent].child
	};
	stacks->nodes.items[parent].child = *child;
	stacks->node_slots[at] = *child + 1;
	return LEAF_E_OK;
}

/* ---- adding ---- */

void stacks_refine(struct stacks *stacks, unsigned decimals)
{
	unsigned factor = 1;
	if (decimals > STACKS_DECIMALS_MAX)
		decimals = STACKS_DECIMALS_MAX;
	for (; stacks->decimals < decimals; stacks->decimals++)
		factor *= 10;
	for (size_t i = 0; i < stacks->nodes.n && factor > 1; i++)
		stacks->nodes.items[i].self *= factor;
}

void stacks_add_calls(struct stacks *stacks, uint32_t node, uint64_t n)
{
	uint64_t *calls = &stacks->nodes.items[node].calls;
	if (__builtin_add_overflow(*calls, n, calls))
		*calls = UINT64_MAX;
	stacks->has_calls = 1;
}

/* Both lists in one, in memory of the tree. */
static leaf_err join_durations(struct stacks *stacks, struct stacks_times *to,
			       const struct stacks_times *from)
{
	size_t n = (size_t)to->n + from->n, used = 0;
	struct stacks_duration *joined = leaf__arena_alloc(&stacks->arena, n * sizeof *joined);
	if (!joined)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for durations");
	for (uint32_t i = 0, k = 0; i < to->n || k < from->n;) {
		int ours = k == from->n ||
			   (i < to->n && to->durations[i].bucket <= from->durations[k].bucket);
		const struct stacks_duration *next = ours ? &to->durations[i++]
							  : &from->durations[k++];
		if (used && joined[used - 1].bucket == next->bucket)
			joined[used - 1].n += next->n;
		else
			joined[used++] = *next;
	}
	to->durations = joined;
	to->n = (uint32_t)used;
	return LEAF_E_OK;
}

leaf_err stacks_add_times(struct stacks *stacks, uint32_t node, const struct stacks_times *times)
{
	if (!times->max_ns)
		return LEAF_E_OK;
	while (stacks->times.n <= node) {
		LEAF_TRY(LEAF__VEC_ROOM(&stacks->times));
		stacks->times.items[stacks->times.n++] = (struct stacks_times){ 0 };
	}
	struct stacks_times *to = &stacks->times.items[node];
	if (!to->max_ns || times->min_ns < to->min_ns)
		to->min_ns = times->min_ns;
	if (times->max_ns > to->max_ns)
		to->max_ns = times->max_ns;
	return times->n ? join_durations(stacks, to, times) : LEAF_E_OK;
}

const struct stacks_times *stacks_times_of(const struct stacks *stacks, uint32_t node)
{
	if (node >= stacks->times.n || !stacks->times.items[node].max_ns)
		return NULL;
	return &stacks->times.items[node];
}

int stacks_is_thread(const struct stacks *stacks, uint32_t node)
{
	const char *name = stacks_name_of(stacks, node)->text;
	return stacks->nodes.items[node].parent == STACKS_ROOT &&
	       (!strncmp(name, "ThreadId(", 9) || !strncmp(name, "ended-", 6) ||
		!strcmp(name, "all-threads"));
}

/* Add all of 'from'; threads under one name when that is given. */
static leaf_err merge(struct stacks *to, const struct stacks *from, const char *thread)
{
	leaf_err err = LEAF_E_OK;
	uint32_t *there = malloc(from->nodes.n * sizeof *there);
	if (!there)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for %zu stacks", from->nodes.n);
	stacks_refine(to, from->decimals);
	stacks_sum factor = 1;
	for (unsigned i = from->decimals; i < to->decimals; i++)
		factor *= 10;
	for (size_t i = 0; i < from->nodes.n && err == LEAF_E_OK; i++) {
		const struct stacks_node *node = &from->nodes.items[i];
		const struct stacks_name *name = &from->names.items[node->name];
		const struct stacks_times *times = stacks_times_of(from, (uint32_t)i);
		there[i] = STACKS_ROOT;
		if (i != STACKS_ROOT && thread && stacks_is_thread(from, (uint32_t)i))
			err = stacks_child(&there[i], to, STACKS_ROOT, thread, strlen(thread));
		else if (i != STACKS_ROOT)
			err = stacks_child(&there[i], to, there[node->parent], name->text,
					   name->len);
		if (err != LEAF_E_OK)
			break;
		to->nodes.items[there[i]].self += factor * node->self;
		if (node->calls)
			stacks_add_calls(to, there[i], node->calls);
		if (times)
			err = stacks_add_times(to, there[i], times);
	}
	to->has_calls |= from->has_calls;
	if (from->unit == STACKS_NS)
		to->unit = STACKS_NS;
	free(there);
	return err;
}

leaf_err stacks_merge(struct stacks *to, const struct stacks *from)
{
	return merge(to, from, NULL);
}

leaf_err stacks_collapse(struct stacks *stacks)
{
	struct stacks made;
	leaf_err err = stacks_init(&made);
	if (err == LEAF_E_OK)
		err = merge(&made, stacks, "all-threads");
	if (err == LEAF_E_OK)
		err = stacks_sort(&made, NULL);
	if (err != LEAF_E_OK) {
		stacks_release(&made);
		return err;
	}
	stacks_release(stacks);
	*stacks = made;
	return LEAF_E_OK;
}

/* ---- durations ---- */

uint32_t stacks_bucket(uint64_t ns)
{
	if (ns < 4)
		return (uint32_t)ns;
	unsigned octave = 63u - (unsigned)__builtin_clzll(ns);
	return 4 * (octave - 1) + ((unsigned)(ns >> (octave - 2)) & 3);
}

uint64_t stacks_bucket_start(uint32_t bucket)
{
	if (bucket < 4)
		return bucket;
	unsigned octave = bucket / 4 + 1;
	return octave > 63 ? UINT64_MAX : (uint64_t)(4 + bucket % 4) << (octave - 2);
}

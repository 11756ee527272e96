/* stacks_page.c - a tree of stacks, or the difference of two, as one page of HTML. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flame/stacks_file.h"
#include "flame/stacks_page.h"
#include "flame/stacks_page_bytes.h"
#include "flame/stacks_put.h"

const char *stacks_page_missing(void)
{
	static char why[128];
	if (stacks_page_head_len)
		return NULL;
	snprintf(why, sizeof why, "%.*s", (int)stacks_page_tail_len,
		 (const char *)stacks_page_tail);
	return why;
}

/* ---- which nodes stand in the page ---- */

/* What is shown of a tree: kept nodes in order, and what of each node's children is put together. */
struct chosen {
	uint32_t *order; /* the node, or its parent with LUMP added */
	unsigned *depths;
	size_t n;
	const stacks_sum *totals, *before; /* before: totals too, or NULL */
	stacks_sum least;
};

static const uint32_t LUMP = 1u << 31;

static stacks_sum larger(const struct chosen *chosen, uint32_t node)
{
	if (chosen->before && chosen->before[node] > chosen->totals[node])
		return chosen->before[node];
	return chosen->totals[node];
}

static int compare_sums(const void *left, const void *right)
{
	const stacks_sum *a = left, *b = right;
	return (*a < *b) - (*a > *b);
}

/* The total that the last of the largest nodes has. */
static leaf_err find_least(struct chosen *chosen, size_t n)
{
	if (n <= STACKS_PAGE_NODES)
		return LEAF_E_OK;
	stacks_sum *sums = malloc(n * sizeof *sums);
	if (!sums)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for %zu stacks", n);
	for (uint32_t i = 0; i < n; i++)
		sums[i] = larger(chosen, i);
	qsort(sums, n, sizeof *sums, compare_sums);
	chosen->least = sums[STACKS_PAGE_NODES] + 1; /* of equals none, else all might be equal */
	free(sums);
	return LEAF_E_OK;
}

static int has_small(const struct chosen *chosen, const struct stacks *stacks, uint32_t parent)
{
	for (uint32_t i = stacks->nodes.items[parent].child; i; i = stacks->nodes.items[i].next)
		if (larger(chosen, i) < chosen->least)
			return 1;
	return 0;
}

static void add(struct chosen *chosen, uint32_t node, unsigned depth)
{
	chosen->order[chosen->n] = node;
	chosen->depths[chosen->n++] = depth;
}

/* A lump comes first of its parent's children. */
static void choose(struct chosen *chosen, const struct stacks *stacks)
{
	unsigned depth = 0;
	uint32_t node = STACKS_ROOT;
	do {
		if (node != STACKS_ROOT && larger(chosen, node) < chosen->least) {
			node = stacks_skip(stacks, node, &depth);
			continue;
		}
		add(chosen, node, depth);
		if (chosen->least && has_small(chosen, stacks, node))
			add(chosen, node | LUMP, depth + 1);
		node = stacks_next(stacks, node, &depth);
	} while (node != STACKS_ROOT);
}

/* ---- its data as JSON ---- */

static void put_sum(FILE *out, stacks_sum sum, const struct stacks *stacks)
{
	char text[STACKS_TEXT];
	fputs(stacks_exact(text, sum, stacks->decimals), out);
}

/* The sum of the children that are put together, of 'values' by node. */
static stacks_sum lump(const struct chosen *chosen, const struct stacks *stacks, uint32_t parent,
		       const stacks_sum *values)
{
	stacks_sum sum = 0;
	for (uint32_t i = stacks->nodes.items[parent].child; i; i = stacks->nodes.items[i].next)
		if (larger(chosen, i) < chosen->least)
			sum += values[i];
	return sum;
}

static void put_self(FILE *out, const struct chosen *chosen, const struct stacks *stacks, size_t at)
{
	uint32_t node = chosen->order[at];
	if (node & LUMP)
		put_sum(out, lump(chosen, stacks, node & ~LUMP, chosen->totals), stacks);
	else
		put_sum(out, stacks->nodes.items[node].self, stacks);
}

/* 'before' holds totals; self is what its children leave. */
static void put_before(FILE *out, const struct chosen *chosen, const struct stacks *stacks,
		       size_t at)
{
	uint32_t node = chosen->order[at];
	if (node & LUMP) {
		put_sum(out, lump(chosen, stacks, node & ~LUMP, chosen->before), stacks);
		return;
	}
	stacks_sum self = chosen->before[node];
	for (uint32_t i = stacks->nodes.items[node].child; i; i = stacks->nodes.items[i].next)
		self -= chosen->before[i];
	put_sum(out, self, stacks);
}

static void put_depth(FILE *out, const struct chosen *chosen, const struct stacks *stacks,
		      size_t at)
{
	(void)stacks;
	fprintf(out, "%u", chosen->depths[at]);
}

static void put_name(FILE *out, const struct chosen *chosen, const struct stacks *stacks, size_t at)
{
	uint32_t node = chosen->order[at];
	fprintf(out, "%zu", node & LUMP ? stacks->names.n : (size_t)stacks->nodes.items[node].name);
}

static void put_calls(FILE *out, const struct chosen *chosen, const struct stacks *stacks,
		      size_t at)
{
	uint32_t node = chosen->order[at];
	fprintf(out, "%llu",
		node & LUMP ? 0ULL : (unsigned long long)stacks->nodes.items[node].calls);
}

static void put_array(FILE *out, const char *key, const struct chosen *chosen,
		      const struct stacks *stacks,
		      void (*put)(FILE *out, const struct chosen *chosen,
				  const struct stacks *stacks, size_t at))
{
	fprintf(out, ",\n\"%s\":[", key);
	for (size_t i = 0; i < chosen->n; i++) {
		if (i)
			putc(',', out);
		put(out, chosen, stacks, i);
	}
	putc(']', out);
}

static void put_names(FILE *out, const struct stacks *stacks)
{
	fputs(",\n\"names\":[", out);
	for (size_t i = 0; i < stacks->names.n; i++) {
		putc('"', out);
		stacks_put_json(out, stacks->names.items[i].text, stacks->names.items[i].len);
		fputs("\",", out);
	}
	fputs("\"[smaller]\"]", out);
}

/* {"place": [shortest, longest, [[bucket, calls], …]]} */
static void put_times(FILE *out, const struct chosen *chosen, const struct stacks *stacks)
{
	int begun = 0;
	fputs(",\n\"times\":{", out);
	for (size_t i = 0; i < chosen->n; i++) {
		if (chosen->order[i] & LUMP)
			continue;
		const struct stacks_times *times = stacks_times_of(stacks, chosen->order[i]);
		if (!times)
			continue;
		fprintf(out, "%s\"%zu\":[%llu,%llu,[", begun ? "," : "", i,
			(unsigned long long)times->min_ns, (unsigned long long)times->max_ns);
		for (uint32_t k = 0; k < times->n; k++)
			fprintf(out, "%s[%u,%llu]", k ? "," : "", times->durations[k].bucket,
				(unsigned long long)times->durations[k].n);
		fputs("]]", out);
		begun = 1;
	}
	putc('}', out);
}

static size_t count_stacks(const struct stacks *stacks, const stacks_sum *before)
{
	size_t n = 0;
	for (uint32_t i = 1; i < stacks->nodes.n; i++)
		n += stacks->nodes.items[i].self || (before && !stacks->nodes.items[i].child);
	return n;
}

static void put_data(FILE *out, const struct chosen *chosen, const struct stacks *stacks,
		     const char *title)
{
	fputs("{\"title\":\"", out);
	stacks_put_json(out, title, strlen(title));
	fprintf(out, "\",\"unit\":\"%s\",\"stacks\":%zu",
		stacks->unit == STACKS_NS ? "ns" : "samples", count_stacks(stacks, chosen->before));
	put_names(out, stacks);
	put_array(out, "depth", chosen, stacks, put_depth);
	put_array(out, "name", chosen, stacks, put_name);
	put_array(out, "self", chosen, stacks, put_self);
	if (chosen->before)
		put_array(out, "before", chosen, stacks, put_before);
	if (stacks->has_calls)
		put_array(out, "calls", chosen, stacks, put_calls);
	if (stacks->times.n)
		put_times(out, chosen, stacks);
	putc('}', out);
}

leaf_err stacks_page_write(FILE *out, const struct stacks *stacks, const stacks_sum *before,
			   const char *title)
{
	const char *why = stacks_page_missing();
	if (why)
		return leaf_fail(LEAF_E_UNSUPPORTED,
				 "no page: %s; install npm, configure and build again, or use "
				 "--svg or --text",
				 why);
	stacks_sum *totals = stacks_totals(stacks);
	if (!totals)
		return LEAF_E_NOMEM;
	struct chosen chosen = { .totals = totals, .before = before };
	leaf_err err = find_least(&chosen, stacks->nodes.n);
	size_t room = 2 * (stacks->nodes.n < STACKS_PAGE_NODES ? stacks->nodes.n
							       : STACKS_PAGE_NODES + 1);
	if (err == LEAF_E_OK) {
		chosen.order = malloc(room * sizeof *chosen.order);
		chosen.depths = malloc(room * sizeof *chosen.depths);
		if (!chosen.order || !chosen.depths)
			err = leaf_fail(LEAF_E_NOMEM, "out of memory for %zu stacks",
					stacks->nodes.n);
	}
	if (err == LEAF_E_OK && chosen.order && chosen.depths) {
		choose(&chosen, stacks);
		fwrite(stacks_page_head, 1, stacks_page_head_len, out);
		put_data(out, &chosen, stacks, title);
		fwrite(stacks_page_tail, 1, stacks_page_tail_len, out);
	}
	free(chosen.order);
	free(chosen.depths);
	free(totals);
	return err;
}

leaf_err stacks_page_save(const char *path, const struct stacks *stacks, const stacks_sum *before,
			  const char *title)
{
	struct stacks_file file;
	LEAF_TRY(stacks_file_begin(&file, path));
	leaf_err err = stacks_page_write(file.out, stacks, before, title);
	return stacks_file_end(&file, err);
}

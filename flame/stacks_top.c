/* stacks_top.c - what each function takes, over all stacks. */
#include <stdlib.h>
#include <string.h>

#include "flame/stacks_put.h"
#include "flame/stacks_top.h"

void stacks_functions_release(struct stacks_functions *functions)
{
	free(functions->items);
	*functions = (struct stacks_functions){ 0 };
}

/* ---- summing up ---- */

/* A name within itself counts once: 'open' holds how often each is on the way to the node. */
static void sum_up(struct stacks_function *sums, uint32_t *open, const struct stacks *stacks,
		   const stacks_sum *totals)
{
	unsigned depth = 0;
	const struct stacks_node *nodes = stacks->nodes.items;
	for (uint32_t node = nodes[STACKS_ROOT].child; node;) {
		struct stacks_function *sum = &sums[nodes[node].name];
		const struct stacks_times *times = stacks_times_of(stacks, node);
		if (!stacks_is_thread(stacks, node)) {
			sum->self += nodes[node].self;
			if (__builtin_add_overflow(sum->calls, nodes[node].calls, &sum->calls))
				sum->calls = UINT64_MAX;
			if (times && times->max_ns > sum->max_ns)
				sum->max_ns = times->max_ns;
			if (!open[nodes[node].name])
				sum->total += totals[node];
			sum->name = nodes[node].name;
		}
		open[nodes[node].name]++;
		/* Where the walk climbs, what it leaves is closed. */
		uint32_t last = node;
		node = stacks_next(stacks, node, &depth);
		while (last != nodes[node].parent) {
			open[nodes[last].name]--;
			last = nodes[last].parent;
			if (last == STACKS_ROOT)
				break;
		}
	}
}

static int compare_numbers(stacks_sum a, stacks_sum b)
{
	return (a < b) - (a > b);
}

struct order {
	const struct stacks *stacks;
	enum stacks_by by;
};

static int compare(const void *left, const void *right, void *closure)
{
	const struct stacks_function *a = left, *b = right;
	const struct order *order = closure;
	int sign = 0;
	if (order->by == STACKS_BY_TOTAL)
		sign = compare_numbers(a->total, b->total);
	else if (order->by == STACKS_BY_CALLS)
		sign = compare_numbers(a->calls, b->calls);
	if (!sign)
		sign = compare_numbers(a->self, b->self);
	if (!sign)
		sign = compare_numbers(a->total, b->total);
	if (!sign)
		sign = strcmp(order->stacks->names.items[a->name].text,
			      order->stacks->names.items[b->name].text);
	return sign;
}

leaf_err stacks_functions(struct stacks_functions *functions, const struct stacks *stacks,
			  enum stacks_by by)
{
	struct order order = { .stacks = stacks, .by = by };
	size_t n = stacks->names.n, used = 0;
	stacks_sum *totals = stacks_totals(stacks);
	struct stacks_function *sums = calloc(n, sizeof *sums);
	uint32_t *open = calloc(n, sizeof *open);
	if (!totals || !sums || !open) {
		free(totals);
		free(sums);
		free(open);
		return leaf_fail(LEAF_E_NOMEM, "out of memory for %zu functions", n);
	}
	sum_up(sums, open, stacks, totals);
	for (size_t i = 1; i < n; i++) /* those that are only threads have no name */
		if (sums[i].name)
			sums[used++] = sums[i];
	qsort_r(sums, used, sizeof *sums, compare, &order);
	*functions = (struct stacks_functions){ .items = sums,
						.n = used,
						.whole = totals[STACKS_ROOT] };
	free(totals);
	free(open);
	return LEAF_E_OK;
}

/* ---- the table ---- */

static void put_line(FILE *out, const struct stacks *stacks,
		     const struct stacks_functions *functions,
		     const struct stacks_function *function, int room)
{
	const struct stacks_name *name = &stacks->names.items[function->name];
	char self[STACKS_TEXT], total[STACKS_TEXT], calls[STACKS_TEXT] = "";
	const struct stacks plain = { .unit = STACKS_SAMPLES };
	stacks_short(self, function->self, stacks);
	stacks_short(total, function->total, stacks);
	if (stacks->has_calls)
		stacks_short(calls, function->calls, &plain);
	fprintf(out, "%10s %5.1f %%  %10s %5.1f %%  ", self,
		stacks_percent(function->self, functions->whole), total,
		stacks_percent(function->total, functions->whole));
	if (stacks->has_calls)
		fprintf(out, "%13s  ", calls);
	size_t len = name->len;
	int cut = room > 8 && stacks_columns(name->text, len) > (size_t)room;
	while (cut && stacks_columns(name->text, len) > (size_t)room - 2)
		len--;
	stacks_put_plain(out, name->text, len);
	fputs(cut ? "..\n" : "\n", out);
}

/* What is in no function: what a thread did before the first, between them and behind the last. */
static void put_outside(FILE *out, const struct stacks *stacks,
			const struct stacks_functions *functions)
{
	stacks_sum outside = functions->whole;
	char text[STACKS_TEXT];
	for (size_t i = 0; i < functions->n; i++)
		outside -= functions->items[i].self;
	if (outside == 0)
		return;
	stacks_short(text, outside, stacks);
	fprintf(out, "%10s %5.1f %%  %*soutside of functions\n", text,
		stacks_percent(outside, functions->whole), stacks->has_calls ? 36 : 21, "");
}

void stacks_top_print(FILE *out, const struct stacks *stacks,
		      const struct stacks_functions *functions, size_t n, int width, int color)
{
	int taken = stacks->has_calls ? 57 : 42;
	char whole[STACKS_TEXT];
	stacks_short(whole, functions->whole, stacks);
	fprintf(out, "%s%10s %7s  %10s %7s  ", color ? "\x1b[1m" : "", "self", "", "total", "");
	if (stacks->has_calls)
		fprintf(out, "%13s  ", "calls");
	fprintf(out, "function%s\n", color ? "\x1b[0m" : "");
	for (size_t i = 0; i < n && i < functions->n; i++)
		put_line(out, stacks, functions, &functions->items[i], width ? width - taken : 0);
	put_outside(out, stacks, functions);
	fprintf(out, "%zu of %zu functions; %s%s in all\n", n < functions->n ? n : functions->n,
		functions->n, whole, stacks->unit == STACKS_NS ? "" : " samples");
}

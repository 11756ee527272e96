/* stacks_diff.c - two trees of stacks laid over each other. */
#include "flame/stacks_diff.h"

#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flame/stacks_put.h"
#include "flame/stacks_top.h"

void stacks_diff_release(struct stacks_diff *diff)
{
	free(diff->before);
	free(diff->changes);
	*diff = (struct stacks_diff){ 0 };
}

/* ---- comparing ---- */

/* The time that each node of 'after' has by itself in 'before'; all nodes are in 'after' then. */
static leaf_err lay_over(stacks_sum **selves, struct stacks *after, const struct stacks *before)
{
	uint32_t *there = malloc(before->nodes.n * sizeof *there);
	stacks_sum factor = 1;
	leaf_err err = LEAF_E_OK;
	if (!there)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for %zu stacks", before->nodes.n);
	if (before->decimals > after->decimals)
		stacks_refine(after, before->decimals);
	for (unsigned i = before->decimals; i < after->decimals; i++)
		factor *= 10;
	there[STACKS_ROOT] = STACKS_ROOT;
	for (size_t i = 1; i < before->nodes.n && err == LEAF_E_OK; i++) {
		const struct stacks_name *name = stacks_name_of(before, (uint32_t)i);
		err = stacks_child(&there[i], after, there[before->nodes.items[i].parent],
				   name->text, name->len);
	}
	if (err == LEAF_E_OK) {
		*selves = calloc(after->nodes.n, sizeof **selves);
		if (!*selves)
			err = leaf_fail(LEAF_E_NOMEM, "out of memory for %zu stacks",
					after->nodes.n);
	}
	for (size_t i = 0; i < before->nodes.n && err == LEAF_E_OK && *selves; i++)
		(*selves)[there[i]] += factor * before->nodes.items[i].self;
	free(there);
	return err;
}

static void swap_selves(struct stacks *stacks, stacks_sum *selves)
{
	for (size_t i = 0; i < stacks->nodes.n; i++) {
		stacks_sum self = stacks->nodes.items[i].self;
		stacks->nodes.items[i].self = selves[i];
		selves[i] = self;
	}
}

static stacks_sum distance(stacks_sum a, stacks_sum b)
{
	return a > b ? a - b : b - a;
}

static int compare(const void *left, const void *right, void *closure)
{
	const struct stacks_change *a = left, *b = right;
	const struct stacks *stacks = closure;
	stacks_sum x = distance(a->self[0], a->self[1]), y = distance(b->self[0], b->self[1]);
	if (x == y) {
		x = distance(a->total[0], a->total[1]);
		y = distance(b->total[0], b->total[1]);
	}
	if (x != y)
		return x < y ? 1 : -1;
	return strcmp(stacks->names.items[a->name].text, stacks->names.items[b->name].text);
}

/* One side's sums into the changes, which stand by name. */
static leaf_err take_side(struct stacks_diff *diff, const struct stacks *stacks, int side)
{
	struct stacks_functions functions;
	LEAF_TRY(stacks_functions(&functions, stacks, STACKS_BY_SELF));
	for (size_t i = 0; i < functions.n; i++) {
		struct stacks_change *change = &diff->changes[functions.items[i].name];
		change->name = functions.items[i].name;
		change->self[side] = functions.items[i].self;
		change->total[side] = functions.items[i].total;
	}
	diff->whole[side] = functions.whole;
	stacks_functions_release(&functions);
	return LEAF_E_OK;
}

static leaf_err compare_functions(struct stacks_diff *diff, struct stacks *after,
				  stacks_sum *selves)
{
	diff->changes = calloc(after->names.n, sizeof *diff->changes);
	if (!diff->changes)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for %zu functions", after->names.n);
	LEAF_TRY(take_side(diff, after, 1));
	swap_selves(after, selves);
	leaf_err err = take_side(diff, after, 0);
	if (err == LEAF_E_OK) {
		diff->before = stacks_totals(after);
		err = diff->before ? LEAF_E_OK : LEAF_E_NOMEM;
	}
	swap_selves(after, selves);
	for (size_t i = 1; i < after->names.n; i++) /* threads are none */
		if (diff->changes[i].name)
			diff->changes[diff->n++] = diff->changes[i];
	qsort_r(diff->changes, diff->n, sizeof *diff->changes, compare, after);
	return err;
}

leaf_err stacks_diff_init(struct stacks_diff *diff, struct stacks *after,
			  const struct stacks *before)
{
	stacks_sum *selves = NULL;
	*diff = (struct stacks_diff){ 0 };
	LEAF_TRY(lay_over(&selves, after, before));
	leaf_err err = stacks_sort(after, NULL);
	if (err == LEAF_E_OK && selves)
		err = compare_functions(diff, after, selves);
	free(selves);
	if (err != LEAF_E_OK)
		stacks_diff_release(diff);
	return err;
}

/* ---- saying ---- */

double stacks_growth(const stacks_sum pair[2])
{
	if (pair[0] == pair[1])
		return 0;
	if (!pair[0])
		return INFINITY;
	double before = (double)pair[0], after = (double)pair[1];
	return 100 * (after - before) / before;
}

char *stacks_growth_text(char text[32], const stacks_sum pair[2])
{
	double growth = stacks_growth(pair);
	if (!pair[1] && pair[0])
		strcpy(text, "gone");
	else if (isinf(growth))
		strcpy(text, "new");
	else if (growth >= 9999)
		snprintf(text, 32, "x%.3g", 1 + growth / 100);
	else
		snprintf(text, 32, "%+.1f %%", growth);
	return text;
}

/* "+1.5 ms" */
static char *difference(char text[STACKS_TEXT], const stacks_sum pair[2],
			const struct stacks *stacks)
{
	text[0] = pair[1] > pair[0] ? '+' : pair[1] < pair[0] ? '-' : ' ';
	char amount[STACKS_TEXT];
	stacks_short(amount, distance(pair[0], pair[1]), stacks);
	snprintf(text + 1, STACKS_TEXT - 1, "%.*s", STACKS_TEXT - 2, amount);
	return text;
}

static void put_pair(FILE *out, const stacks_sum pair[2], const struct stacks *stacks, int color)
{
	char by[STACKS_TEXT], growth[32];
	const char *start = !color || pair[0] == pair[1] ? ""
			    : pair[1] > pair[0]		 ? "\x1b[31m"
							 : "\x1b[34m";
	fprintf(out, "%s%11s %9s%s  ", start, difference(by, pair, stacks),
		stacks_growth_text(growth, pair), *start ? "\x1b[0m" : "");
}

void stacks_diff_print(FILE *out, const struct stacks *after, const struct stacks_diff *diff,
		       size_t n, int width, int color)
{
	enum { TAKEN = 46, LEAST = 10 };
	size_t room = width > TAKEN + LEAST ? (size_t)width - TAKEN : width ? LEAST : 0;
	fprintf(out, "%s%11s %9s  %11s %9s  function%s\n", color ? "\x1b[1m" : "", "self", "",
		"total", "", color ? "\x1b[0m" : "");
	for (size_t i = 0; i < n && i < diff->n; i++) {
		const struct stacks_change *change = &diff->changes[i];
		const struct stacks_name *name = &after->names.items[change->name];
		size_t len = name->len;
		int cut = room && stacks_columns(name->text, len) > room;
		while (cut && stacks_columns(name->text, len) > room - 2)
			len--;
		put_pair(out, change->self, after, color);
		put_pair(out, change->total, after, color);
		stacks_put_plain(out, name->text, len);
		fputs(cut ? "..\n" : "\n", out);
	}
	char before[STACKS_TEXT], now[STACKS_TEXT], growth[32];
	fprintf(out, "%zu of %zu functions; %s before, %s after, %s in all\n",
		n < diff->n ? n : diff->n, diff->n, stacks_short(before, diff->whole[0], after),
		stacks_short(now, diff->whole[1], after), stacks_growth_text(growth, diff->whole));
}

/* ---- judging ---- */

/* Whether a function's name, with or without its module, is of the pattern. */
static int is_called(const char *name, const char *pattern)
{
	if (!strcmp(name, pattern) || fnmatch(pattern, name, 0) == 0)
		return 1;
	for (const char *at = strstr(name, "::"); at; at = strstr(at + 2, "::"))
		if (!strcmp(at + 2, pattern) || fnmatch(pattern, at + 2, 0) == 0)
			return 1;
	return 0;
}

/* "NAME>5%" into its parts; name [len]. */
static leaf_err parse_condition(size_t *len, double *percent, const char *condition)
{
	const char *sign = strrchr(condition, '>');
	char *end = NULL;
	if (sign)
		*percent = strtod(sign + 1, &end);
	if (!sign || sign == condition || end == sign + 1 || strcmp(end, "%") != 0 ||
	    !isfinite(*percent))
		return leaf_fail(LEAF_E_USAGE,
				 "'%s' is no condition; 'total>5%%' and 'NAME>5%%' are", condition);
	*len = (size_t)(sign - condition);
	while (*len && condition[*len - 1] == ' ')
		--*len;
	return LEAF_E_OK;
}

static leaf_err judge_functions(size_t *n_broken, size_t *broken, const struct stacks *after,
				const struct stacks_diff *diff, const char *pattern, double percent)
{
	int of_self = !strncmp(pattern, "self:", 5);
	size_t n_called = 0;
	double worst = percent;
	pattern += of_self ? 5 : 0;
	for (size_t i = 0; i < diff->n; i++) {
		const struct stacks_change *change = &diff->changes[i];
		if (!is_called(after->names.items[change->name].text, pattern))
			continue;
		double growth = stacks_growth(of_self ? change->self : change->total);
		n_called++;
		*n_broken += growth > percent;
		if (growth > worst) {
			worst = growth;
			*broken = i;
		}
	}
	if (!n_called)
		return leaf_fail(LEAF_E_NOTFOUND, "no function is called '%s' in either file",
				 pattern);
	return LEAF_E_OK;
}

leaf_err stacks_diff_judge(size_t *n_broken, size_t *broken, const struct stacks *after,
			   const struct stacks_diff *diff, const char *condition)
{
	size_t len = 0;
	double percent = 0;
	LEAF_TRY(parse_condition(&len, &percent, condition));
	*n_broken = 0;
	if (len == 5 && !memcmp(condition, "total", 5)) {
		*n_broken = stacks_growth(diff->whole) > percent;
		*broken = diff->n;
		return LEAF_E_OK;
	}
	char *pattern = strndup(condition, len);
	if (!pattern)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	leaf_err err = judge_functions(n_broken, broken, after, diff, pattern, percent);
	free(pattern);
	return err;
}

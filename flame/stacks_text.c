/* stacks_text.c - a tree of stacks as lines for a terminal. */
#include "flame/stacks_text.h"

#include <stdlib.h>
#include <string.h>

#include "flame/stacks_put.h"

/* A tree on its way out. */
struct text {
	FILE *out;
	const struct stacks *stacks;
	const struct stacks_text_options *options;
	stacks_sum *totals;
	stacks_sum least;
	LEAF__VEC(char) more; /* by depth: whether a line at that depth follows */
};

/* Deeper frames stand no further to the right than INDENT_MOST, else lines grow with their depth. */
enum { COLUMNS_TAKEN = 33, CALLS_TAKEN = 14, NAME_LEAST = 20, INDENT_MOST = 160 };

static int is_shown(const struct text *text, uint32_t node)
{
	return node && text->totals[node] >= text->least && text->totals[node];
}

/* The lines that lead to a node: each is two columns wide; those that do not fit are left out. */
static int put_branches(const struct text *text, unsigned depth)
{
	int ascii = text->options->ascii, room = text->options->width, columns = 0;
	const char *through = ascii ? "| " : "\xe2\x94\x82 ";
	const char *branch = ascii ? "|-" : "\xe2\x94\x9c\xe2\x94\x80";
	const char *last = ascii ? "`-" : "\xe2\x94\x94\xe2\x94\x80";
	if (room)
		room -= COLUMNS_TAKEN + NAME_LEAST + (text->stacks->has_calls ? CALLS_TAKEN : 0);
	if (!text->options->width || room > INDENT_MOST)
		room = INDENT_MOST;
	if (room < 2)
		room = 2;
	unsigned first = 2 * (depth - 1) > (unsigned)room ? depth - (unsigned)room / 2 : 1;
	if (text->options->color)
		fputs("\x1b[2m", text->out);
	for (unsigned i = first; i < depth; i++, columns += 2) {
		int follows = text->more.items[i] != 0;
		if (i + 1 == depth)
			fputs(follows ? branch : last, text->out);
		else
			fputs(follows ? through : "  ", text->out);
	}
	if (text->options->color)
		fputs("\x1b[0m", text->out);
	return columns;
}

static const char *heat(double percent)
{
	return percent >= 50   ? "\x1b[31m"
	       : percent >= 10 ? "\x1b[33m"
	       : percent >= 2  ? ""
			       : "\x1b[2m";
}

static void put_numbers(const struct text *text, stacks_sum total, const char *self,
			const char *calls)
{
	char amount[STACKS_TEXT];
	double percent = stacks_percent(total, text->totals[STACKS_ROOT]);
	int color = text->options->color && *heat(percent);
	fprintf(text->out, "%s%5.1f %%%s %10s  %10s  ", color ? heat(percent) : "", percent,
		color ? "\x1b[0m" : "", stacks_short(amount, total, text->stacks), self);
	if (text->stacks->has_calls)
		fprintf(text->out, "%*s  ", CALLS_TAKEN - 2, calls);
}

static void put_name(const struct text *text, const char *name, size_t len, int columns)
{
	int room = text->options->width;
	if (room) {
		room -= COLUMNS_TAKEN + columns + (text->stacks->has_calls ? CALLS_TAKEN : 0);
		room = room < 4 ? 4 : room;
	}
	int cut = room && stacks_columns(name, len) > (size_t)room;
	while (cut && stacks_columns(name, len) > (size_t)room - 2)
		len--;
	stacks_put_plain(text->out, name, len);
	fputs(cut ? "..\n" : "\n", text->out);
}

static void put_node(const struct text *text, uint32_t node, unsigned depth)
{
	char self[STACKS_TEXT] = "", calls[STACKS_TEXT] = "";
	const struct stacks plain = { .unit = STACKS_SAMPLES };
	const struct stacks_node *it = &text->stacks->nodes.items[node];
	if (it->self)
		stacks_short(self, it->self, text->stacks);
	if (it->calls)
		stacks_short(calls, it->calls, &plain);
	put_numbers(text, text->totals[node], self, calls);
	int columns = put_branches(text, depth);
	const struct stacks_name *name = stacks_name_of(text->stacks, node);
	put_name(text, name->text, name->len, columns);
}

/* One line for the children from 'node' on, which are all too small. */
static void put_rest(const struct text *text, uint32_t node, unsigned depth)
{
	char words[STACKS_TEXT];
	stacks_sum sum = 0;
	size_t n = 0;
	for (; node; node = text->stacks->nodes.items[node].next, n++)
		sum += text->totals[node];
	put_numbers(text, sum, "", "");
	int columns = put_branches(text, depth);
	snprintf(words, sizeof words, "[%zu smaller]", n);
	put_name(text, words, strlen(words), columns);
}

static leaf_err set_more(struct text *text, unsigned depth, int follows)
{
	while (text->more.n <= depth) {
		LEAF_TRY(LEAF__VEC_ROOM(&text->more));
		text->more.items[text->more.n++] = 0;
	}
	text->more.items[depth] = (char)follows;
	return LEAF_E_OK;
}

/* Children too small to be shown come last; the line for them is worth it if it says something. */
static int has_rest(const struct text *text, uint32_t node)
{
	return node && !is_shown(text, node) && text->totals[node];
}

/* Depth of a line's branch is that of its parent, so the outermost frames have none. */
static leaf_err put_tree(struct text *text)
{
	const struct stacks_node *nodes = text->stacks->nodes.items;
	unsigned depth = 1, limit = text->options->depth ? text->options->depth : UINT32_MAX;
	uint32_t node = nodes[STACKS_ROOT].child;
	while (node != STACKS_ROOT) {
		uint32_t next = nodes[node].next;
		LEAF_TRY(set_more(text, depth, is_shown(text, next) || has_rest(text, next)));
		if (depth > 1)
			text->more.items[depth - 1] = text->more.items[depth];
		put_node(text, node, depth);
		if (nodes[node].child && depth < limit && is_shown(text, nodes[node].child)) {
			node = nodes[node].child;
			depth++;
			continue;
		}
		/* Up to the next line; on the way, what is too small. */
		for (;;) {
			next = nodes[node].next;
			if (is_shown(text, next)) {
				node = next;
				break;
			}
			if (has_rest(text, next)) {
				if (depth > 1)
					text->more.items[depth - 1] = 0;
				put_rest(text, next, depth);
			}
			node = nodes[node].parent;
			if (node == STACKS_ROOT)
				break;
			depth--;
		}
	}
	return LEAF_E_OK;
}

leaf_err stacks_text_write(FILE *out, struct stacks *stacks,
			   const struct stacks_text_options *options)
{
	struct text text = { .out = out, .stacks = stacks, .options = options };
	text.totals = stacks_totals(stacks);
	if (!text.totals)
		return LEAF_E_NOMEM;
	double least = (double)text.totals[STACKS_ROOT] * options->min_percent / 100;
	text.least = least < 1 ? 1 : (stacks_sum)least;
	leaf_err err = stacks_sort(stacks, text.totals);
	if (err == LEAF_E_OK) {
		fprintf(out, "%s%7s %10s  %10s  ", options->color ? "\x1b[1m" : "", "", "total",
			"self");
		if (stacks->has_calls)
			fprintf(out, "%*s  ", CALLS_TAKEN - 2, "calls");
		fprintf(out, "stack%s\n", options->color ? "\x1b[0m" : "");
		err = put_tree(&text);
	}
	free(text.more.items);
	free(text.totals);
	return err;
}

/* stacks_svg.c - a tree of stacks as a picture. */
#include "flame/stacks_svg.h"

#include <stdlib.h>
#include <string.h>

#include "flame/stacks_put.h"
#include "flame/stacks_top.h"

enum { CELL = 18, TOP = 44, SIDE = 10, BOTTOM = 14 };

/* What is narrower cannot be seen. */
static const double least_width = 0.3;

struct picture {
	FILE *out;
	const struct stacks *stacks;
	const stacks_sum *totals;
	double scale; /* points per unit */
	unsigned limit;
	int modules; /* names have a module before '::' */
};

/* From 0 to 1, the same for the same text everywhere; as in page.js. */
static double hash(const char *text, size_t len)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619u;
	h = (h ^ h >> 15) * 2246822507u;
	return (double)(h ^ h >> 13) / 4294967296.0;
}

/* Bytes of the module in front of a function's name, 0 if there is none. */
static size_t module_len(const struct stacks_name *name)
{
	for (size_t i = name->len; i-- > 1;)
		if (name->text[i] == ':' && name->text[i - 1] == ':')
			return i - 1;
	return 0;
}

static int has_modules(const struct stacks *stacks)
{
	for (size_t i = 1; i < stacks->names.n; i++)
		if (module_len(&stacks->names.items[i]))
			return 1;
	return 0;
}

static void put_colour(const struct picture *picture, uint32_t node)
{
	const struct stacks_name *name = stacks_name_of(picture->stacks, node);
	size_t module = picture->modules ? module_len(name) : 0;
	double own = hash(name->text, name->len);
	if (node == STACKS_ROOT || stacks_is_thread(picture->stacks, node)) {
		fputs("#d9d3cb", picture->out);
		return;
	}
	double hue = 6 + 44 * (module ? hash(name->text, module) : own);
	fprintf(picture->out, "hsl(%.0f %.0f%% %.0f%%)", hue, 86 + 8 * own, 66 + 9 * own);
}

/* As much of a name as fits, each character taken as 6.6 points wide. */
static void put_label(const struct picture *picture, const struct stacks_name *name, double x,
		      double y, double width)
{
	size_t room = (size_t)((width - 6) / 6.6), len = name->len;
	if (width < 26)
		return;
	int cut = stacks_columns(name->text, len) > room;
	while (cut && stacks_columns(name->text, len) > room - 1)
		len--;
	fprintf(picture->out, "<text x=\"%.1f\" y=\"%.1f\">", x + 4, y + 13);
	stacks_put_xml(picture->out, name->text, len);
	fputs(cut ? "\xe2\x80\xa6</text>" : "</text>", picture->out);
}

static void put_title(const struct picture *picture, uint32_t node)
{
	const struct stacks *stacks = picture->stacks;
	const struct stacks_node *it = &stacks->nodes.items[node];
	const struct stacks_name *name = stacks_name_of(stacks, node);
	stacks_sum whole = picture->totals[STACKS_ROOT];
	char total[STACKS_TEXT], self[STACKS_TEXT];
	fputs("<title>", picture->out);
	stacks_put_xml(picture->out, name->text, name->len);
	fprintf(picture->out, "\ntotal %s, %.2f %%\nself %s, %.2f %%",
		stacks_short(total, picture->totals[node], stacks),
		stacks_percent(picture->totals[node], whole), stacks_short(self, it->self, stacks),
		stacks_percent(it->self, whole));
	if (it->calls)
		fprintf(picture->out, "\ncalls %llu", (unsigned long long)it->calls);
	fputs("</title>", picture->out);
}

static void put_frame(const struct picture *picture, uint32_t node, unsigned depth, double x)
{
	double width = (double)picture->totals[node] * picture->scale, y = TOP + CELL * depth;
	fputs("<g>", picture->out);
	put_title(picture, node);
	fprintf(picture->out, "<rect x=\"%.2f\" y=\"%.0f\" width=\"%.2f\" height=\"%d\" fill=\"", x,
		y, width > 1.5 ? width - 0.6 : width, CELL - 1);
	put_colour(picture, node);
	fputs("\"/>", picture->out);
	put_label(picture, stacks_name_of(picture->stacks, node), x, y, width);
	fputs("</g>\n", picture->out);
}

static int is_shown(const struct picture *picture, uint32_t node, unsigned depth)
{
	return depth <= picture->limit &&
	       (double)picture->totals[node] * picture->scale >= least_width;
}

/* Call 'put' for each frame that is shown; returns the greatest depth, or UINT32_MAX without memory. */
static unsigned each_frame(const struct picture *picture,
			   void (*put)(const struct picture *picture, uint32_t node, unsigned depth,
				       double x))
{
	LEAF__VEC(double) at = { 0 }; /* by depth: where the next frame begins */
	unsigned depth = 0, deepest = 0;
	uint32_t node = STACKS_ROOT;
	do {
		while (at.n <= depth + 1) {
			if (LEAF__VEC_ROOM(&at) != LEAF_E_OK) {
				free(at.items);
				return UINT32_MAX;
			}
			at.items[at.n++] = SIDE;
		}
		double x = at.items[depth];
		at.items[depth] += (double)picture->totals[node] * picture->scale;
		if (!is_shown(picture, node, depth)) {
			node = stacks_skip(picture->stacks, node, &depth);
			continue;
		}
		at.items[depth + 1] = x;
		if (depth > deepest)
			deepest = depth;
		if (put)
			put(picture, node, depth, x);
		node = stacks_next(picture->stacks, node, &depth);
	} while (node != STACKS_ROOT);
	free(at.items);
	return deepest;
}

static void put_head(const struct picture *picture, const char *title, unsigned width,
		     unsigned height)
{
	char whole[STACKS_TEXT];
	fprintf(picture->out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
		"viewBox=\"0 0 %u %u\">\n<style>\n"
		"text { font: 11.5px \"DejaVu Sans\", Verdana, sans-serif; fill: #2a1a0c; "
		"pointer-events: none }\n"
		".ground { fill: #fbfaf8 } .head { font-size: 15px; font-weight: 600; fill: #1d1b19 } "
		".soft { fill: #6d6761 }\n"
		"rect { rx: 2px } g:hover rect { stroke: #1d1b19; stroke-width: 1 }\n"
		"@media (prefers-color-scheme: dark) { .ground { fill: #141312 } "
		".head { fill: #f1ece6 } .soft { fill: #a39b92 } }\n"
		"</style>\n<rect class=\"ground\" width=\"100%%\" height=\"100%%\"/>\n"
		"<text class=\"head\" x=\"%d\" y=\"26\">",
		width, height, width, height, SIDE);
	stacks_put_xml(picture->out, title, strlen(title));
	fprintf(picture->out,
		"</text>\n<text class=\"soft\" x=\"%u\" y=\"26\" text-anchor=\"end\">",
		width - SIDE);
	fputs(stacks_short(whole, picture->totals[STACKS_ROOT], picture->stacks), picture->out);
	fputs(picture->stacks->unit == STACKS_NS ? "</text>\n" : " samples</text>\n", picture->out);
}

leaf_err stacks_svg_write(FILE *out, struct stacks *stacks, const char *title, unsigned width,
			  unsigned depth)
{
	stacks_sum *totals = stacks_totals(stacks);
	if (!totals)
		return LEAF_E_NOMEM;
	leaf_err err = stacks_sort(stacks, totals);
	struct picture picture = { .out = out,
				   .stacks = stacks,
				   .totals = totals,
				   .limit = depth ? depth : UINT32_MAX - 1,
				   .modules = has_modules(stacks) };
	if (totals[STACKS_ROOT])
		picture.scale = (width - 2 * SIDE) / (double)totals[STACKS_ROOT];
	unsigned deepest = err == LEAF_E_OK ? each_frame(&picture, NULL) : 0;
	if (deepest == UINT32_MAX)
		err = LEAF_E_NOMEM;
	if (err == LEAF_E_OK) {
		put_head(&picture, title, width, TOP + CELL * (deepest + 1) + BOTTOM);
		if (each_frame(&picture, put_frame) == UINT32_MAX)
			err = LEAF_E_NOMEM;
		fputs("</svg>\n", out);
	}
	free(totals);
	return err;
}

/* convert_speedscope.c - a tree of stacks for speedscope, a profile per thread. */
#include <stdlib.h>
#include <string.h>

#include "flame/convert.h"
#include "flame/stacks_put.h"
#include "flame/stacks_top.h"

/* Source: the JSON schema that speedscope publishes as file-format-schema.json, 'evented' profiles. */

static void put_frames(FILE *out, const struct stacks *stacks)
{
	for (size_t i = 0; i < stacks->names.n; i++) {
		const struct stacks_name *name = &stacks->names.items[i];
		struct convert_frame frame = convert_frame_of(name);
		fputs(i ? ",\n{\"name\":\"" : "\n{\"name\":\"", out);
		stacks_put_json(out, name->text, frame.len);
		if (frame.file) {
			fputs("\",\"file\":\"", out);
			stacks_put_json(out, frame.file, frame.file_len);
			fprintf(out, "\",\"line\":%llu}", (unsigned long long)frame.line);
		} else {
			fputs("\"}", out);
		}
	}
}

static void put_event(struct convert_walk *walk, char type, uint32_t node, stacks_sum at)
{
	char text[STACKS_TEXT];
	fprintf(walk->out, "%s{\"type\":\"%c\",\"frame\":%u,\"at\":%s}",
		walk->n || type == 'C' ? ",\n" : "\n", type, walk->stacks->nodes.items[node].name,
		stacks_exact(text, at, walk->stacks->decimals));
}

static void open_frame(struct convert_walk *walk, uint32_t node, stacks_sum at)
{
	put_event(walk, 'O', node, at);
}

static void close_frame(struct convert_walk *walk, uint32_t node, stacks_sum at)
{
	put_event(walk, 'C', node, at);
}

static leaf_err put_profile(struct convert_walk *walk, uint32_t top, const char *name, size_t len)
{
	char end[STACKS_TEXT];
	fputs("{\"type\":\"evented\",\"name\":\"", walk->out);
	stacks_put_json(walk->out, name, len);
	fprintf(walk->out, "\",\"unit\":\"%s\",\"startValue\":0,\"endValue\":%s,\"events\":[",
		walk->stacks->unit == STACKS_NS ? "nanoseconds" : "none",
		stacks_exact(end, walk->totals[top], walk->stacks->decimals));
	walk->n = 0;
	leaf_err err = convert_walk_below(walk, top);
	fputs("]}", walk->out);
	return err;
}

/* Threads are profiles of their own; what else is outermost stands together in one. */
static leaf_err put_profiles(struct convert_walk *walk, const char *title)
{
	const struct stacks *stacks = walk->stacks;
	uint32_t first = stacks->nodes.items[STACKS_ROOT].child;
	int by_thread = first != 0;
	for (uint32_t i = first; i; i = stacks->nodes.items[i].next)
		by_thread &= stacks_is_thread(stacks, i);
	if (!by_thread)
		return put_profile(walk, STACKS_ROOT, title, strlen(title));
	for (uint32_t i = first; i; i = stacks->nodes.items[i].next) {
		const struct stacks_name *name = stacks_name_of(stacks, i);
		if (i != first)
			fputs(",\n", walk->out);
		LEAF_TRY(put_profile(walk, i, name->text, name->len));
	}
	return LEAF_E_OK;
}

leaf_err convert_speedscope(FILE *out, const struct stacks *stacks, const char *title)
{
	stacks_sum *totals = stacks_totals(stacks);
	if (!totals)
		return LEAF_E_NOMEM;
	struct convert_walk walk = { .out = out,
				     .stacks = stacks,
				     .totals = totals,
				     .open = open_frame,
				     .close = close_frame };
	fputs("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n"
	      "\"exporter\":\"leaf\",\"name\":\"",
	      out);
	stacks_put_json(out, title, strlen(title));
	fputs("\",\"activeProfileIndex\":0,\n\"shared\":{\"frames\":[", out);
	put_frames(out, stacks);
	fputs("]},\n\"profiles\":[\n", out);
	leaf_err err = put_profiles(&walk, title);
	fputs("]}\n", out);
	free(totals);
	return err;
}

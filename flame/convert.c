/* convert.c - what several formats of other tools need: frames with places, a walk in time. */
#include "flame/convert.h"

#include <stdlib.h>
#include <string.h>

struct convert_frame convert_frame_of(const struct stacks_name *name)
{
	struct convert_frame frame = { .len = name->len };
	const char *text = name->text;
	size_t at = name->len;
	uint64_t line = 0, scale = 1;
	while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9' && scale <= 1000000000) {
		line += scale * (uint64_t)(text[--at] - '0');
		scale *= 10;
	}
	if (scale == 1 || at < 2 || text[at - 1] != ':' || text[at - 2] == ':')
		return frame;
	size_t end = at - 1, begin = end;
	while (begin > 0 && text[begin - 1] != ':')
		begin--;
	/* What stands before needs to be a name, and the colon no half of '::'. */
	if (begin < 2 || begin == end || text[begin - 2] == ':')
		return frame;
	frame.len = begin - 1;
	frame.file = text + begin;
	frame.file_len = end - begin;
	frame.line = line;
	return frame;
}

leaf_err convert_walk_below(struct convert_walk *walk, uint32_t top)
{
	const struct stacks_node *nodes = walk->stacks->nodes.items;
	LEAF__VEC(stacks_sum) ends = { 0 }; /* of the open nodes */
	stacks_sum now = 0;
	leaf_err err = LEAF_E_OK;
	for (uint32_t node = nodes[top].child; node && err == LEAF_E_OK;) {
		err = LEAF__VEC_ROOM(&ends);
		if (err != LEAF_E_OK)
			break;
		ends.items[ends.n++] = now + walk->totals[node];
		walk->open(walk, node, now);
		walk->n++;
		if (nodes[node].child) {
			node = nodes[node].child;
			continue;
		}
		for (;;) {
			now = ends.items[--ends.n];
			if (walk->close)
				walk->close(walk, node, now);
			if (nodes[node].next || !ends.n)
				break;
			node = nodes[node].parent;
		}
		node = nodes[node].next;
	}
	free(ends.items);
	return err;
}

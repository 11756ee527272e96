/* convert_folded.c - a tree of stacks as folded lines, in the order of their bytes. */
#include "flame/convert.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "flame/stacks_put.h"

/*
 * What is still to be written, the next at the end: a stack's own line, or all lines below it. The
 * former is 'name count' among the lines of its siblings, the latter begin with 'name;', and
 * between the two there may be others, as 'name b' is a name too.
 */
struct part {
	uint32_t node;
	bool below;
};

struct parts {
	LEAF__VEC(struct part) left;
};

/* What stands behind the name in the line of a part, or in all of its lines. */
static void put_tail(char tail[STACKS_TEXT + 1], const struct stacks *stacks, struct part part)
{
	tail[0] = part.below ? ';' : ' ';
	tail[1] = 0;
	if (!part.below)
		stacks_exact(tail + 1, stacks->nodes.items[part.node].self, stacks->decimals);
}

/* Byte i of name and tail, -1 behind them. */
static int byte_of(const struct stacks_name *name, const char *tail, size_t i)
{
	if (i < name->len)
		return (unsigned char)name->text[i];
	return i - name->len < strlen(tail) ? (unsigned char)tail[i - name->len] : -1;
}

/* Falling, so that the first stands at the end. */
static int compare(const void *left, const void *right, void *closure)
{
	const struct stacks *stacks = *(const struct stacks *const *)closure;
	const struct part *a = right, *b = left;
	const struct stacks_name *x = stacks_name_of(stacks, a->node);
	const struct stacks_name *y = stacks_name_of(stacks, b->node);
	size_t i = x->len < y->len ? x->len : y->len;
	char x_tail[STACKS_TEXT + 1] = "", y_tail[STACKS_TEXT + 1] = "";
	int sign = memcmp(x->text, y->text, i);
	if (sign)
		return sign;
	put_tail(x_tail, stacks, *a);
	put_tail(y_tail, stacks, *b);
	for (;; i++) {
		int p = byte_of(x, x_tail, i), q = byte_of(y, y_tail, i);
		if (p != q || p < 0)
			return p - q;
	}
}

static leaf_err add(struct parts *parts, uint32_t node, bool below)
{
	LEAF_TRY(LEAF__VEC_ROOM(&parts->left));
	parts->left.items[parts->left.n++] = (struct part){ node, below };
	return LEAF_E_OK;
}

static leaf_err add_children(struct parts *parts, const struct stacks *stacks, uint32_t parent)
{
	const struct stacks_node *nodes = stacks->nodes.items;
	size_t from = parts->left.n;
	for (uint32_t child = nodes[parent].child; child; child = nodes[child].next) {
		if (nodes[child].self)
			LEAF_TRY(add(parts, child, false));
		if (nodes[child].child)
			LEAF_TRY(add(parts, child, true));
	}
	if (parts->left.n - from > 1)
		qsort_r(parts->left.items + from, parts->left.n - from, sizeof *parts->left.items,
			compare, &stacks);
	return LEAF_E_OK;
}

static leaf_err put_line(FILE *out, struct leaf__buf *path, const struct stacks *stacks,
			 uint32_t node)
{
	char sum[STACKS_TEXT];
	leaf__buf_clear(path);
	LEAF_TRY(stacks_path(path, stacks, node));
	fwrite(path->data, 1, path->len, out);
	fprintf(out, " %s\n", stacks_exact(sum, stacks->nodes.items[node].self, stacks->decimals));
	return LEAF_E_OK;
}

leaf_err convert_folded(FILE *out, const struct stacks *stacks, const char *title)
{
	struct leaf__buf path = { 0 };
	struct parts parts = { 0 };
	leaf_err err = add_children(&parts, stacks, STACKS_ROOT);
	(void)title;
	while (err == LEAF_E_OK && parts.left.n) {
		struct part part = parts.left.items[--parts.left.n];
		err = part.below ? add_children(&parts, stacks, part.node)
				 : put_line(out, &path, stacks, part.node);
	}
	free(parts.left.items);
	leaf__buf_release(&path);
	return err;
}

/* stacks_walk.c - totals, order and walks of a tree of stacks, without recursion. */
#include <stdlib.h>
#include <string.h>

#include "flame/stacks.h"

stacks_sum *stacks_totals(const struct stacks *stacks)
{
	stacks_sum *totals = malloc(stacks->nodes.n * sizeof *totals);
	if (!totals) {
		leaf_fail(LEAF_E_NOMEM, "out of memory for %zu stacks", stacks->nodes.n);
		return NULL;
	}
	for (size_t i = 0; i < stacks->nodes.n; i++)
		totals[i] = stacks->nodes.items[i].self;
	for (size_t i = stacks->nodes.n; i-- > 1;)
		totals[stacks->nodes.items[i].parent] += totals[i];
	return totals;
}

const struct stacks_name *stacks_name_of(const struct stacks *stacks, uint32_t node)
{
	return &stacks->names.items[stacks->nodes.items[node].name];
}

/* ---- order ---- */

struct order {
	const struct stacks *stacks;
	const stacks_sum *totals;
};

static int compare(const void *left, const void *right, void *closure)
{
	const struct order *order = closure;
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	if (order->totals && order->totals[a] != order->totals[b])
		return order->totals[a] < order->totals[b] ? 1 : -1;
	const struct stacks_name *x = stacks_name_of(order->stacks, a);
	const struct stacks_name *y = stacks_name_of(order->stacks, b);
	int sign = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);
	return sign ? sign : (x->len > y->len) - (x->len < y->len);
}

static void relink(struct stacks *stacks, uint32_t parent, const uint32_t *children, size_t n)
{
	struct stacks_node *nodes = stacks->nodes.items;
	for (size_t i = 0; i < n; i++)
		nodes[children[i]].next = i + 1 < n ? children[i + 1] : 0;
	nodes[parent].child = children[0];
}

leaf_err stacks_sort(struct stacks *stacks, const stacks_sum *totals)
{
	struct order order = { .stacks = stacks, .totals = totals };
	LEAF__VEC(uint32_t) children = { 0 };
	leaf_err err = LEAF_E_OK;
	for (uint32_t i = 0; i < stacks->nodes.n && err == LEAF_E_OK; i++) {
		children.n = 0;
		for (uint32_t child = stacks->nodes.items[i].child; child && err == LEAF_E_OK;
		     child = stacks->nodes.items[child].next) {
			err = LEAF__VEC_ROOM(&children);
			if (err == LEAF_E_OK)
				children.items[children.n++] = child;
		}
		if (err != LEAF_E_OK || children.n < 2)
			continue;
		qsort_r(children.items, children.n, sizeof *children.items, compare, &order);
		relink(stacks, i, children.items, children.n);
	}
	free(children.items);
	return err;
}

/* ---- from the outside in ---- */

uint32_t stacks_skip(const struct stacks *stacks, uint32_t node, unsigned *depth)
{
	const struct stacks_node *nodes = stacks->nodes.items;
	while (node != STACKS_ROOT && !nodes[node].next) {
		node = nodes[node].parent;
		--*depth;
	}
	return node == STACKS_ROOT ? STACKS_ROOT : nodes[node].next;
}

uint32_t stacks_next(const struct stacks *stacks, uint32_t node, unsigned *depth)
{
	uint32_t child = stacks->nodes.items[node].child;
	if (!child)
		return stacks_skip(stacks, node, depth);
	++*depth;
	return child;
}

/* Written from its end to its beginning, as nodes know their parents only. */
leaf_err stacks_path(struct leaf__buf *out, const struct stacks *stacks, uint32_t node)
{
	size_t len = 0;
	for (uint32_t at = node; at != STACKS_ROOT; at = stacks->nodes.items[at].parent)
		len += stacks_name_of(stacks, at)->len + (len > 0);
	LEAF_TRY(leaf__buf_reserve(out, len));
	if (!out->data)
		return LEAF_E_OK; /* of the root, and nothing was there */
	out->len += len;
	out->data[out->len] = 0;
	char *end = out->data + out->len;
	for (uint32_t at = node; at != STACKS_ROOT; at = stacks->nodes.items[at].parent) {
		const struct stacks_name *name = stacks_name_of(stacks, at);
		if (at != node)
			*--end = ';';
		end -= name->len;
		memcpy(end, name->text, name->len);
	}
	return LEAF_E_OK;
}

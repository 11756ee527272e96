/* convert_callgrind.c - a tree of stacks as costs of functions and of calls between them. */
#include <stdlib.h>
#include <string.h>

#include "flame/convert.h"
#include "flame/stacks_put.h"

/* Source: "Callgrind Format Specification" in Valgrind's manual. */

/* A caller and what it calls, by names; a node's edge leads to it. */
struct edge {
	uint32_t caller, callee, node;
};

struct call {
	stacks_sum total;
	uint64_t n;
	uint32_t caller, callee, open;
};

struct callgrind {
	FILE *out;
	const struct stacks *stacks;
	stacks_sum *totals, *selves; /* by node; by name */
	struct edge *edges;
	struct call *calls;
	uint32_t *call_of; /* by node */
	size_t n_calls;
};

static int compare(const void *left, const void *right)
{
	const struct edge *a = left, *b = right;
	if (a->caller != b->caller)
		return a->caller < b->caller ? -1 : 1;
	if (a->callee != b->callee)
		return a->callee < b->callee ? -1 : 1;
	return (a->node > b->node) - (a->node < b->node);
}

/* Number the different pairs of caller and callee. */
static void find_calls(struct callgrind *made)
{
	const struct stacks_node *nodes = made->stacks->nodes.items;
	size_t n = 0;
	for (uint32_t i = 1; i < made->stacks->nodes.n; i++)
		if (nodes[i].parent != STACKS_ROOT)
			made->edges[n++] = (struct edge){ .caller = nodes[nodes[i].parent].name,
							  .callee = nodes[i].name,
							  .node = i };
	qsort(made->edges, n, sizeof *made->edges, compare);
	for (size_t i = 0; i < n; i++) {
		const struct edge *edge = &made->edges[i];
		if (!i || edge[-1].caller != edge->caller || edge[-1].callee != edge->callee)
			made->calls[made->n_calls++] = (struct call){ .caller = edge->caller,
								      .callee = edge->callee };
		made->call_of[edge->node] = (uint32_t)made->n_calls; /* plus one */
	}
}

/* Add up; a call within itself adds nothing to its total, and a function that calls itself nothing. */
static void sum_up(struct callgrind *made)
{
	const struct stacks_node *nodes = made->stacks->nodes.items;
	unsigned depth = 0;
	for (uint32_t node = nodes[STACKS_ROOT].child; node;) {
		uint32_t at = made->call_of[node], last = node;
		made->selves[nodes[node].name] += nodes[node].self;
		if (at) {
			struct call *call = &made->calls[at - 1];
			uint64_t n = nodes[node].calls ? nodes[node].calls : 1;
			call->n = call->n + n < n ? UINT64_MAX : call->n + n;
			if (!call->open++ && call->caller != call->callee)
				call->total += made->totals[node];
		}
		node = stacks_next(made->stacks, node, &depth);
		while (last != STACKS_ROOT && last != nodes[node].parent) {
			if (made->call_of[last])
				made->calls[made->call_of[last] - 1].open--;
			last = nodes[last].parent;
		}
	}
}

/* In the file a name stands once, afterwards its number. */
static void put_name(const struct callgrind *made, char *said, const char *key, uint32_t name)
{
	const struct stacks_name *text = &made->stacks->names.items[name];
	fprintf(made->out, "%s=(%u)", key, name);
	if (!said[name]) {
		putc(' ', made->out);
		stacks_put_plain(made->out, text->text, convert_frame_of(text).len);
		said[name] = 1;
	}
	putc('\n', made->out);
}

static void put_file(const struct callgrind *made, const char *key, uint32_t name)
{
	struct convert_frame frame = convert_frame_of(&made->stacks->names.items[name]);
	fprintf(made->out, "%s=", key);
	if (frame.file)
		stacks_put_plain(made->out, frame.file, frame.file_len);
	else
		fputs("???", made->out);
	putc('\n', made->out);
}

static unsigned long long line_of(const struct callgrind *made, uint32_t name)
{
	return convert_frame_of(&made->stacks->names.items[name]).line;
}

static void put_functions(const struct callgrind *made, char *said)
{
	unsigned decimals = made->stacks->decimals;
	size_t at = 0;
	for (uint32_t name = 1; name < made->stacks->names.n; name++) {
		int calls = at < made->n_calls && made->calls[at].caller == name;
		if (!made->selves[name] && !calls)
			continue;
		put_file(made, "fl", name);
		put_name(made, said, "fn", name);
		fprintf(made->out, "%llu %lld\n", line_of(made, name),
			(long long)stacks_rounded(made->selves[name], decimals));
		for (; at < made->n_calls && made->calls[at].caller == name; at++) {
			const struct call *call = &made->calls[at];
			put_file(made, "cfi", call->callee);
			put_name(made, said, "cfn", call->callee);
			fprintf(made->out, "calls=%llu %llu\n%llu %lld\n",
				(unsigned long long)call->n, line_of(made, call->callee),
				line_of(made, name),
				(long long)stacks_rounded(call->total, decimals));
		}
		putc('\n', made->out);
	}
}

static void put_all(const struct callgrind *made, char *said, const char *title)
{
	long long whole = stacks_rounded(made->totals[STACKS_ROOT], made->stacks->decimals);
	fputs("# callgrind format\nversion: 1\ncreator: leaf\ncmd: ", made->out);
	stacks_put_plain(made->out, title, strlen(title));
	fprintf(made->out, "\npositions: line\nevents: %s\nsummary: %lld\n\n",
		made->stacks->unit == STACKS_NS ? "ns" : "Samples", whole);
	put_functions(made, said);
	fprintf(made->out, "totals: %lld\n", whole);
}

leaf_err convert_callgrind(FILE *out, const struct stacks *stacks, const char *title)
{
	size_t n = stacks->nodes.n;
	struct callgrind made = { .out = out, .stacks = stacks };
	leaf_err err = LEAF_E_OK;
	made.totals = stacks_totals(stacks);
	made.selves = calloc(stacks->names.n, sizeof *made.selves);
	made.edges = malloc(n * sizeof *made.edges);
	made.calls = calloc(n, sizeof *made.calls);
	made.call_of = calloc(n, sizeof *made.call_of);
	char *said = calloc(stacks->names.n, 1);
	if (!made.totals || !made.selves || !made.edges || !made.calls || !made.call_of || !said) {
		err = leaf_fail(LEAF_E_NOMEM, "out of memory for %zu stacks", n);
	} else {
		find_calls(&made);
		sum_up(&made);
		put_all(&made, said, title);
	}
	free(made.totals);
	free(made.selves);
	free(made.edges);
	free(made.calls);
	free(made.call_of);
	free(said);
	return err;
}

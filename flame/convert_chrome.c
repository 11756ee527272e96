/* convert_chrome.c - a tree of stacks as a trace of complete events, a track per outermost frame. */
#include <stdlib.h>
#include <string.h>

#include "flame/convert.h"
#include "flame/stacks_put.h"
#include "flame/stacks_top.h"

/* Source: the Trace Event Format as chrome://tracing documents it. Times are in microseconds. */

enum { PROCESS = 1 };

/* Nanoseconds as microseconds, of samples one as one. */
static void put_time(struct convert_walk *walk, const char *key, stacks_sum sum)
{
	unsigned decimals = walk->stacks->decimals + (walk->stacks->unit == STACKS_NS ? 3 : 0);
	char text[STACKS_TEXT];
	fprintf(walk->out, ",\"%s\":%s", key, stacks_exact(text, sum, decimals));
}

static void put_event(struct convert_walk *walk, uint32_t node, stacks_sum at)
{
	const struct stacks_node *it = &walk->stacks->nodes.items[node];
	const struct stacks_name *name = stacks_name_of(walk->stacks, node);
	fputs(",\n{\"ph\":\"X\",\"name\":\"", walk->out);
	stacks_put_json(walk->out, name->text, name->len);
	fprintf(walk->out, "\",\"cat\":\"stack\",\"pid\":%d,\"tid\":%u", PROCESS, walk->thread);
	put_time(walk, "ts", at);
	put_time(walk, "dur", walk->totals[node]);
	fputs(",\"args\":{", walk->out);
	char text[STACKS_TEXT];
	fprintf(walk->out, "\"self\":%s", stacks_exact(text, it->self, walk->stacks->decimals));
	if (it->calls)
		fprintf(walk->out, ",\"calls\":%llu", (unsigned long long)it->calls);
	fputs("}}", walk->out);
}

static void put_name(FILE *out, const char *what, uint32_t thread, const char *name, size_t len)
{
	fprintf(out, "{\"ph\":\"M\",\"name\":\"%s\",\"pid\":%d,\"tid\":%u,\"args\":{\"name\":\"",
		what, PROCESS, thread);
	stacks_put_json(out, name, len);
	fputs("\"}}", out);
}

leaf_err convert_chrome(FILE *out, const struct stacks *stacks, const char *title)
{
	stacks_sum *totals = stacks_totals(stacks);
	leaf_err err = LEAF_E_OK;
	if (!totals)
		return LEAF_E_NOMEM;
	struct convert_walk walk = {
		.out = out, .stacks = stacks, .totals = totals, .open = put_event, .thread = 1
	};
	fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", out);
	put_name(out, "process_name", 0, title, strlen(title));
	uint32_t first = stacks->nodes.items[STACKS_ROOT].child;
	int by_thread = first && stacks_is_thread(stacks, first);
	for (uint32_t i = first; i && by_thread && err == LEAF_E_OK;
	     i = stacks->nodes.items[i].next) {
		const struct stacks_name *name = stacks_name_of(stacks, i);
		walk.thread = i;
		fputs(",\n", out);
		put_name(out, "thread_name", i, name->text, name->len);
		err = convert_walk_below(&walk, i);
	}
	if (!by_thread)
		err = convert_walk_below(&walk, STACKS_ROOT);
	fputs("\n]}\n", out);
	free(totals);
	return err;
}

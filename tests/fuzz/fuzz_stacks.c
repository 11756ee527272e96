/* fuzz_stacks.c - any bytes, in pieces, are read as folded stacks or refused; totals always add up. */
#include "flame/stacks_read.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stacks_reading reading = { .skip_bad = 1 };
	struct stacks_reader reader;
	struct stacks stacks;
	if (size < 1 || stacks_init(&stacks) != LEAF_E_OK)
		return 0;
	size_t piece = 1u + data[0] % 64;
	reading.calls_only = data[0] >= 128;
	stacks_reader_init(&reader, &stacks, &reading, "input");
	leaf_err err = LEAF_E_OK;
	for (size_t at = 1; at < size && err == LEAF_E_OK; at += piece)
		err = stacks_reader_feed(&reader, (const char *)data + at,
					 piece < size - at ? piece : size - at);
	if (err == LEAF_E_OK)
		err = stacks_reader_end(&reader);
	stacks_reader_release(&reader);
	if (err != LEAF_E_OK)
		abort();
	stacks_sum *totals = stacks_totals(&stacks), sum = 0;
	if (!totals || stacks_sort(&stacks, totals) != LEAF_E_OK)
		abort();
	unsigned depth = 0;
	size_t n = 0;
	uint32_t node = STACKS_ROOT;
	do {
		sum += stacks.nodes.items[node].self;
		n++;
	} while ((node = stacks_next(&stacks, node, &depth)) != STACKS_ROOT);
	if (n != stacks.nodes.n || sum != totals[STACKS_ROOT] || depth != 0)
		abort();
	free(totals);
	stacks_release(&stacks);
	return 0;
}

/* pin.c - addresses and sizes. */
#include "leafrt/pin.h"

#include "base/arena.h"
#include "leafrt/ask.h"
#include "leafrt/byte_set.h"
#include "leafrt/counters.h"
#include "leafrt/expr.h"
#include "leafrt/inputs.h"
#include "leafrt/path.h"
#include "leafrt/prediction.h"
#include "leafrt/shadow.h"
#include "leafrt/tape.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_STEPS 400u
#define MOST_EACH 16u

/* What a value is for each value of the one input byte that it depends on. False: there is not one, or it is too much. */
static bool by_byte(uint64_t values[256], uint32_t *byte, leaf_label label)
{
	static struct tape tape;
	static uint8_t *scratch;
	uint32_t set = expr_at(label)->bytes, n, step;
	if (expr_at(label)->bits > 64 || byte_set_size(set) != 1)
		return false;
	*byte = byte_set_ranges(set, &n)[0].first;
	tape_clear(&tape);
	if (!tape_add(&tape, label, MOST_STEPS, &step))
		return false;
	/* The one byte is all that the steps read; the rest of the scratch input is never touched. */
	if (!scratch)
		scratch = leaf__pages_map(inputs_total());
	if (!scratch)
		return false;
	for (unsigned i = 0; i < 256; i++) {
		scratch[*byte] = (uint8_t)i;
		tape_run(&tape, scratch, 0, tape.n);
		values[i] = (uint64_t)tape.value[step];
	}
	return true;
}

/* The different ones among the values; 0 if they are more than `most`. */
static unsigned distinct(const uint64_t values[256], uint64_t *out, unsigned most)
{
	unsigned n = 0;
	for (unsigned i = 0; i < 256; i++) {
		unsigned at = 0;
		while (at < n && out[at] != values[i])
			at++;
		if (at < n)
			continue;
		if (n == most)
			return 0;
		out[n++] = values[i];
	}
	return n;
}

static void ask_equal(const struct pri_site *at, uint32_t direction, leaf_label value, uint64_t to)
{
	const struct expr *e = expr_at(value);
	leaf_label is = expr_binary(PRI_OP_EQ, 1, value, expr_const(e->bits, to));
	if (is && to != (uint64_t)e->value)
		ask(at, direction, is, true);
}

/*
 * What depends on one byte: a few values are asked for one by one, as the cases of a switch are, of many the smallest and the largest.
 * False: it depends on more.
 */
static bool ask_each(const struct pri_site *at, leaf_label value)
{
	uint64_t values[256], few[MOST_EACH], low, high;
	uint32_t byte;
	if (!by_byte(values, &byte, value))
		return false;
	unsigned n = distinct(values, few, MOST_EACH);
	for (unsigned i = 0; i < n; i++)
		ask_equal(at, i + 1, value, few[i]);
	if (n)
		return true;
	low = high = values[0];
	for (unsigned i = 1; i < 256; i++) {
		low = values[i] < low ? values[i] : low;
		high = values[i] > high ? values[i] : high;
	}
	ask_equal(at, 1, value, low);
	ask_equal(at, 2, value, high);
	return true;
}

void pin(const struct pri_site *at, leaf_label value, enum pri_cause cause)
{
	const struct expr *e = expr_at(value);
	leaf_label is = expr_binary(PRI_OP_EQ, 1, value, expr_const(e->bits, e->value));
	if (!is || expr_at(is)->known)
		return;
	counters.concretized[cause]++;
	bool taken = expr_at(is)->value != 0;
	if (!ask_each(at, value))
		ask(at, 0, is, !taken);
	prediction_pass(at, PREDICTION_ANY);
	path_add(is, taken);
	expr_set_known(is);
}

/* Read memory of this process that may not be there. */
static bool peek(uint64_t address, void *to, size_t n)
{
	struct iovec local = { to, n }, remote = { (void *)(uintptr_t)address, n }; // NOLINT
	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)n;
}

/* All 256 addresses in one read, if they are near each other. */
static bool read_values(const uint64_t addresses[256], uint32_t bytes, uint64_t values[256])
{
	static char window[65536];
	uint64_t low = addresses[0], high = addresses[0];
	for (unsigned i = 0; i < 256; i++) {
		low = addresses[i] < low ? addresses[i] : low;
		high = addresses[i] > high ? addresses[i] : high;
	}
	uint64_t span = high - low + bytes;
	if (span > sizeof window || !peek(low, window, span) ||
	    shadow_any((void *)(uintptr_t)low, span)) // NOLINT
		return false;
	for (unsigned i = 0; i < 256; i++) {
		values[i] = 0;
		memcpy(&values[i], window + (addresses[i] - low), bytes);
	}
	return true;
}

static leaf_label table_of(leaf_label address, const void *from, uint32_t bytes)
{
	uint64_t addresses[256], values[256], value = 0;
	uint32_t byte;
	if (bytes > 8 || !by_byte(addresses, &byte, address))
		return 0;
	if (!read_values(addresses, bytes, values))
		return 0;
	memcpy(&value, from, bytes);
	leaf_label input = expr_input(byte, inputs_bytes()[byte]);
	return input ? expr_table(input, 8 * bytes, values, value) : 0;
}

leaf_label pin_load(const struct pri_site *at, leaf_label address, const void *from, uint32_t bytes)
{
	leaf_label table = table_of(address, from, bytes);
	if (table)
		return table;
	pin(at, address, PRI_CAUSE_ADDRESS);
	return shadow_load(from, bytes);
}

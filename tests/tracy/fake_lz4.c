/* fake_lz4.c - decode LZ4 blocks, one after the other, with their common history. */
#include "tests/tracy/fake_lz4.h"

#include <stdlib.h>
#include <string.h>

enum { MIN_MATCH = 4, NIBBLE = 15 };

void fake_lz4_init(struct fake_lz4 *lz4, size_t cap)
{
	*lz4 = (struct fake_lz4){ .bytes = malloc(FAKE_LZ4_HISTORY + cap), .cap = cap };
	if (!lz4->bytes)
		abort();
}

void fake_lz4_release(struct fake_lz4 *lz4)
{
	free(lz4->bytes);
	*lz4 = (struct fake_lz4){ 0 };
}

/* The last 64 KiB of what was decoded become the history. */
static void slide(struct fake_lz4 *lz4)
{
	size_t all = lz4->history + lz4->n;
	size_t keep = all < FAKE_LZ4_HISTORY ? all : FAKE_LZ4_HISTORY;
	memmove(lz4->bytes, lz4->bytes + (all - keep), keep);
	lz4->history = keep;
	lz4->n = 0;
}

/* A length: a nibble, and if it is full, bytes up to one that is not 255. */
static int read_length(size_t *len, const unsigned char **in, const unsigned char *end)
{
	if (*len < NIBBLE)
		return 1;
	unsigned char byte;
	do {
		if (*in == end)
			return 0;
		byte = *(*in)++;
		*len += byte;
	} while (byte == 255);
	return 1;
}

enum fake_lz4_result fake_lz4_decode(struct fake_lz4 *lz4, const unsigned char *in, size_t n)
{
	const unsigned char *end = in + n;
	slide(lz4);
	unsigned char *start = lz4->bytes, *out = lz4->bytes + lz4->history;
	const unsigned char *out_end = out + lz4->cap;
	if (n == 0)
		return LZ4_MALFORMED;
	for (;;) {
		if (in == end)
			return LZ4_MALFORMED; /* literals are missing, at least none of them */
		unsigned token = *in++;
		size_t len = token >> 4;
		if (!read_length(&len, &in, end) || (size_t)(end - in) < len)
			return LZ4_MALFORMED;
		if ((size_t)(out_end - out) < len)
			return LZ4_TOO_LARGE;
		memcpy(out, in, len);
		out += len;
		in += len;
		if (in == end)
			break;
		if (end - in < 2)
			return LZ4_MALFORMED;
		size_t offset = in[0] | (size_t)in[1] << 8;
		in += 2;
		len = token & NIBBLE;
		if (!read_length(&len, &in, end) || offset == 0 || offset > (size_t)(out - start))
			return LZ4_MALFORMED;
		len += MIN_MATCH;
		if ((size_t)(out_end - out) < len)
			return LZ4_TOO_LARGE;
		for (; len; len--, out++)
			*out = *(out - offset);
	}
	lz4->n = (size_t)(out - start) - lz4->history;
	return LZ4_FINE;
}

/* fake_lz4.h - decode LZ4 blocks, one after the other, with their common history. */
#ifndef FAKE_LZ4_H
#define FAKE_LZ4_H

#include <stddef.h>

enum { FAKE_LZ4_HISTORY = 65536 };

/* History, then the last block: [0, history) and [history, history + n). */
struct fake_lz4 {
	unsigned char *bytes; /* FAKE_LZ4_HISTORY + cap */
	size_t cap, history, n;
};

enum fake_lz4_result { LZ4_FINE, LZ4_MALFORMED, LZ4_TOO_LARGE };

void fake_lz4_init(struct fake_lz4 *lz4, size_t cap);
void fake_lz4_release(struct fake_lz4 *lz4);

/*
 * Decode one block; afterwards it is at fake_lz4_block(), lz4->n bytes.
 * Source: "LZ4 Block Format Description", but for the last literals' minimum, which is an encoder's
 * matter.
 */
enum fake_lz4_result fake_lz4_decode(struct fake_lz4 *lz4, const unsigned char *in, size_t n);

static inline const unsigned char *fake_lz4_block(const struct fake_lz4 *lz4)
{
	return lz4->bytes + lz4->history;
}

#endif

/* sink_tracy_lz4.c - LZ4 blocks by liblz4, if it was there when this was built. */
#include "trace/tracy_lz4.h"

#ifdef LEAF_LZ4
#include <lz4.h>

/* Weak, so that a program that links the static library need not know of liblz4. */
#pragma weak LZ4_sizeofState
#pragma weak LZ4_compress_fast_extState

size_t leaf__tracy_lz4_room(void)
{
	return LZ4_sizeofState && LZ4_compress_fast_extState ? (size_t)LZ4_sizeofState() : 0;
}

size_t leaf__tracy_lz4_block(void *room, unsigned char *out, size_t cap, const unsigned char *bytes,
			     size_t len)
{
	int n = LZ4_compress_fast_extState(room, (const char *)bytes, (char *)out, (int)len,
					   (int)cap, 1);
	return n > 0 ? (size_t)n : 0;
}

#else

size_t leaf__tracy_lz4_room(void)
{
	return 0;
}

size_t leaf__tracy_lz4_block(void *room, unsigned char *out, size_t cap, const unsigned char *bytes,
			     size_t len)
{
	(void)room, (void)out, (void)cap, (void)bytes, (void)len;
	return 0;
}

#endif

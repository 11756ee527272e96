/* sink_tracy_lz4.c - LZ4 blocks by liblz4, if it was there when this was built. */
#include "trace/tracy_lz4.h"

#ifdef LEAF_LZ4
#include <lz4.h>

int leaf__tracy_lz4_is_there(void)
{
	return 1;
}

size_t leaf__tracy_lz4_room(void)
{
	return (size_t)LZ4_sizeofState();
}

size_t leaf__tracy_lz4_block(void *room, unsigned char *out, size_t cap, const unsigned char *bytes,
			     size_t len)
{
	int n = LZ4_compress_fast_extState(room, (const char *)bytes, (char *)out, (int)len,
					   (int)cap, 1);
	return n > 0 ? (size_t)n : 0;
}

#else

int leaf__tracy_lz4_is_there(void)
{
	return 0;
}

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

/* tracy_lz4.h - LZ4 blocks by liblz4, if it was there when this was built. */
#ifndef LEAF_TRACE_TRACY_LZ4_H
#define LEAF_TRACE_TRACY_LZ4_H

#include <stddef.h>

/* Bytes of memory that the compressor works in; 0 without one. */
size_t leaf__tracy_lz4_room(void);

/*
 * A block from bytes [len] into out [cap], working in 'room', 16-aligned. Returns its length; 0:
 * there is no compressor, or it does not fit.
 */
size_t leaf__tracy_lz4_block(void *room, unsigned char *out, size_t cap, const unsigned char *bytes,
			     size_t len);

#endif

/* floor_out.h - floor: a shared buffer per thread that is written out by write() when it is full. */
/*
 * The buffer is a shared mapping of a file, mapped once and used again and again: what it holds survives
 * the process however that ends, and no page fault is paid for growth.
 */
#ifndef BENCH_FLOOR_OUT_H
#define BENCH_FLOOR_OUT_H

#include "floor.h"

#ifndef FLOOR_OUT_BYTES
#define FLOOR_OUT_BYTES (128 * 1024)
#endif
enum { FLOOR_OUT_ROOM = 256 }; /* a record of up to this many bytes fits behind the limit */

struct floor_out {
	unsigned char *at;
	unsigned char *limit; /* at this point or beyond, flush first */
	floor_u64 last;	      /* time of the last record */
	unsigned char *start;
	int fd;
};

extern FLOOR_TLS struct floor_out floor_out;

/* Writes the buffer out; returns its start. */
FLOOR_COLD unsigned char *floor_out_flush(void);

/* Where the next record goes. */
FLOOR_INLINE unsigned char *floor_out_room(void)
{
	unsigned char *at = floor_out.at;

	return FLOOR_RARE(at >= floor_out.limit) ? floor_out_flush() : at;
}

#endif

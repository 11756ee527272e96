/* floor_ring.c - the ring of floor_ring.h, one per thread. */
#include <stdlib.h>

#include "floor_ring.h"
#include "work.h"

FLOOR_TLS struct floor_ring_record *floor_ring_at;
FLOOR_TLS struct floor_ring_record *floor_ring_start;
FLOOR_TLS struct floor_ring_record *floor_ring_end;

__attribute__((constructor, no_instrument_function)) void bench_thread_start(void)
{
	if (floor_ring_start)
		return;
	floor_ring_start = calloc(FLOOR_RING_RECORDS, sizeof(*floor_ring_start));
	if (!floor_ring_start)
		abort();
	floor_ring_at = floor_ring_start;
	floor_ring_end = floor_ring_start + FLOOR_RING_RECORDS;
}

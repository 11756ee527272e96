/* floor_ring.h - floor: at entry and at exit, read the counter and store 16 bytes into a ring. */
#include "floor.h"

enum { FLOOR_RING_RECORDS = 8192 };

struct floor_ring_record {
	floor_u64 ticks;
	const void *site; /* NULL: an exit */
};

/* Per thread; floor_ring.c sets it up. */
extern FLOOR_TLS struct floor_ring_record *floor_ring_at;
extern FLOOR_TLS struct floor_ring_record *floor_ring_start;
extern FLOOR_TLS struct floor_ring_record *floor_ring_end;

FLOOR_INLINE void floor_put(const void *site)
{
	struct floor_ring_record *at = floor_ring_at;

	at->ticks = floor_ticks();
	at->site = site;
	at++;
	floor_ring_at = FLOOR_RARE(at == floor_ring_end) ? floor_ring_start : at;
}

FLOOR_INLINE void *floor_enter(const void *site, int a, int b)
{
	(void)a;
	(void)b;
	floor_put(site);
	return 0;
}

FLOOR_INLINE void floor_exit(void *state)
{
	(void)state;
	floor_put(0);
}

FLOOR_INLINE void floor_exit_hook(const void *site)
{
	(void)site;
	floor_put(0);
}

#include "floor_bind.h"

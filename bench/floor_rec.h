/* floor_rec.h - floor: records of fixed shape in a buffer that is written out. */
/*
 * FLOOR_REC_ENTRY, bytes of the record at entry; the two arguments are in it from 12 on:
 *    8  time and site in 52 + 12 bits; the exit has the same shape
 *   12  time since the last record and site in 20 + 12 bits, two arguments; exit 4 bytes
 *   16  time and site in 52 + 12 bits, two arguments; exit 4 bytes
 * A time that does not fit 20 bits goes into a record of its own in front.
 */
#include "floor_out.h"

enum { FLOOR_REC_SITE = 1, FLOOR_REC_LEAVE = 2, FLOOR_REC_TIME = 3 };

FLOOR_INLINE void floor_put8(unsigned char *at, floor_u64 value)
{
	__builtin_memcpy(at, &value, 8);
}

FLOOR_INLINE void floor_put4(unsigned char *at, floor_u32 value)
{
	__builtin_memcpy(at, &value, 4);
}

/* A 4-byte head: time since the last record. */
FLOOR_INLINE unsigned char *floor_put_delta(unsigned char *at, floor_u32 kind)
{
	floor_u64 now = floor_ticks();
	floor_u64 delta = now - floor_out.last;

	floor_out.last = now;
	if (FLOOR_RARE(delta >> 20)) {
		floor_put8(at, now << 12 | FLOOR_REC_TIME);
		at += 8;
		delta = 0;
	}
	floor_put4(at, (floor_u32)delta << 12 | kind);
	return at + 4;
}

FLOOR_INLINE void *floor_enter(const void *site, int a, int b)
{
	unsigned char *at = floor_out_room();

	(void)site;
#if FLOOR_REC_ENTRY == 12
	at = floor_put_delta(at, FLOOR_REC_SITE);
#else
	floor_u64 now = floor_ticks();

	floor_put8(at, now << 12 | FLOOR_REC_SITE);
	at += 8;
#endif
#if FLOOR_REC_ENTRY == 16
	floor_out.last = now;
#endif
#if FLOOR_REC_ENTRY >= 12
	floor_put4(at, (floor_u32)a);
	floor_put4(at + 4, (floor_u32)b);
	at += 8;
#else
	(void)a;
	(void)b;
#endif
	floor_out.at = at;
	return 0;
}

FLOOR_INLINE void floor_exit(void *state)
{
	unsigned char *at = floor_out_room();

	(void)state;
#if FLOOR_REC_ENTRY >= 12
	floor_out.at = floor_put_delta(at, FLOOR_REC_LEAVE);
#else
	floor_put8(at, floor_ticks() << 12 | FLOOR_REC_LEAVE);
	floor_out.at = at + 8;
#endif
}

FLOOR_INLINE void floor_exit_hook(const void *site)
{
	(void)site;
	floor_exit(0);
}

#include "floor_bind.h"

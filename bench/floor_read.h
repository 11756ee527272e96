/* floor_read.h - floor: the time is read at entry and at exit, and nothing is done with it. */
/* FLOOR_GETTIME: by clock_gettime, else by the time-stamp counter. */
#include "floor.h"

FLOOR_INLINE void floor_read(void)
{
#ifdef FLOOR_GETTIME
	(void)floor_gettime();
#else
	(void)floor_ticks();
#endif
}

FLOOR_INLINE void *floor_enter(const void *site, int a, int b)
{
	(void)site;
	(void)a;
	(void)b;
	floor_read();
	return 0;
}

FLOOR_INLINE void floor_exit(void *state)
{
	(void)state;
	floor_read();
}

FLOOR_INLINE void floor_exit_hook(const void *site)
{
	(void)site;
	floor_read();
}

#include "floor_bind.h"

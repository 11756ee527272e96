/* floor_count.h - counts calls and nothing else: how many functions one round of the Lua script enters. */
#include "floor.h"

extern unsigned long long floor_count __attribute__((visibility("hidden")));

FLOOR_INLINE void *floor_enter(const void *site, int a, int b)
{
	(void)site;
	(void)a;
	(void)b;
	floor_count++;
	return 0;
}

FLOOR_INLINE void floor_exit(void *state)
{
	(void)state;
}

FLOOR_INLINE void floor_exit_hook(const void *site)
{
	(void)site;
}

#include "floor_bind.h"

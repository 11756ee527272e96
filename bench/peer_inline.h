/* peer_inline.h - peer: the compiler's hooks, empty and inlined: they should vanish. */
#include "floor.h"

#define FLOOR_CYG 1

FLOOR_INLINE void floor_enter(const void *site, int a, int b)
{
	(void)site;
	(void)a;
	(void)b;
}

FLOOR_INLINE void floor_exit_hook(const void *site)
{
	(void)site;
}

#include "floor_bind.h"

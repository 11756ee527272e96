/* floor_off.h - floor: one flag tested at entry, its answer kept for the exit; the flag is off. */
#include "floor.h"

extern unsigned char floor_on __attribute__((visibility("hidden")));
FLOOR_COLD void floor_note(const void *site);

FLOOR_INLINE void *floor_enter(const void *site, int a, int b)
{
	(void)a;
	(void)b;
	if (FLOOR_RARE(floor_on)) {
		floor_note(site);
		return (void *)1;
	}
	return 0;
}

FLOOR_INLINE void floor_exit(void *state)
{
	if (FLOOR_RARE(state))
		floor_note(0);
}

/* Two calls that share no local: the flag is tested again. */
FLOOR_INLINE void floor_exit_hook(const void *site)
{
	if (FLOOR_RARE(floor_on))
		floor_note(site);
}

#include "floor_bind.h"

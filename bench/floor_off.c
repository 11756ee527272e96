/* floor_off.c - the flag of floor_off.h; a constructor sets it, so that no compiler knows its value. */
#include <stdlib.h>

#include "floor_off.h"

unsigned char floor_on;
static unsigned long notes;

void floor_note(const void *site)
{
	notes += site != 0;
}

__attribute__((constructor, no_instrument_function)) static void switch_by_environment(void)
{
	floor_on = getenv("FLOOR_ON") != NULL;
}

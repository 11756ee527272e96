/* floor_time.c - clock_gettime as floors call it. */
#include <time.h>

#include "floor.h"

__attribute__((no_instrument_function)) floor_u64 floor_gettime(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (floor_u64)t.tv_sec * 1000000000u + (floor_u64)t.tv_nsec;
}

/* floor_text.c - the time of floor_text.h: formatted once a second. */
#define _GNU_SOURCE
#include <time.h>

#ifndef FLOOR_TEXT_TIME
#define FLOOR_TEXT_TIME
#endif
#include "floor_text.h"

#define PLAIN __attribute__((no_instrument_function))

static char text[32];
static double ticks_per_ns;
floor_u64 floor_text_until;
const char *floor_text_time = text;

const char *floor_text_second(void)
{
	struct timespec now;
	struct tm parts;

	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &parts);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S ", &parts);
	floor_text_until = floor_ticks() + (floor_u64)((1e9 - (double)now.tv_nsec) * ticks_per_ns);
	return text;
}

__attribute__((constructor)) PLAIN static void calibrate(void)
{
	floor_u64 start_ns = floor_gettime(), start = floor_ticks(), ns;

	do
		ns = floor_gettime() - start_ns;
	while (ns < 5000000);
	ticks_per_ns = (double)(floor_ticks() - start) / (double)ns;
}

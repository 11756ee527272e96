/* peer_printf.h - peer: a line per call by fprintf, with the time, as a program would log by hand. */
#include <stdio.h>
#include <time.h>

extern FILE *peer_printf_file;

#define BENCH_FN(a, b) peer_printf_line(__func__, a, b)

static inline void peer_printf_line(const char *function, int a, int b)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	fprintf(peer_printf_file, "%lld.%09ld %s a=%d, b=%d\n", (long long)t.tv_sec, t.tv_nsec,
		function, a, b);
}

/* calls_foreign.c - functions that are neither instrumented nor modelled: what goes through them is concrete, what is beside is not.
 *
 * flags: -D_GNU_SOURCE
 * seed: aaaaaaaa
 * finds: beside
 * finds: written over
 * finds: called back
 */
#include "sample_input.h"

#include <string.h>
#include <unistd.h>

static int seen;

static int look(const void *a, const void *b)
{
	const unsigned char *x = a, *y = b;
	if (*x == 'L' && *y == 'R')
		seen = 1;
	return *x - *y;
}

int main(int argc, char **argv)
{
	unsigned char in[8], copy[8];
	sample_input(in, sizeof in, argc, argv);
	char text[32];
	sprintf(text, "%d", in[0]);
	if (strcmp(text, "-1") == 0) /* not asked */
		puts("never");
	if (in[1] == 'b')
		puts("beside");
	memcpy(copy, in, sizeof copy);
	swab(copy, in, 4);
	if (in[4] == 'w')
		puts("written over");
	qsort(in + 5, 2, 1, look);
	if (seen)
		puts("called back");
	return 0;
}

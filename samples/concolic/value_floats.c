/* value_floats.c - floating-point arithmetic is taken for what it is in the run; bits that only pass through floats stay symbolic.
 *
 * seed: aaaaaaaaaaaa
 * finds: carried by a float
 * finds: bits of a float
 * finds: after a float
 */
#include "sample_input.h"

#include <stdint.h>
#include <string.h>

int main(int argc, char **argv)
{
	uint8_t in[12];
	float carried, copy;
	uint32_t bits;
	sample_input(in, sizeof in, argc, argv);
	memcpy(&carried, in, sizeof carried);
	copy = carried;
	memcpy(&bits, &copy, sizeof bits);
	if (bits == 0x40490fdb)
		puts("carried by a float");
	double number;
	uint64_t wide;
	memcpy(&number, in + 4, sizeof number);
	memcpy(&wide, &number, sizeof wide);
	if (wide >> 52 == 0x7ff)
		puts("bits of a float");
	volatile double scaled = in[0] * 1.5;
	if (scaled < 0) /* not asked */
		puts("never");
	if (in[3] == 'f')
		puts("after a float");
	return 0;
}

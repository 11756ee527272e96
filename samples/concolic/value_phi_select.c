/* value_phi_select.c - values that come from one of two ways: phi, select, minimum, maximum, absolute value, sign.
 *
 * seed: aaaaaaaa
 * finds: joined
 * finds: smaller
 * finds: larger
 * finds: distance
 * finds: sign
 * finds: nested
 */
#include "sample_input.h"

static int joined(unsigned char c, unsigned char d)
{
	int n;
	if (c > 100)
		n = d + 1;
	else
		n = d * 2;
	return n;
}

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int sign(int x)
{
	return (x > 0) - (x < 0);
}

int main(int argc, char **argv)
{
	unsigned char in[8];
	sample_input(in, sizeof in, argc, argv);
	if (joined(in[0], in[1]) == 201)
		puts("joined");
	if (min(in[2], in[3]) == 40)
		puts("smaller");
	if (-min(-in[2], -in[3]) == 180)
		puts("larger");
	if (abs(in[4] - 128) == 100)
		puts("distance");
	if (sign((signed char)in[5]) < 0)
		puts("sign");
	int nested = in[6] > in[7] ? in[6] > 150 ? 1 : 2 : in[7] > 150 ? 3 : 4; /* not asked */
	if (nested == 3)
		puts("nested");
	return 0;
}

/* integer_limits.c - sums and differences that stop at the limits, words shifted through each other: what the optimizer makes of them.
 *
 * seed: aaaaaaaaaaaaaaaa
 * finds: stops at 0
 * finds: stops at the top
 * finds: signed top
 * finds: signed bottom
 * finds: shifted through
 */
#include "sample_input.h"

#include <stdint.h>
#include <string.h>

static uint8_t less(uint8_t a, uint8_t b)
{
	return (uint8_t)(a > b ? a - b : 0);
}

static uint32_t more(uint32_t a, uint32_t b)
{
	return a + b < a ? 0xffffffff : a + b;
}

static int32_t signed_more(int32_t a, int32_t b)
{
	int64_t sum = (int64_t)a + b;
	return (int32_t)(sum > INT32_MAX ? INT32_MAX : sum < INT32_MIN ? INT32_MIN : sum);
}

int main(int argc, char **argv)
{
	uint8_t in[16];
	uint32_t u[4];
	sample_input(in, sizeof in, argc, argv);
	memcpy(u, in, sizeof u);
	if (less(in[0], 200) == 0 && less(in[1], 90) == 9)
		puts("stops at 0");
	if (more(u[1], 1000000) == 0xffffffff)
		puts("stops at the top");
	if (signed_more((int32_t)u[2], 70000) == INT32_MAX)
		puts("signed top");
	if (signed_more((int32_t)u[2], -70000) == INT32_MIN)
		puts("signed bottom");
	uint32_t through = u[3] << 12 | u[2] >> 20;
	if (through == 0x12345678)
		puts("shifted through");
	return 0;
}

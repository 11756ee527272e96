/* integer_arithmetic.c - division, remainder and shifts, signed and not; overflow that is told; bits counted, turned, swapped.
 *
 * seed: aaaaaaaaaaaaaaaa
 * finds: divided
 * finds: signed division
 * finds: remainder
 * finds: signed remainder
 * finds: shifted by it
 * finds: arithmetic shift
 * finds: rotated
 * finds: overflow
 * finds: unsigned overflow
 * finds: three bits
 * finds: leading zeros
 * finds: swapped
 * finds: xor
 */
#include "sample_input.h"

#include <stdint.h>
#include <string.h>

static uint32_t rotate(uint32_t x, unsigned by)
{
	return x << by | x >> (32 - by);
}

int main(int argc, char **argv)
{
	uint8_t in[16];
	uint32_t u[4];
	int32_t s[4], sum;
	sample_input(in, sizeof in, argc, argv);
	memcpy(u, in, sizeof u);
	memcpy(s, in, sizeof s);
	if (in[0] && 200 / in[0] == 25)
		puts("divided");
	if (s[0] / 7 == -1000)
		puts("signed division");
	if (in[1] % 10 == 9)
		puts("remainder");
	if ((int8_t)in[2] % 7 == -3)
		puts("signed remainder");
	if (in[3] < 32 && 1u << in[3] == 4096)
		puts("shifted by it");
	if (s[1] >> 20 == -77)
		puts("arithmetic shift");
	if (rotate(u[1], 7) == 0x12345678)
		puts("rotated");
	if (__builtin_add_overflow(s[2], 1000, &sum))
		puts("overflow");
	if (__builtin_mul_overflow(u[2], 3u, &u[3]))
		puts("unsigned overflow");
	if (__builtin_popcount(in[12]) == 6)
		puts("three bits");
	if (__builtin_clz(in[13] | 1u) == 29)
		puts("leading zeros");
	if (__builtin_bswap32(u[0]) == 0xdeadbeef)
		puts("swapped");
	if ((in[14] ^ in[15] ^ 0x5a) == 0x11)
		puts("xor");
	return 0;
}

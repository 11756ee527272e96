/* integer_widths.c - integers of 1, 7, 8, 16, 24, 32, 48, 64, 65, 100 and 128 bits.
 *
 * seed: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
 * finds: bool
 * finds: 7 bits
 * finds: 16 bits
 * finds: 24 bits
 * finds: 48 bits
 * finds: 64 bits
 * finds: 65 bits
 * finds: 100 bits
 * finds: 128 bits
 * finds: 128 bits multiplied
 */
#include "sample_input.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __clang__
#pragma clang diagnostic ignored "-Wdeprecated-type"
typedef unsigned _ExtInt(7) u7;
typedef unsigned _ExtInt(24) u24;
typedef unsigned _ExtInt(48) u48;
typedef unsigned _ExtInt(65) u65;
typedef unsigned _ExtInt(100) u100;
#else
typedef uint8_t u7;
typedef uint32_t u24;
typedef uint64_t u48;
typedef unsigned __int128 u65, u100;
#endif
typedef unsigned __int128 u128;

int main(int argc, char **argv)
{
	uint8_t in[32];
	u128 huge;
	uint64_t large;
	uint16_t half;
	sample_input(in, sizeof in, argc, argv);
	memcpy(&huge, in + 16, sizeof huge);
	memcpy(&large, in + 8, sizeof large);
	memcpy(&half, in + 1, sizeof half);
	bool flag = in[0] > 200;
	if (flag)
		puts("bool");
	if ((u7)(in[3] & 127) * (u7)3 == 75)
		puts("7 bits");
	if (half == 0xbeef)
		puts("16 bits");
	if ((u24)(large & 0xffffff) + (u24)1 == (u24)0x123457)
		puts("24 bits");
	if ((u48)(large >> 16) == (u48)0xabcdefabcdef)
		puts("48 bits");
	if (large * 3 == 0x123456789abcdef3)
		puts("64 bits");
	if (((u65)large << 1 & (u65)0x1ff) == (u65)0x1fe)
		puts("65 bits");
	if ((u100)(huge & (((u128)1 << 100) - 1)) == ((u100)77 << 80))
		puts("100 bits");
	if (huge == ((u128)0x0123456789abcdef << 64 | 0x1122334455667788))
		puts("128 bits");
	if (huge * 5 + 3 == ((u128)5 << 100) + 13)
		puts("128 bits multiplied");
	return 0;
}

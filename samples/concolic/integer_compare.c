/* integer_compare.c - each comparison, signed and unsigned, at each width.
 *
 * seed: \x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80
 * finds: u8 <
 * finds: u16 >
 * finds: u32 <=
 * finds: u64 >=
 * finds: s8 >
 * finds: s16 >=
 * finds: s32 <
 * finds: s64 <=
 * finds: equal
 */
#include "sample_input.h"

#include <stdint.h>
#include <string.h>

#define AS(type, at) (memcpy(&(type){ 0 }, in + (at), sizeof(type)), *(type *)(void *)(in + (at)))

int main(int argc, char **argv)
{
	_Alignas(8) uint8_t in[16];
	sample_input(in, sizeof in, argc, argv);
	if (AS(uint8_t, 0) < 7)
		puts("u8 <");
	if (AS(uint16_t, 2) > 65000)
		puts("u16 >");
	if (AS(uint32_t, 4) <= 100000)
		puts("u32 <=");
	if (AS(uint64_t, 8) >= 0xfffffffffffffff0)
		puts("u64 >=");
	if (AS(int8_t, 1) > 100)
		puts("s8 >");
	if (AS(int16_t, 2) >= 32000)
		puts("s16 >=");
	if (AS(int32_t, 4) < -2147483000)
		puts("s32 <");
	if (AS(int64_t, 8) <= -9223372036854775800)
		puts("s64 <=");
	if (AS(uint32_t, 12) == AS(uint32_t, 8) + 1)
		puts("equal");
	return 0;
}

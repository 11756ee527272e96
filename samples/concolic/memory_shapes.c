/* memory_shapes.c - structures, nested ones, arrays of them, packed ones, unions, bit fields, misaligned words.
 *
 * seed: aaaaaaaaaaaaaaaaaaaaaaaa
 * finds: member
 * finds: element
 * finds: packed
 * finds: union
 * finds: bits
 * finds: signed bits
 * finds: misaligned
 * finds: two dimensions
 */
#include "sample_input.h"

#include <stdint.h>
#include <string.h>

struct inner {
	uint8_t kind;
	uint16_t size;
};

struct outer {
	struct inner one, many[2];
	uint32_t sum;
};

struct __attribute__((packed)) tight {
	uint8_t a;
	uint32_t b;
	uint16_t c;
};

union any {
	uint32_t number;
	uint8_t byte[4];
};

struct flags {
	unsigned low : 3, middle : 10, high : 3;
	int small : 5;
};

int main(int argc, char **argv)
{
	uint8_t in[24];
	sample_input(in, sizeof in, argc, argv);
	struct outer outer;
	memcpy(&outer, in, sizeof outer);
	if (outer.one.size == 4242 && outer.one.kind == 3)
		puts("member");
	struct outer *p = &outer;
	if (p->many[1].size > 60000)
		puts("element");
	struct tight tight;
	memcpy(&tight, in + 16, sizeof tight);
	if (tight.b == 0x01020304 && tight.c == 99)
		puts("packed");
	union any any = { .number = outer.sum };
	if (any.byte[1] == 0xee)
		puts("union");
	struct flags flags;
	memcpy(&flags, in + 8, sizeof flags);
	if (flags.middle == 777 && flags.low == 5)
		puts("bits");
	if (flags.small == -7)
		puts("signed bits");
	uint32_t word;
	memcpy(&word, in + 5, sizeof word);
	if (word == 0xcafef00d)
		puts("misaligned");
	uint8_t table[3][4];
	memcpy(table, in + 12, sizeof table);
	if (table[1][2] == table[2][0] + 1)
		puts("two dimensions");
	return 0;
}

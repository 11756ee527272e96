/* flow_switch.c - switch over characters, ranges, 64-bit and signed values, falling through; a computed goto.
 *
 * seed: aaaaaaaaaaaaaaaa
 * finds: one
 * finds: one or two
 * finds: a range
 * finds: wide
 * finds: negative
 * finds: there
 */
#include "sample_input.h"

#include <string.h>

static void small(unsigned char c)
{
	switch (c) {
	case 1:
		puts("one");
		__attribute__((fallthrough));
	case 2:
		puts("one or two");
		break;
	case '0' ... '9':
		puts("a range");
		break;
	default:
		break;
	}
}

static void wide(unsigned long long n)
{
	switch (n) {
	case 0x1234567890abcdefull:
		puts("wide");
		break;
	case 5:
	case 6:
		puts("small");
		break;
	default:
		break;
	}
}

static void negative(signed char c)
{
	switch (c) {
	case -5:
		puts("negative");
		break;
	case 5:
		puts("positive");
		break;
	default:
		break;
	}
}

int main(int argc, char **argv)
{
	unsigned char in[16];
	unsigned long long n;
	sample_input(in, sizeof in, argc, argv);
	memcpy(&n, in + 8, sizeof n);
	small(in[0]);
	wide(n);
	negative((signed char)in[1]);
	static const void *const places[] = { &&here, &&there };
	goto *places[in[2] == 7];
here:
	return 0;
there:
	puts("there");
	return 0;
}

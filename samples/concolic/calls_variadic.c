/* calls_variadic.c - variadic functions: registers, the stack, floats between, structures, va_copy, a list handed on.
 *
 * seed: aaaaaaaaaaaa
 * finds: in registers
 * finds: on the stack
 * finds: among floats
 * finds: large structure
 * finds: small structure
 * finds: handed on
 * finds: copied list
 */
#include "sample_input.h"

#include <stdarg.h>

struct large {
	int a[6];
	char c;
};

struct small {
	long a;
	int b;
};

static int sum_list(const char *kinds, va_list list)
{
	int sum = 0;
	for (; *kinds; kinds++)
		switch (*kinds) {
		case 'i':
			sum += va_arg(list, int);
			break;
		case 'd':
			sum += (int)va_arg(list, double);
			break;
		case 'l':
			sum += va_arg(list, struct large).a[3];
			break;
		default:
			sum += va_arg(list, struct small).b;
		}
	return sum;
}

__attribute__((noinline)) static int sum(const char *kinds, ...)
{
	va_list list;
	va_start(list, kinds);
	int all = sum_list(kinds, list);
	va_end(list);
	return all;
}

__attribute__((noinline)) static int last(int n, ...)
{
	va_list list, again;
	int value = 0;
	va_start(list, n);
	va_copy(again, list);
	while (n--)
		value = va_arg(again, int);
	va_end(again);
	va_end(list);
	return value;
}

int main(int argc, char **argv)
{
	unsigned char in[12];
	sample_input(in, sizeof in, argc, argv);
	if (sum("ii", in[0], in[1]) == 400)
		puts("in registers");
	if (sum("iiiiiiii", 1, 2, 3, 4, 5, 6, in[2], in[3]) == 100)
		puts("on the stack");
	if (sum("didididi", 1.0, 1, 2.0, 2, 3.0, in[4], 4.0, in[5]) == 500)
		puts("among floats");
	struct large large = { { 0, 0, 0, in[6], 0, 0 }, 1 };
	if (sum("ili", 1, large, in[7]) == 420)
		puts("large structure");
	struct small small = { 1, in[8] };
	if (sum("ss", small, small) == 84)
		puts("small structure");
	if (sum("i", in[9] * in[9]) == 49)
		puts("handed on");
	if (last(3, 1, 2, in[10]) == 'L')
		puts("copied list");
	return 0;
}

/* memory_stack.c - alloca, arrays of input length, memory that is used again, restrict and volatile.
 *
 * seed: aaaaaaaa
 * finds: alloca
 * finds: variable array
 * finds: volatile
 * finds: large enough
 */
#include "sample_input.h"

#include <alloca.h>
#include <string.h>

__attribute__((noinline)) static int in_alloca(const unsigned char *in)
{
	unsigned char *copy = alloca(4);
	memcpy(copy, in, 4);
	return copy[1] == 'K';
}

__attribute__((noinline)) static int in_array(int n, unsigned char c)
{
	unsigned char array[n];
	memset(array, 0, (size_t)n);
	array[n - 1] = c;
	return array[n - 1] - array[0];
}

int main(int argc, char **argv)
{
	unsigned char in[8];
	sample_input(in, sizeof in, argc, argv);
	if (in_alloca(in))
		puts("alloca");
	if (in_array(9, in[4]) == 'V')
		puts("variable array");
	volatile unsigned char v = in[5];
	if (v == 'v')
		puts("volatile");
	int n = in[6] % 8 + 2;
	if (in_array(n, 1) && n == 9) /* not asked */
		puts("large enough");
	return 0;
}

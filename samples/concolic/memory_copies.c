/* memory_copies.c - memcpy, memmove over itself, memset with an input byte, structure assignment, a copy of input length.
 *
 * seed: aaaaaaaaaaaaaaaa
 * finds: copied
 * finds: moved
 * finds: filled
 * finds: assigned
 * finds: length
 * finds: cleared
 * finds: realloc
 */
#include "sample_input.h"

#include <string.h>

struct pair {
	unsigned char a[3], b;
};

int main(int argc, char **argv)
{
	unsigned char in[16], out[32];
	sample_input(in, sizeof in, argc, argv);
	memcpy(out, in, 8);
	if (out[2] == 'C')
		puts("copied");
	memmove(out + 1, out, 8);
	if (out[3] == 'D')
		puts("moved");
	memset(out, in[4], 8);
	if (out[1] + out[7] == 300)
		puts("filled");
	struct pair one = { { in[5], in[6], in[7] }, in[8] }, two = one;
	if (two.b == 1 && two.a[1] == 2)
		puts("assigned");
	unsigned n = in[9] & 15;
	memset(out, 0, sizeof out);
	memcpy(out, "0123456789abcdef", n);
	if (out[10] == 'a' && !out[11])
		puts("length");
	memcpy(out, in, 16);
	memset(out + 4, 0, 4);
	if (out[3] == out[4] + 9)
		puts("cleared");
	unsigned char *heap = malloc(4);
	if (!heap) /* not asked */
		return 1;
	memcpy(heap, in + 10, 4);
	heap = realloc(heap, 100000);
	if (heap && heap[2] == 'R') /* not asked */
		puts("realloc");
	free(heap);
	return 0;
}

/* memory_pointers.c - pointers into arrays and structures, to pointers, compared and subtracted; a list; a symbolic store.
 *
 * seed: aaaaaaaa
 * finds: through two
 * finds: walked
 * finds: list
 * finds: apart
 * finds: stored there
 * finds: ends meet
 */
#include "sample_input.h"

#include <stddef.h>

struct node {
	unsigned char value;
	struct node *next;
};

static unsigned char deep(unsigned char **pp)
{
	return **pp;
}

static int list(const unsigned char *in)
{
	struct node c = { in[2], NULL }, b = { in[1], &c }, a = { in[0], &b };
	int n = 0;
	for (struct node *at = &a; at; at = at->next)
		n = n * 10 + (at->value - '0');
	return n;
}

int main(int argc, char **argv)
{
	unsigned char in[8], out[16] = { 0 }, *p = in + 3, *q = in;
	sample_input(in, sizeof in, argc, argv);
	if (deep(&p) == 250)
		puts("through two");
	while (q < in + 8 && *q != 'Z')
		q++;
	if (q == in + 2)
		puts("walked");
	if (list(in + 4) == 123)
		puts("list");
	if (in[7] < 16 && &out[in[7]] - out == 11)
		puts("apart");
	out[in[0] & 15] = 9;
	if (out[5] == 9)
		puts("stored there");
	unsigned char *low = in, *high = in + 7;
	while (low < high && *low == 'a')
		low++;
	if (low == high)
		puts("ends meet");
	return 0;
}

/* text_sorting.c - qsort and bsearch by the program's own comparison; elements take their labels along.
 *
 * seed: aaaaaaaa
 * finds: sorted
 * finds: by pointer
 * finds: found
 */
#include "sample_input.h"

static int by_byte(const void *a, const void *b)
{
	return *(const unsigned char *)a - *(const unsigned char *)b;
}

static int by_what_is_there(const void *a, const void *b)
{
	return by_byte(*(unsigned char *const *)a, *(unsigned char *const *)b);
}

int main(int argc, char **argv)
{
	static const unsigned char known[] = { 3, 7, 9, 40, 'w' };
	unsigned char in[8], four[4], *two[2];
	sample_input(in, sizeof in, argc, argv);
	for (int i = 0; i < 4; i++)
		four[i] = in[i];
	qsort(four, 4, 1, by_byte);
	if (four[0] == 1 && four[3] == 200)
		puts("sorted");
	for (int i = 0; i < 2; i++)
		two[i] = in + 4 + i;
	qsort(two, 2, sizeof *two, by_what_is_there);
	if (two[0] == in + 5)
		puts("by pointer");
	if (bsearch(in + 7, known, sizeof known, 1, by_byte))
		puts("found");
	return 0;
}

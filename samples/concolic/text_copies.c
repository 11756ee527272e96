/* text_copies.c - strcpy, strncpy, strcat, strdup, stpcpy and their likes take along what they copy.
 *
 * flags: -D_GNU_SOURCE
 * seed: aaaaaaaaaaaaaaaa
 * finds: strcpy
 * finds: strncpy
 * finds: strcat
 * finds: strdup
 * finds: stpcpy
 * finds: mempcpy
 */
#include "sample_input.h"

#include <string.h>

int main(int argc, char **argv)
{
	char in[17], out[64], *p;
	sample_input(in, 16, argc, argv);
	in[16] = 0;
	strcpy(out, in);
	if (out[0] == 'P')
		puts("strcpy");
	strncpy(out, in + 2, 8);
	if (out[1] == 'N')
		puts("strncpy");
	strcpy(out, "ab");
	strcat(out, in + 4);
	if (out[3] == 'C')
		puts("strcat");
	p = strdup(in);
	if (p && p[6] == 'D') /* not asked */
		puts("strdup");
	free(p);
	p = stpcpy(out, in + 7);
	if (p[-1] == 'T')
		puts("stpcpy");
	p = mempcpy(out, in + 8, 2);
	if (p[-1] == 'M')
		puts("mempcpy");
	return 0;
}

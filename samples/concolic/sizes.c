/* sizes.c - amounts of memory and lengths that come from the input: larger ones are tried; a length field that lies.
 *
 * seed: \x02abcdefg\x03ijklmno
 * finds: allocated much
 * finds: long copy
 * finds: field of nine
 * crashes: yes
 */
#include "sample_input.h"

#include <string.h>

int main(int argc, char **argv)
{
	unsigned char in[16], small[8];
	sample_input(in, sizeof in, argc, argv);
	void *much = malloc(in[0] * 1024u);
	if (in[0] > 200)
		puts("allocated much");
	free(much);
	unsigned n = in[8] & 7;
	memcpy(small, in, n);
	if (n > 5)
		puts("long copy");
	if (in[1] == 9)
		puts("field of nine");
	if (in[1] == 9 && in[2] == 'x') /* not asked */
		abort();
	return 0;
}

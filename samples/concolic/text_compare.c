/* text_compare.c - memcmp, strcmp, strncmp, strcasecmp and their likes; both sides symbolic; the order, not only equality.
 *
 * seed: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
 * finds: memcmp
 * finds: strcmp
 * finds: strncmp
 * finds: strcasecmp
 * finds: strncasecmp
 * finds: before
 * finds: both
 * finds: shorter
 */
#include "sample_input.h"

#include <string.h>
#include <strings.h>

int main(int argc, char **argv)
{
	char in[33];
	sample_input(in, 32, argc, argv);
	in[32] = 0;
	if (memcmp(in,
		   "\x7f"
		   "ELF",
		   4) == 0)
		puts("memcmp");
	char word[5] = { in[4], in[5], in[6], in[7], 0 };
	if (strcmp(word, "else") == 0)
		puts("strcmp");
	if (strcmp(word, "if") == 0)
		puts("shorter");
	if (strncmp(in + 8, "http", 4) == 0)
		puts("strncmp");
	char name[5] = { in[12], in[13], in[14], in[15], 0 };
	if (strcasecmp(name, "HoSt") == 0)
		puts("strcasecmp");
	if (strncasecmp(in + 16, "GET", 3) == 0)
		puts("strncasecmp");
	if (memcmp(in + 20, "]", 1) < 0)
		puts("before");
	in[28] = 0;
	if (strcmp(in + 24, in + 29) == 0)
		puts("both");
	return 0;
}

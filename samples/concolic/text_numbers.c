/* text_numbers.c - strtol, strtoul, atoi: signs, bases, where the number ends, too large ones.
 *
 * seed: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
 * finds: strtol
 * finds: negative
 * finds: with a unit
 * finds: hexadecimal
 * finds: atoi
 * finds: octal
 */
#include "sample_input.h"

#include <string.h>

static char *part(char to[9], const char *from)
{
	memcpy(to, from, 8);
	to[8] = 0;
	return to;
}

int main(int argc, char **argv)
{
	char in[40], text[9], *end;
	sample_input(in, sizeof in, argc, argv);
	if (strtol(part(text, in), NULL, 10) == 65537)
		puts("strtol");
	if (strtol(part(text, in + 8), NULL, 10) == -42)
		puts("negative");
	if (strtoul(part(text, in + 16), &end, 10) == 12 && strcmp(end, "kB") == 0)
		puts("with a unit");
	if (strtoul(part(text, in + 24), NULL, 16) == 0xbeef)
		puts("hexadecimal");
	if (atoi(part(text, in + 32)) > 99990)
		puts("atoi");
	if (strtol(text, NULL, 8) == 0777)
		puts("octal");
	return 0;
}

/* header.c - a file format: a magic word, a number in four bytes, a class of characters, a keyword; a bug behind three of them.
 *
 * seed: aaaaaaaaaaaaaaaa
 * early: yes
 * finds: text
 * finds: magic
 * finds: sum
 * finds: digit
 * finds: kind one
 * finds: kind 77
 * finds: kind 200
 * finds: word
 * crashes: yes
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned word(const unsigned char *at)
{
	return at[0] | (unsigned)at[1] << 8 | (unsigned)at[2] << 16 | (unsigned)at[3] << 24;
}

static void kind(unsigned char c)
{
	switch (c) {
	case 1:
		puts("kind one");
		break;
	case 77:
		puts("kind 77");
		break;
	case 200:
		puts("kind 200");
		break;
	default:
		break;
	}
}

int main(int argc, char **argv)
{
	unsigned char in[16];
	FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;	 /* not asked */
	if (!file || fread(in, 1, sizeof in, file) != sizeof in) /* not asked */
		return 2;
	fclose(file);
	int text = memcmp(in + 1, "EAF", 3) == 0;
	if (text)
		puts("text");
	unsigned n = word(in + 4);
	if (n == 0xdeadbeef)
		puts("magic");
	if (n * 3 + 7 == 1000)
		puts("sum");
	if (isdigit(in[8]))
		puts("digit");
	kind(in[9]);
	const char name[] = { (char)in[10], (char)in[11], 0 };
	if (strcmp(name, "ok") != 0)
		return 0;
	puts("word");
	fflush(stdout);
	if (text && n == 5) /* not asked */
		abort();
	return 0;
}

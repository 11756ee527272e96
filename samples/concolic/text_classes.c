/* text_classes.c - isalpha and its kin and toupper: called, by the tables behind them, through a pointer.
 *
 * seed: \x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01
 * finds: alpha
 * finds: digit
 * finds: space
 * finds: punct
 * finds: xdigit
 * finds: upper
 * finds: by pointer
 * finds: toupper
 * finds: tolower
 * finds: both
 */
#include "sample_input.h"

#include <ctype.h>

int main(int argc, char **argv)
{
	unsigned char in[12];
	int (*class)(int) = (isgraph);
	sample_input(in, sizeof in, argc, argv);
	if (isalpha(in[0]))
		puts("alpha");
	if (isdigit(in[1]))
		puts("digit");
	if ((isspace)(in[2]))
		puts("space");
	if (ispunct(in[3]))
		puts("punct");
	if ((isxdigit)(in[4]))
		puts("xdigit");
	if (isupper(in[5]) && in[5] > 'X')
		puts("upper");
	if (class(in[6]))
		puts("by pointer");
	if (toupper(in[7]) == 'Q' && in[7] != 'Q')
		puts("toupper");
	if ((tolower)(in[8]) == 'w' && in[8] != 'w')
		puts("tolower");
	if (isalnum(in[9]) && !isalpha(in[9]))
		puts("both");
	return 0;
}

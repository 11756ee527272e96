/* memory_globals.c - globals with and without initializers, statics, tables of constants, pointers to globals, another unit's view.
 *
 * seed: aaaaaaaa
 * finds: global
 * finds: static kept
 * finds: table
 * finds: text table
 * finds: two tables
 * finds: through a pointer
 */
#include "sample_input.h"

#include <string.h>

int number = 5;
unsigned char buffer[8];
static unsigned char *const where = buffer + 3;
static const unsigned short squares[16] = { 0,	1,  4,	 9,   16,  25,	36,  49,
					    64, 81, 100, 121, 144, 169, 196, 225 };
static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

__attribute__((noinline)) static int add(int x)
{
	static int sum;
	sum += x;
	return sum;
}

int main(int argc, char **argv)
{
	sample_input(buffer, sizeof buffer, argc, argv);
	number += buffer[0];
	if (number == 200)
		puts("global");
	add(buffer[1]);
	if (add(buffer[2]) == 500)
		puts("static kept");
	if (squares[buffer[4] & 15] == 169)
		puts("table");
	if (buffer[5] < sizeof letters && letters[buffer[5]] == 'z')
		puts("text table");
	if (squares[buffer[6] & 15] + squares[buffer[7] & 7] == 205)
		puts("two tables");
	if (*where == 'w')
		puts("through a pointer");
	return 0;
}

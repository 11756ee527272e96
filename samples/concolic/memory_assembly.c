/* memory_assembly.c - inline assembly: what comes out of it is concrete, what goes around it is not.
 *
 * seed: aaaaaaaa
 * finds: around
 * finds: after
 */
#include "sample_input.h"

int main(int argc, char **argv)
{
	unsigned char in[8];
	sample_input(in, sizeof in, argc, argv);
	unsigned twice = in[0];
	__asm__("addl %0, %0" : "+r"(twice));
	if (twice == 7) /* not asked */
		puts("never");
	__asm__ volatile("" : : : "memory");
	if (in[1] == 'A')
		puts("around");
	unsigned char *p = in + 2;
	__asm__("" : "+r"(p));
	if (*p == 'P')
		puts("after");
	return 0;
}

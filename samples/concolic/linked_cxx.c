/* linked_cxx.c - with an object of C++, which is not instrumented: it calls back into C, and throws and catches in between.
 *
 * with: linked_cxx_part.cc
 * seed: aaaaaaaa
 * finds: called from C++
 * finds: after an exception
 * finds: changed there
 */
#include "sample_input.h"

extern int cxx_call(int (*f)(int), int x);
extern void cxx_change(unsigned char *at, int n);

static int called(int x)
{
	return x;
}

int main(int argc, char **argv)
{
	unsigned char in[8];
	sample_input(in, sizeof in, argc, argv);
	if (cxx_call(called, 'C') == 'C' && in[0] == 'C') /* not asked */
		puts("called from C++");
	cxx_call(NULL, 1);
	if (in[1] == 'E')
		puts("after an exception");
	cxx_change(in + 2, 2);
	if (in[2] == 'a' && in[4] == 'x') /* not asked */
		puts("changed there");
	return 0;
}

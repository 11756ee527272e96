/* user_program.cc - a C++ program outside the tree that traces with the installed copy. */
#include <stdio.h>

#if __has_include(<leaf/trace.h>)
#include <leaf/trace.h>

static int outside(int number)
{
	LEAF_FN(LEAF_INFO_LEVEL, number);
	return number + 1;
}
#else
static int outside(int number)
{
	return number + 1;
}
#endif

int main(void)
{
	if (outside(41) != 42)
		return 1;
	puts("user program done");
	return 0;
}

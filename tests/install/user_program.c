/* user_program.c - a program outside the tree that traces with the installed copy. */
#include <stdio.h>

#include <leaf/trace.h>

static int outside(int number)
{
	LEAF_FN(LEAF_LEVEL_INFO, number);
	return number + 1;
}

int main(void)
{
	if (outside(41) != 42)
		return 1;
	puts("user program done");
	return 0;
}

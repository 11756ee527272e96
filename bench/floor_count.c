/* floor_count.c - prints what floor_count.h counted: "CALLS n". */
#include <stdio.h>

unsigned long long floor_count;

__attribute__((destructor)) static void finish(void)
{
	printf("CALLS %llu\n", floor_count);
}

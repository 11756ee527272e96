/* stopped.c - a program that loses a late field, then stops the tracer itself before it ends. */
#include <leaf/trace.h>

#include <stdio.h>

int main(void)
{
	LEAF_FN(LEAF_LEVEL_INFO);
	LEAF_RECORD(nobody_declared_this, 1);
	leaf_trace_stop();
	puts("done");
	return 0;
}

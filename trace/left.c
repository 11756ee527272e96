/* left.c - whether control has left a function for good, as far as the stack tells. */
#include "trace/left.h"

#include <signal.h>

int leaf__was_left(size_t there, size_t here)
{
	stack_t other;
	if (sigaltstack(NULL, &other) != 0)
		return here >= there;
	size_t low = (size_t)other.ss_sp;
	int there_in_other = !(other.ss_flags & SS_DISABLE) && there - low < other.ss_size;
	if (other.ss_flags & SS_ONSTACK)
		return there_in_other && here >= there;
	return there_in_other || here >= there;
}

/* left.h - whether control has left a function for good, as far as the stack tells. */
#ifndef LEAF_TRACE_LEFT_H
#define LEAF_TRACE_LEFT_H

#include <stddef.h>

/*
 * A function at the stack address 'there' was at work in this thread; now one at 'here' runs. 1 if
 * the first has been left by longjmp, 0 if the second may be in a signal handler on top of it. Of
 * stacks that the host switches itself it knows nothing.
 */
int leaf__was_left(size_t there, size_t here);

#endif

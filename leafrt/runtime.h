/* runtime.h - one door into the runtime for all of the program's threads. */
#ifndef LEAF_LEAFRT_RUNTIME_H
#define LEAF_LEAFRT_RUNTIME_H

#include <stdbool.h>

/*
 * True: this thread alone is inside, until runtime_leave(). False: the runtime is off, or this thread is inside already (a signal
 * handler); treat all as concrete.
 *
 * errno is kept from the one to the other.
 */
bool runtime_enter(void);
void runtime_leave(void);

/* Are values followed at all? Without the lock. */
bool runtime_is_on(void);

#endif

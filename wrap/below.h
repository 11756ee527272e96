/* below.h - the processes that have come from this one, however far down. */
#ifndef LEAF_WRAP_BELOW_H
#define LEAF_WRAP_BELOW_H

#include <stddef.h>

/*
 * From here on whoever loses its parent below us becomes our child, so that it is found. Returns what
 * was in force before, for below_keep() to be given again.
 */
int below_keep(int keep);

/*
 * Send a signal to all processes below this one.
 *
 * Returns how many there are; those that are dead but not waited for do not count.
 * Source: proc(5), /proc/PID/stat
 */
size_t below_signal(int number);

/*
 * End all of them: with the signal first, by SIGKILL after two seconds. Waits for those that are our own
 * children, so it may be called only when nobody else waits for any.
 */
void below_end(int number);

#endif

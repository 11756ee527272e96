/* watch.h - a thread of ours that does something when a signal comes. */
#ifndef LEAF_TRACE_WATCH_H
#define LEAF_TRACE_WATCH_H

/*
 * From now on 'act' is called, in a thread that the tracer has for such things, after each time that
 * the signal 'number' comes; signals that come meanwhile count as one. What the program itself had
 * set up for this signal rests until leaf__watch_stop(). One act watches one signal. The thread is
 * there only while something is watched, and takes no signals itself.
 *
 * Returns 0; -1 with errno set, and nothing is watched.
 * Threads: under the tracer's lock. 'act' is called without it.
 */
int leaf__watch_start(int number, void (*act)(void));
void leaf__watch_stop(void (*act)(void)); /* nothing, if it does not watch */

/*
 * Wait, at most a second, until threads that have nothing more to watch are no more: the object that
 * they run in may be unmapped after this. Threads: without the tracer's lock, which they may want.
 */
void leaf__watch_wait(void);

/* The child of a fork has no such thread: start it again. */
void leaf__watch_fork_child(void);

/* The number of a signal given as "12", "USR2" or "SIGUSR2"; 0: none that can be watched. */
int leaf__watch_number(const char *text);

#endif

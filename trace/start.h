/* start.h - the tracer's life: the first span starts it, the end of the process ends it. */
#ifndef LEAF_TRACE_START_H
#define LEAF_TRACE_START_H

/* Start if nobody has: configuration, filters, sinks, what to do at fork and at exit. */
void leaf__start_once(void);

/*
 * Around what changes the ground the tracer stands on. 0 with errno EDEADLK if the caller is in the
 * tracer already: a formatter or a sink, which it goes on with afterwards, or a signal handler that
 * has interrupted it. Meanwhile spans of signal handlers are dropped.
 */
int leaf__start_enter(void);
void leaf__start_leave(void);

/*
 * The lock that orders starting, stopping, registering and reloading. Recursive, so that a sink's
 * start may register. While it is held signals of the host wait and the thread is not cancelled.
 * Threads: any; never held while the program's own code runs.
 */
void leaf__start_lock(void);
int leaf__start_trylock(void); /* 0: somebody else has it */
void leaf__start_unlock(void);

/*
 * The same for what the program's own code waits for: 0 if the lock was not to be had within a
 * second, counted. Its holder may be waiting for a lock of the program's, or of the dynamic linker
 * whose callback our caller is in.
 */
int leaf__start_lock_soon(void);

#endif

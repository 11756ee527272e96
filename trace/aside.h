/* aside.h - work on a stack of the tracer's own, since the host's may be small. */
#ifndef LEAF_TRACE_ASIDE_H
#define LEAF_TRACE_ASIDE_H

/*
 * Run work(arg) with plenty of stack: the caller may be a signal handler on an alternate stack of
 * a few KiB, or a coroutine. Signals of the host wait meanwhile and the thread cannot be
 * cancelled, since a handler must not find itself on this stack; for the same reason work() may
 * run no code of the host's. errno is what work() leaves.
 *
 * Without memory, under sanitizers and on machines other than x86-64 it runs where the caller is.
 * Threads: any, also in work() itself.
 */
void leaf__aside(void (*work)(void *arg), void *arg);

#endif

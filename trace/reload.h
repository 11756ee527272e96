/* reload.h - on a signal, read the filter from a file. */
#ifndef LEAF_TRACE_RELOAD_H
#define LEAF_TRACE_RELOAD_H

/*
 * If LEAF_RELOAD_FILE is set: on SIGUSR1 a thread of our own reads LEAF_LOG's directives from that
 * file. Only then do the signal handler and the thread exist.
 */
void leaf__reload_start(void);
void leaf__reload_stop(void);

/* The child of a fork has no such thread: start it again. */
void leaf__reload_fork_child(void);

#endif

/* reload.h - on a signal, read the filter from a file. */
#ifndef LEAF_TRACE_RELOAD_H
#define LEAF_TRACE_RELOAD_H

/* If LEAF_RELOAD_FILE is set: on SIGUSR1 read LEAF_LOG's directives from that file (watch.h). */
void leaf__reload_start(void);
void leaf__reload_stop(void);

#endif

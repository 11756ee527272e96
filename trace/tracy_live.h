/* tracy_live.h - the thread that listens for viewers of the running program. */
#ifndef LEAF_TRACE_TRACY_LIVE_H
#define LEAF_TRACE_TRACY_LIVE_H

#include "leaf/sink.h"

/*
 * Listen as the configuration asks, in a thread of its own; what a sink's start() returns: 0 not
 * at all, 1 events are wanted now, LEAF__SINK_ASLEEP they are when a viewer comes.
 */
int leaf__tracy_live_start(struct leaf_sink *sink);

/* Let the viewer have what it lacks, bounded; then no thread and no socket is left. */
void leaf__tracy_live_stop(void);

/* In the child of a fork: its parent's sockets are closed, nothing is listened for. */
void leaf__tracy_live_fork_child(void);

#endif

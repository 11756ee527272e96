/* sink_flame_sample.h - sampled mode: signals to each thread charge its time to nodes. */
#ifndef LEAF_TRACE_SINK_FLAME_SAMPLE_H
#define LEAF_TRACE_SINK_FLAME_SAMPLE_H

struct leaf__tree;

/* Read the configuration and choose a signal: the highest real-time one that nobody handles. */
void leaf__flame_sample_start(void);

/*
 * When all threads' samples have been stopped: give the signal back, without one that is under way
 * reaching the host or code that dlclose() is about to unmap.
 */
void leaf__flame_sample_stop(void);

/*
 * Sample the thread of this tree from now on. If that is the calling one, unblocks the signal in it.
 * Without a timer (counted as a loss) the tree has calls but no times.
 */
void leaf__flame_sample_begin(struct leaf__tree *tree);

/* Stop it. Threads: any. */
void leaf__flame_sample_end(struct leaf__tree *tree);

/* In the child of a fork, which has inherited nothing of it: begin again. */
void leaf__flame_sample_fork_child(struct leaf__tree *tree);

#endif

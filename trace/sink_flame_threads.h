/* sink_flame_threads.h - the trees of threads: begun, kept when their thread ends, left behind in a fork. */
#ifndef LEAF_TRACE_SINK_FLAME_THREADS_H
#define LEAF_TRACE_SINK_FLAME_THREADS_H

#include "trace/tree.h"

struct leaf_sink;

/* The calling thread's tree, begun if it has none; NULL without memory or in the midst of that. */
struct leaf__tree *leaf__flame_tree(void);

/* An empty tree, with room for durations if they are asked for; NULL: no memory. */
struct leaf__tree *leaf__flame_tree_new(void);

/* Begin anew; of trees that are in use only the counts go. Under the tracer's lock, as what follows. */
void leaf__flame_begin_anew(void);

/*
 * The tree of a thread that ends is kept; if there are many, those of the same name are added up, so
 * that memory does not grow with threads.
 */
void leaf__flame_thread_end(struct leaf_sink *sink, struct leaf_thread_info *thread);

/* Of the parent's trees the child of a fork keeps the path on which it is. */
void leaf__flame_fork_child(struct leaf_sink *sink);

#endif

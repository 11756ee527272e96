/* sink_flame_dump.h - the trees of all threads as lines of folded stacks, sorted. */
#ifndef LEAF_TRACE_SINK_FLAME_DUMP_H
#define LEAF_TRACE_SINK_FLAME_DUMP_H

#include "leaf/sink.h"

#include <stddef.h>

struct leaf__flame_file;

/* Forget the texts of frames: options may have changed. Under the tracer's lock. */
void leaf__flame_dump_start(void);

/* "ThreadId(2)-worker" */
void leaf__flame_label(const struct leaf_thread_info *thread, char *out, size_t cap);

/*
 * Put a line for each stack: "thread;frame;…;frame <self ns>", in the order of LC_ALL=C sort, equal
 * stacks added up. Open frames are charged up to now. Lines of 0 are left out where a longer
 * stack's line shows the same frames. Returns 0, or -1 without memory.
 *
 * Threads: under the tracer's lock; other threads may go on meanwhile.
 */
int leaf__flame_dump(struct leaf__flame_file *file);

#endif

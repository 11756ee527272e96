/* hooks.h - functions entered and left by the hooks of leaf/cyg.h. */
#ifndef LEAF_TRACE_HOOKS_H
#define LEAF_TRACE_HOOKS_H

#include "trace/site.h"
#include "trace/thread.h"

/*
 * Decide anew what the hooks do: filters or sinks have changed, or the tracer falls silent. Under
 * the tracer's lock.
 */
void leaf__hooks_judge(int silent);

/*
 * The call site that stands for a function, registered; NULL without memory. The caller is in the
 * tracer.
 */
struct leaf_site *leaf__hooks_site(void *function);

/* Give the memory of a thread's calls back. */
void leaf__hooks_release(struct leaf__thread *thread);

#endif

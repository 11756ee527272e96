/* quiet.h - a stretch of work that nothing may cut short while others wait for its lock. */
#ifndef LEAF_TRACE_QUIET_H
#define LEAF_TRACE_QUIET_H

#include <signal.h>

struct leaf__quiet {
	sigset_t signals;
	int cancel, has_signals;
};

/*
 * Between these the calling thread cannot be cancelled, and signals of the host wait: a handler
 * might leave by siglongjmp, fork or end the process. Signals that the work itself would raise
 * (SIGSEGV and the like) do not wait. They may nest. errno is kept.
 */
void leaf__quiet_begin(struct leaf__quiet *before);
void leaf__quiet_end(const struct leaf__quiet *before);

/* The part of it that is about cancellation; the end takes what the beginning returned. */
int leaf__quiet_no_cancel(void);
void leaf__quiet_cancel_again(int before);

#endif

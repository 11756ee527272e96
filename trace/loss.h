/* loss.h - nothing is lost silently: what was dropped or mended is counted, and said at exit. */
#ifndef LEAF_TRACE_LOSS_H
#define LEAF_TRACE_LOSS_H

enum leaf__loss {
#define LOSS(name, one, many) LEAF__LOSS_##name,
#include "trace/loss.def"
	LEAF__LOSSES
};

/* Count. Threads: any; safe in signal handlers. */
void leaf__loss_add(enum leaf__loss what, unsigned long n);
unsigned long leaf__loss_count(enum leaf__loss what);

/* Say on standard error what has been counted since the last time, a line each; then forget. */
void leaf__loss_say(void);

/* Forget what was counted (the child after a fork). */
void leaf__loss_reset(void);

#endif

/* line.h - a line of a log: put together in memory that is large enough, then written. */
#ifndef LEAF_TRACE_LINE_H
#define LEAF_TRACE_LINE_H

#include "trace/escape.h"
#include "trace/out.h"

/*
 * Put a block of lines together and write it.
 *
 *   put  appends to its argument; called again with more room if the usual 4 KiB do not do. What
 *        does not fit then (1 MiB) is cut and counted.
 *
 * Returns 0 if how.expect was not met (see leaf__out_put), else 1.
 */
int leaf__line_write(struct leaf__out *to, void (*put)(struct leaf__out_text *out, const void *arg),
		     const void *arg, struct leaf__out_how how);

#endif

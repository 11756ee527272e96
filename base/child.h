/* child.h - run another program and take what it prints. */
#ifndef LEAF_BASE_CHILD_H
#define LEAF_BASE_CHILD_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Run argv[0], looked up in PATH, with nothing on its standard input, and append what it writes to
 * standard output to 'out'. Its standard error goes nowhere.
 *
 *   argv    ended by NULL
 *   status  its exit code; 128 + the signal if one killed it
 *
 * Errors: NOTFOUND if there is no such program, CHILD if it cannot be run, IO, NOMEM.
 * Threads: any; the child inherits no descriptor that is marked close-on-exec.
 */
leaf_err leaf__child_output(struct leaf__buf *out, int *status, const char *const *argv)
	LEAF_MUST_USE;

/* Words as exec() and posix_spawn() take them: those change nothing, but do not say so. */
char *const *leaf__child_words(const char *const *words);

#endif

/* wrap.h - run a command, so that what it compiles sees Leaf's header and what it links holds Leaf's library. */
/*
 * No build file, no option and no compiler changes: three environment variables do it, which gcc and clang
 * honour however they are called. docs/design/build.md says why.
 */
#ifndef LEAF_WRAP_WRAP_H
#define LEAF_WRAP_WRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* A command. Everything is borrowed. */
struct wrap_job {
	const char *const *argv; /* ended by NULL; argv[0] is looked up in PATH */
	const char *line;	 /* instead of argv: a line for /bin/sh */
	const char *folder;	 /* where it runs; NULL: here */
	const char *log;	 /* a file that takes what it prints; NULL: it prints where we do */
	/*
	 * Changes to the environment, ended by NULL; may be NULL: "NAME=value" sets, "NAME" removes. They
	 * are made last, so they win.
	 */
	const char *const *env;
	/*
	 * Instrumented programs that run meanwhile, as generators of sources do, trace as the environment
	 * says; otherwise they are quiet and write no files.
	 */
	bool traced;
	/* Called once, when it has run for so many seconds; 0: never. */
	unsigned patience_s;
	void (*impatient)(void *closure);
	void *closure;
};

/* What became of it. */
struct wrap_result {
	int status;		/* the exit code; 128 + the signal if one killed it */
	int signal;		/* which one; 0: none */
	bool interrupted;	/* Ctrl-C came meanwhile, whatever the command made of it */
	bool enough;		/* Ctrl-\ (SIGQUIT) came meanwhile */
	int stopped;		/* SIGTERM or SIGHUP came: which one; 0: none */
	size_t n_links;		/* how often the linker was called */
	size_t n_given;		/* and got Leaf's library in */
	size_t n_lacking;	/* and hold instrumented code, but not the library */
	struct leaf__buf notes; /* for linknote_next() */
};

void wrap_result_release(struct wrap_result *result);

/*
 * Run a command and wait for it. It shares our terminal, standard files and process group. While it runs,
 * SIGINT and SIGQUIT from the terminal are its affair; SIGTERM and SIGHUP, and what somebody sends to us alone, are
 * passed on to it. After SIGTERM and SIGHUP all that it has started ends with it; a traced command that does not
 * end by SIGQUIT is ended half a second later, and one that ignores all of them is killed after five.
 *
 *   result  filled in; to be released
 *
 * Errors: NOTFOUND (no such program, folder or kit), CHILD, IO, NOMEM. A command that fails is no error.
 * Threads: one at a time, since signals are the process's.
 */
leaf_err wrap_run(struct wrap_result *result, const struct wrap_job *job) LEAF_MUST_USE;

/*
 * The settings as text, NAME='value' a line, for a shell or a file; 'export ' stands before each.
 *
 * Errors: NOTFOUND, NOMEM
 */
leaf_err wrap_settings(struct leaf__buf *out) LEAF_MUST_USE;

#endif

/* gitrun.h - run git, with an environment in which nothing of the user's leads it astray. */
#ifndef LEAF_PROFILE_GITRUN_H
#define LEAF_PROFILE_GITRUN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A work tree and its repository. Texts stand in the arena. All zero: none yet. */
struct git {
	const char *top;    /* the work tree, absolute, no slash at its end */
	const char *dir;    /* the git directory of this work tree, absolute */
	const char *common; /* the git directory of all work trees */
	bool sha256;
	bool no_identity; /* nobody has told git who commits */
	struct leaf__arena arena;
};

void git_release(struct git *git);

/* One run of git. */
struct git_call {
	const struct leaf__buf *input; /* on its standard input; NULL: nothing */
	struct leaf__buf *out;	       /* what it prints is appended; NULL: forgotten */
	const char *index;	       /* the index file; NULL: the repository's own */
	int *status;		       /* its exit code; NULL: anything but 0 is an error */
};

/*
 * Run `git ARGS`, args ended by NULL, in the work tree (or where we are, as long as that is not
 * known). No shell, no hooks, no signatures, no questions, no pager, English messages.
 *
 * Errors: NOTFOUND if there is no git; CHILD with the first line of what git complains about.
 */
leaf_err git_run(const struct git *git, const struct git_call *call, const char *const *args)
	LEAF_MUST_USE;
#define GIT_RUN(git, call, ...) git_run(git, call, (const char *const[]){ __VA_ARGS__, NULL })

/*
 * Run git as the user would: their hooks, editor and terminal. Ctrl-C is git's. Errors: CHILD if it
 * cannot be run.
 */
leaf_err git_run_for_user(const struct git *git, int *status, const char *const *args)
	LEAF_MUST_USE;

/* A git that goes on running, with a pipe to and from it. */
struct git_child {
	pid_t pid;
	int in, out; /* write, read; -1 when closed */
};
leaf_err git_start(struct git_child *child, const struct git *git, const char *const *args)
	LEAF_MUST_USE;

/* Close both pipes and wait. Errors: CHILD if it fails. Safe on one that was never started. */
leaf_err git_stop(struct git_child *child) LEAF_MUST_USE;

/* The same, where nobody asks how it ends: the sentence of an earlier error stays. */
void git_drop(struct git_child *child);

/* Forget what the environment says about which repository is meant. Once, before anything else. */
void git_scrub_environment(void);

#endif

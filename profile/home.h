/* home.h - files of the work tree without inserted lines. */
#ifndef LEAF_PROFILE_HOME_H
#define LEAF_PROFILE_HOME_H

#include "profile/oidmap.h"
#include "profile/profile.h"
#include "profile/put.h"

/* Whether bytes [len] may hold an inserted line: a quick look. */
bool home_is_suspect(const char *bytes, size_t len);

/* Bytes that may not be stripped: they were there, as they are, before set-up. */
struct home {
	struct oidmap known; /* ids of blobs */
	struct put_list list;
	struct leaf__arena arena;
	size_t kept; /* files left alone though they look as if lines were in */
};
void home_release(struct home *home);

/* Learn all ids of the base commit and of the saved index. */
leaf_err home_learn(struct home *home, struct profile *profile) LEAF_MUST_USE;

/*
 * Whether a file that was not instrumented held, before set-up, what looks like inserted lines:
 * then it is left alone for good.
 */
leaf_err home_is_foreign(bool *foreign, const struct home *home, struct profile *profile,
			 const char *path) LEAF_MUST_USE;

/*
 * For each row whose file has lines in: put its own bytes into the list, or, if somebody has
 * edited it, the edited bytes without lines. 'others' [NUL-ended paths] are looked at in the same
 * way. New bytes are stored as blobs.
 */
leaf_err home_files(struct home *home, struct profile *profile, const struct leaf__buf *others)
	LEAF_MUST_USE;

#endif

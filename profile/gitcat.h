/* gitcat.h - the bytes of many objects, by one running git cat-file. */
#ifndef LEAF_PROFILE_GITCAT_H
#define LEAF_PROFILE_GITCAT_H

#include "profile/gitrun.h"

#include <stdio.h>

/* All zero: not started. */
struct gitcat {
	struct git_child child;
	FILE *answers;
};

/* At most so many ids may be asked for before their answers are read. */
enum { GITCAT_AHEAD = 512 };

leaf_err gitcat_start(struct gitcat *cat, const struct git *git) LEAF_MUST_USE;
void gitcat_stop(struct gitcat *cat);

/* Ask for objects; their answers come in the same order. Errors: CHILD */
leaf_err gitcat_ask(struct gitcat *cat, const char *const *ids, size_t n) LEAF_MUST_USE;

/* Append the bytes of the next blob. Errors: NOTFOUND (no such object), CHILD, NOMEM */
leaf_err gitcat_take(struct leaf__buf *out, struct gitcat *cat) LEAF_MUST_USE;

/* Ask and take one. */
leaf_err gitcat_one(struct leaf__buf *out, struct gitcat *cat, const char *id) LEAF_MUST_USE;

#endif

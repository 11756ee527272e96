/* gitimport.h - put many blobs into a repository, by one running git fast-import. */
#ifndef LEAF_PROFILE_GITIMPORT_H
#define LEAF_PROFILE_GITIMPORT_H

#include "profile/gitrun.h"

#include <stdio.h>

/* All zero: not started; it starts with the first blob. */
struct gitimport {
	struct git_child child;
	FILE *in;
	size_t n;
};

/* Errors: CHILD, IO, NOMEM. The objects are there, durably, after gitimport_stop(). */
leaf_err gitimport_blob(struct gitimport *import, const struct git *git, const char *bytes,
			size_t len) LEAF_MUST_USE;
leaf_err gitimport_stop(struct gitimport *import) LEAF_MUST_USE;

#endif

/* bare.h - blobs, trees of the index, and commits without inserted lines. */
#ifndef LEAF_PROFILE_BARE_H
#define LEAF_PROFILE_BARE_H

#include "profile/gitcat.h"
#include "profile/gitimport.h"
#include "profile/home.h"

/* What is known while a finish runs. */
struct bare {
	struct profile *profile;
	struct home *home;     /* learned */
	struct oidmap blobs;   /* id -> id without lines */
	struct oidmap commits; /* id -> id without lines, where that is another one */
	struct gitcat cat;
	struct gitimport import;
	struct leaf__buf bytes, stripped;
	size_t rewritten, dropped, signatures;
};

leaf_err bare_begin(struct bare *bare, struct profile *profile, struct home *home) LEAF_MUST_USE;
void bare_end(struct bare *bare);

/* The id of a blob without lines, at a path; the new blob is stored with bare_flush(). */
leaf_err bare_blob(const char **id, struct bare *bare, const char *blob, const char *path)
	LEAF_MUST_USE;
leaf_err bare_flush(struct bare *bare) LEAF_MUST_USE;

/*
 * Rewrite the commits of 'tip' that are not in the base; *home is what becomes of the tip.
 * Source: each tree is the rewritten first parent's tree with the same, stripped, changes.
 */
leaf_err bare_commits(const char **home, struct bare *bare, const char *tip) LEAF_MUST_USE;

/* One commit of all that 'home' adds to the base; *squashed is 'home' if that is nothing. */
leaf_err bare_squash(const char **squashed, struct bare *bare, const char *home) LEAF_MUST_USE;

#endif

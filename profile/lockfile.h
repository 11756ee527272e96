/* lockfile.h - git's index.lock, held by us and known to be ours after a crash. */
#ifndef LEAF_PROFILE_LOCKFILE_H
#define LEAF_PROFILE_LOCKFILE_H

#include "profile/git.h"

/*
 * The lock is a second name of the file 'leaf/index.new' in the git directory. While both names
 * are there it is ours; renaming the lock to 'index' is what git itself does.
 */

/* Take it. Errors: STATE if git or another program holds it. Once more is fine. */
leaf_err lockfile_take(struct git *git) LEAF_MUST_USE;

/* Let it go, if it is ours. */
void lockfile_drop(struct git *git);

/* Put bytes [len] into the lock and make it the index; the lock is gone then. */
leaf_err lockfile_commit(struct git *git, const char *bytes, size_t len) LEAF_MUST_USE;

#endif

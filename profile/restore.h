/* restore.h - give back what a set-up has changed: the index, the files, the branch. */
#ifndef LEAF_PROFILE_RESTORE_H
#define LEAF_PROFILE_RESTORE_H

#include "profile/profile.h"

/*
 * Each may find its part changed, half changed or not changed. They are for a set-up that is not
 * open: what somebody has done since is not looked at, but for files, which are stripped then.
 */
leaf_err restore_index(struct profile *profile) LEAF_MUST_USE;
leaf_err restore_files(struct profile *profile) LEAF_MUST_USE;
leaf_err restore_branch(struct profile *profile) LEAF_MUST_USE;

/* Paths whose index entries have flags, which git forgets when it gets a new entry. */
struct restore_flags {
	struct leaf__buf valid, skip;
};
void restore_flags_release(struct restore_flags *flags);
leaf_err restore_note_flags(struct restore_flags *flags, unsigned bits, const char *path)
	LEAF_MUST_USE;

/*
 * Make a copy of the index with other entries the index, and keep its bytes as 'copy' in the git
 * directory as well (NULL: do not). The lock is held, and gone afterwards.
 */
leaf_err restore_index_with(struct profile *profile, const struct leaf__buf *entries,
			    const struct restore_flags *flags, const char *copy) LEAF_MUST_USE;

/* The rows of the journal's set-up, read if they are not here. */
leaf_err restore_rows(struct profile *profile) LEAF_MUST_USE;

#endif

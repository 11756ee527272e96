/* backup.h - the safety net: everything that is not committed, as a commit shaped like a stash. */
#ifndef LEAF_PROFILE_BACKUP_H
#define LEAF_PROFILE_BACKUP_H

#include "profile/profile.h"

enum { BACKUP_DAYS = 14 };

/* The prefix of the refs of set-ups, and that of work that an abort has put aside. */
#define BACKUP_REFS "refs/leaf/backup/"
#define BACKUP_ABORTED "refs/leaf/aborted/"

/*
 * Make the commit: its tree is the work tree; its parents are 'base', a commit of the index, one of
 * the untracked files, and one that holds the index file and the raw bytes of the rows' files.
 *
 *   index  the index file to be kept; a copy is made before anything is done with it
 */
leaf_err backup_make(const char **id, struct profile *profile, const char *index, const char *base,
		     const char *title) LEAF_MUST_USE;

/* Delete refs of backups that are older than BACKUP_DAYS. */
leaf_err backup_expire(struct profile *profile) LEAF_MUST_USE;

/* Copy a file of the git directory; no source, no copy. Errors: IO */
leaf_err backup_copy(struct git *git, const char *from, const char *to) LEAF_MUST_USE;

#endif

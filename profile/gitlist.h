/* gitlist.h - the entries of git's listings, one by one. */
#ifndef LEAF_PROFILE_GITLIST_H
#define LEAF_PROFILE_GITLIST_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* What git's index says of an entry, as ls-files --debug prints it. */
enum {
	GITLIST_VALID = 0x8000,	     /* assume-unchanged */
	GITLIST_INTENT = 0x20000000, /* intent-to-add */
	GITLIST_SKIP = 0x40000000,   /* skip-worktree */
};

/* Texts stand in the listing, ended by NUL. */
struct gitlist_entry {
	unsigned mode; /* 0: not there (in a diff) */
	const char *id;
	unsigned old_mode; /* in a diff */
	const char *old_id;
	int stage;
	unsigned flags;
	const char *path;
};

/* A place in a listing. The listing is changed: texts are ended by NULs. */
struct gitlist {
	char *at, *end;
};

static inline struct gitlist gitlist_of(struct leaf__buf *listing)
{
	return (struct gitlist){ listing->data, leaf__buf_end(listing) };
}

/*
 * The next entry; false behind the last. Errors: CHILD if it is not understood, in *err.
 * gitlist_file: git_ls_files(); gitlist_tree: git_ls_tree(); gitlist_diff: git_diff_trees();
 * gitlist_name: paths alone.
 */
bool gitlist_file(struct gitlist_entry *entry, struct gitlist *list, leaf_err *err);
bool gitlist_tree(struct gitlist_entry *entry, struct gitlist *list, leaf_err *err);
bool gitlist_diff(struct gitlist_entry *entry, struct gitlist *list, leaf_err *err);
const char *gitlist_name(struct gitlist *list);

/* The mode of a submodule's entry. */
enum { GITLIST_COMMIT = 0160000 };

/* Whether a mode is that of a regular file. */
static inline bool gitlist_is_file(unsigned mode)
{
	return (mode & 0170000) == 0100000;
}

/* Append an entry for git_update_index(); mode 0 removes the path. Errors: NOMEM */
leaf_err gitlist_put(struct leaf__buf *out, unsigned mode, const char *id, const char *path)
	LEAF_MUST_USE;

#endif

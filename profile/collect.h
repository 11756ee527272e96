/* collect.h - which files a set-up touches: the C files of HEAD, the index and the work tree. */
#ifndef LEAF_PROFILE_COLLECT_H
#define LEAF_PROFILE_COLLECT_H

#include "profile/blobid.h"
#include "profile/profile.h"

/*
 * Fill profile->rows, without ids of the work tree and without fixed ones. Files that are left
 * out are counted. Untracked files are taken as long as git does not ignore them.
 */
leaf_err collect_rows(struct profile *profile) LEAF_MUST_USE;

/* A path as instrumenting sees it; borrows the path. */
void collect_source(struct source *source, const struct profile *profile, const char *path);

/*
 * Look at a file of the work tree: false if there is no regular file by that path, or if one of
 * its folders is a link.
 */
struct collect_folder {
	char path[4096];
	bool linked;
};
bool collect_stat(struct stat *st, struct collect_folder *last, const char *top, const char *path);

/*
 * The id and mode of what stands at a path; of a link the id is that of its text. mode 0: neither
 * file nor link; *st is all zero then.
 */
leaf_err collect_id(char id[BLOBID_SIZE], unsigned *mode, struct stat *st,
		    struct collect_folder *last, const struct git *git, const char *path)
	LEAF_MUST_USE;

#endif

/* restore.c - give back what a set-up has changed: the index, the files, the branch. */
#include "profile/restore.h"

#include "base/file.h"
#include "profile/backup.h"
#include "profile/durable.h"
#include "profile/gitlist.h"
#include "profile/home.h"
#include "profile/lockfile.h"
#include "profile/point.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

leaf_err restore_rows(struct profile *profile)
{
	const char *path = git_path(&profile->git, "leaf/rows");
	if (profile->rows.list.n || access(path, F_OK))
		return LEAF_E_OK;
	return rows_load(&profile->rows, path);
}

/* ---- the index ---- */

void restore_flags_release(struct restore_flags *flags)
{
	leaf__buf_release(&flags->valid);
	leaf__buf_release(&flags->skip);
}

leaf_err restore_note_flags(struct restore_flags *flags, unsigned bits, const char *path)
{
	if (bits & GITLIST_VALID)
		LEAF_TRY(leaf__buf_add(&flags->valid, path, strlen(path) + 1));
	if (bits & GITLIST_SKIP)
		LEAF_TRY(leaf__buf_add(&flags->skip, path, strlen(path) + 1));
	return LEAF_E_OK;
}

leaf_err restore_index_with(struct profile *profile, const struct leaf__buf *entries,
			    const struct restore_flags *flags, const char *copy)
{
	struct git *git = &profile->git;
	const char *index = git_path(git, "leaf/index.tree");
	struct leaf__buf bytes = { 0 };
	LEAF_TRY(backup_copy(git, "index", "leaf/index.tree"));
	LEAF_TRY(git_update_index(git, index, entries));
	LEAF_TRY(git_refresh_index(git, index));
	LEAF_TRY(git_mark_index(git, index, "--assume-unchanged", &flags->valid));
	LEAF_TRY(git_mark_index(git, index, "--skip-worktree", &flags->skip));
	leaf_err err = leaf__file_read(&bytes, index, (size_t)-1 / 2);
	unlink(index);
	if (err == LEAF_E_OK && copy)
		err = durable_write(git_path(git, copy), bytes.data, bytes.len);
	if (err == LEAF_E_OK)
		err = lockfile_commit(git, bytes.data, bytes.len);
	leaf__buf_release(&bytes);
	return err;
}

leaf_err restore_index(struct profile *profile)
{
	struct git *git = &profile->git;
	struct leaf__buf saved = { 0 }, now = { 0 };
	const char *index = git_path(git, "index");
	leaf_err err = leaf__file_read(&saved, git_path(git, "leaf/index.saved"), (size_t)-1 / 2);
	/* No copy: the index has not been touched yet. */
	if (err == LEAF_E_NOTFOUND)
		return LEAF_E_OK;
	if (err == LEAF_E_OK)
		err = leaf__file_read(&now, index, (size_t)-1 / 2);
	if (err == LEAF_E_NOTFOUND)
		err = LEAF_E_OK;
	if (err == LEAF_E_OK &&
	    (now.len != saved.len || memcmp(now.data, saved.data, now.len) != 0)) {
		err = lockfile_take(git);
		if (err == LEAF_E_OK)
			err = lockfile_commit(git, saved.data, saved.len);
	}
	leaf__buf_release(&saved);
	leaf__buf_release(&now);
	return err;
}

/* ---- the work tree ---- */

leaf_err restore_files(struct profile *profile)
{
	struct home home = { 0 };
	put_clean(&profile->git);
	LEAF_TRY(restore_rows(profile));
	leaf_err err = home_learn(&home, profile);
	if (err == LEAF_E_OK)
		err = home_files(&home, profile, NULL);
	if (err == LEAF_E_OK)
		err = put_all(&home.list, &profile->git, "undo-file");
	home_release(&home);
	return err;
}

/* ---- HEAD and the branch ---- */

leaf_err restore_branch(struct profile *profile)
{
	const struct journal *journal = &profile->journal;
	struct git *git = &profile->git;
	const char *head = NULL, *id = NULL;
	if (!journal->branch)
		return LEAF_E_OK;
	LEAF_TRY(git_head(&head, git));
	/* A branch that is gone meanwhile is made again: HEAD would have no commit. */
	if (journal->original)
		LEAF_TRY(git_resolve(&id, git, journal->original));
	if (journal->original && !id)
		LEAF_TRY(git_update_ref(git, journal->original, journal->base, NULL,
					"leaf: it was gone"));
	if (head && !strcmp(head, journal->branch)) {
		if (journal->original)
			LEAF_TRY(git_set_head(git, journal->original));
		else
			LEAF_TRY(git_detach_head(git, journal->base));
		LEAF_TRY(point("undo-branch-head", 0));
	}
	LEAF_TRY(git_resolve(&id, git, journal->branch));
	return id ? git_update_ref(git, journal->branch, NULL, id, "") : LEAF_E_OK;
}

/* setup.c - the steps of a set-up: what each does, and how it is undone. */
#include "base/file.h"
#include "instrument/strip.h"
#include "profile/backup.h"
#include "profile/blobid.h"
#include "profile/collect.h"
#include "profile/durable.h"
#include "profile/gitlist.h"
#include "profile/home.h"
#include "profile/insert.h"
#include "profile/lockfile.h"
#include "profile/look.h"
#include "profile/message.h"
#include "profile/plural.h"
#include "profile/point.h"
#include "profile/put.h"
#include "profile/restore.h"
#include "profile/spread.h"
#include "profile/steps.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static const char *keep_text(struct git *git, const char *fmt, const char *a, const char *b)
{
	char text[PATH_MAX];
	int len = snprintf(text, sizeof text, fmt, a, b);
	return len < 0 || len >= PATH_MAX ? NULL
					  : leaf__arena_strndup(&git->arena, text, (size_t)len);
}

static const char *short_of(const char *ref)
{
	return !ref ? "a detached HEAD" : !strncmp(ref, "refs/heads/", 11) ? ref + 11 : ref;
}

/* ---- look ---- */

leaf_err steps_look(struct profile *profile)
{
	LEAF_TRY(look_begin(profile));
	profile_tell(profile, "look", "on %s, at %.12s", short_of(profile->journal.original),
		     profile->journal.base);
	return LEAF_E_OK;
}

leaf_err steps_undo_look(struct profile *profile)
{
	(void)profile;
	return LEAF_E_OK;
}

/* ---- lock ---- */

static leaf_err make_names(struct profile *profile)
{
	struct journal *journal = &profile->journal;
	struct git *git = &profile->git;
	unsigned char random[8];
	char id[17], now[32];
	const char *taken = NULL;
	if (getrandom(random, sizeof random, 0) != sizeof random)
		return leaf_fail(LEAF_E_IO, "the system gives no random number");
	for (int i = 0; i < 8; i++)
		snprintf(id + 2 * i, 3, "%02x", random[i]);
	snprintf(now, sizeof now, "%lld", (long long)time(NULL));
	char eight[9];
	memcpy(eight, id, 8);
	eight[8] = 0;
	journal->id = keep_text(git, "%s%s", id, "");
	journal->time = keep_text(git, "%s%s", now, "");
	journal->backup = keep_text(git, BACKUP_REFS "%s%s", id, "");
	/* A branch 'leaf-profile' would be a file where the folder of ours is to be. */
	LEAF_TRY(git_resolve(&taken, git, "refs/heads/leaf-profile"));
	journal->branch = keep_text(
		git, taken ? "refs/heads/leaf-profile-of/%s-%s" : "refs/heads/leaf-profile/%s-%s",
		journal->original ? short_of(journal->original) : "detached", eight);
	if (!journal->id || !journal->time || !journal->backup || !journal->branch)
		return leaf_fail(LEAF_E_NOMEM, "no memory for names");
	return LEAF_E_OK;
}

/* While nobody held the lock a commit may have been made. */
static leaf_err look_again(struct profile *profile)
{
	const char *base = NULL, *original = NULL;
	const struct journal *journal = &profile->journal;
	LEAF_TRY(git_resolve(&base, &profile->git, "HEAD^{commit}"));
	LEAF_TRY(git_head(&original, &profile->git));
	if (!base || strcmp(base, journal->base) != 0 || !original != !journal->original ||
	    (original && strcmp(original, journal->original) != 0))
		return leaf_fail(LEAF_E_STATE, "HEAD is being changed by somebody else; set up "
					       "again when it rests");
	return LEAF_E_OK;
}

leaf_err steps_lock(struct profile *profile)
{
	LEAF_TRY(make_names(profile));
	LEAF_TRY(journal_folder(&profile->git));
	profile->journal.phase = JOURNAL_BEGIN;
	LEAF_TRY(journal_save(&profile->journal, &profile->git));
	LEAF_TRY(point("journal", 0));
	LEAF_TRY(lockfile_take(&profile->git));
	LEAF_TRY(point("locked", 0));
	LEAF_TRY(look_again(profile));
	return backup_copy(&profile->git, "index", "leaf/index.saved");
}

leaf_err steps_undo_lock(struct profile *profile)
{
	lockfile_drop(&profile->git);
	profile->journal.phase = JOURNAL_NONE;
	return journal_remove(&profile->git);
}

/* ---- read ---- */

leaf_err steps_read(struct profile *profile)
{
	LEAF_TRY(collect_rows(profile));
	LEAF_TRY(look_room(profile));
	LEAF_TRY(insert_rows(profile));
	profile->counts.files = profile->rows.list.n;
	if (!profile->rows.list.n)
		return leaf_fail(LEAF_E_STATE, "there is no C function here to be instrumented");
	profile_tell(profile, "read", "%zu function%s of %zu file%s",
		     profile->counts.by_why[RULES_TAKEN],
		     PLURAL(profile->counts.by_why[RULES_TAKEN]), profile->counts.files,
		     PLURAL(profile->counts.files));
	if (profile->dry_run)
		return LEAF_E_OK;
	return rows_save(&profile->rows, git_path(&profile->git, "leaf/rows"));
}

leaf_err steps_undo_read(struct profile *profile)
{
	(void)profile;
	return LEAF_E_OK;
}

/* ---- stash ---- */

/* Files of the index that are not as HEAD has them, by the commits of the backup. */
static leaf_err count_staged(struct profile *profile)
{
	struct leaf__buf listing = { 0 };
	struct gitlist_entry entry;
	char head[128], index[128];
	snprintf(head, sizeof head, "%s^{tree}", profile->journal.base);
	snprintf(index, sizeof index, "%s^2^{tree}", profile->journal.kept);
	leaf_err err = git_diff_trees(&listing, &profile->git, head, index);
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_diff(&entry, &list, &err))
		profile->counts.staged++;
	leaf__buf_release(&listing);
	return err;
}

leaf_err steps_stash(struct profile *profile)
{
	struct journal *journal = &profile->journal;
	struct leaf__buf title = { 0 };
	leaf_err err = leaf__buf_printf(&title, "work on %s before profiling",
					short_of(journal->original));
	if (err == LEAF_E_OK)
		err = backup_make(&journal->kept, profile, "leaf/index.saved", journal->base,
				  title.data);
	leaf__buf_release(&title);
	if (err == LEAF_E_OK)
		err = journal_save(journal, &profile->git);
	if (err == LEAF_E_OK)
		err = point("kept", 0);
	if (err == LEAF_E_OK)
		err = git_update_ref(&profile->git, journal->backup, journal->kept, NULL,
				     "leaf: work before profiling");
	if (err == LEAF_E_OK)
		err = count_staged(profile);
	if (err != LEAF_E_OK)
		return err;
	profile_tell(profile, "stash", "%zu edited, %zu staged, %zu untracked file%s, as %s",
		     profile->counts.edited, profile->counts.staged, profile->counts.untracked,
		     PLURAL(profile->counts.untracked), journal->backup);
	profile_tell(
		profile, "stash", "by hand, onto a clean tree of %s: git stash apply --index %s",
		journal->original ? short_of(journal->original) : journal->base, journal->backup);
	return LEAF_E_OK;
}

leaf_err steps_undo_stash(struct profile *profile)
{
	const char *id = NULL;
	if (!profile->journal.backup)
		return LEAF_E_OK;
	LEAF_TRY(git_resolve(&id, &profile->git, profile->journal.backup));
	return id ? git_update_ref(&profile->git, profile->journal.backup, NULL, id, "")
		  : LEAF_E_OK;
}

/* ---- branch ---- */

leaf_err steps_branch(struct profile *profile)
{
	struct journal *journal = &profile->journal;
	struct git *git = &profile->git;
	LEAF_TRY(git_update_ref(git, journal->branch, journal->base, NULL,
				"leaf: branch for profiling"));
	LEAF_TRY(point("branch-made", 0));
	LEAF_TRY(git_set_head(git, journal->branch));
	profile_tell(profile, "branch", "%s", short_of(journal->branch));
	return LEAF_E_OK;
}

leaf_err steps_undo_branch(struct profile *profile)
{
	return restore_branch(profile);
}

/* ---- commit ---- */

static leaf_err make_tree(const char **tree, struct profile *profile)
{
	struct git *git = &profile->git;
	const char *index = git_path(git, "leaf/index.sub");
	struct leaf__buf entries = { 0 };
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < profile->rows.list.n && err == LEAF_E_OK; i++) {
		const struct row *row = &profile->rows.list.items[i];
		const struct row_image *head = &row->images[ROWS_HEAD];
		if (head->id && strcmp(head->id, head->fixed) != 0)
			err = gitlist_put(&entries, head->mode, head->fixed, row->path);
	}
	unlink(index);
	if (err == LEAF_E_OK)
		err = git_read_tree(git, index, profile->journal.base);
	if (err == LEAF_E_OK)
		err = git_update_index(git, index, &entries);
	if (err == LEAF_E_OK)
		err = git_write_tree(tree, git, index);
	unlink(index);
	leaf__buf_release(&entries);
	return err;
}

leaf_err steps_commit(struct profile *profile)
{
	struct journal *journal = &profile->journal;
	struct git *git = &profile->git;
	const char *const parents[] = { journal->base, NULL };
	const char *tree = NULL;
	struct leaf__buf message = { 0 };
	LEAF_TRY(make_tree(&tree, profile));
	leaf_err err = message_make(&message, profile);
	if (err == LEAF_E_OK)
		err = git_commit_tree(&journal->insertion, git, tree, parents, &message);
	leaf__buf_release(&message);
	if (err == LEAF_E_OK)
		err = journal_save(journal, git);
	if (err == LEAF_E_OK)
		err = point("committed", 0);
	if (err == LEAF_E_OK)
		err = git_update_ref(git, journal->branch, journal->insertion, journal->base,
				     "leaf: insert spans");
	if (err == LEAF_E_OK)
		profile_tell(profile, "commit", "%.12s holds the insertions alone",
			     journal->insertion);
	return err;
}

leaf_err steps_undo_commit(struct profile *profile)
{
	(void)profile;
	return LEAF_E_OK; /* it goes with the branch */
}

/* ---- files ---- */

leaf_err steps_files(struct profile *profile)
{
	struct put_list list = { 0 };
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < profile->rows.list.n && err == LEAF_E_OK; i++) {
		const struct row *row = &profile->rows.list.items[i];
		const struct row_image *image = &row->images[ROWS_TREE];
		if (image->id && strcmp(image->id, image->fixed) != 0)
			err = put_add(&list, &(struct put_file){ row->path, image->fixed,
								 image->mode, row->file });
	}
	if (err == LEAF_E_OK)
		err = put_all(&list, &profile->git, "file");
	if (err == LEAF_E_OK)
		profile_tell(profile, "files", "%zu file%s of the work tree", list.files.n,
			     PLURAL(list.files.n));
	put_release(&list);
	return err;
}

leaf_err steps_undo_files(struct profile *profile)
{
	return restore_files(profile);
}

/* ---- verify ---- */

static leaf_err verify_row(struct leaf__buf *bytes, struct leaf__buf *bare, const struct git *git,
			   const struct row *row)
{
	const struct row_image *image = &row->images[ROWS_TREE];
	struct strip_counts counts;
	char path[PATH_MAX], fixed[BLOBID_SIZE], id[BLOBID_SIZE];
	snprintf(path, sizeof path, "%s/%s", git->top, row->path);
	leaf__buf_clear(bytes);
	leaf__buf_clear(bare);
	LEAF_TRY(leaf__file_read(bytes, path, (size_t)-1 / 2));
	blobid_of(fixed, bytes->data, bytes->len, git->sha256);
	LEAF_TRY(strip_text(bare, &counts, bytes->data, bytes->len));
	blobid_of(id, bare->data ? bare->data : "", bare->len, git->sha256);
	if (strcmp(fixed, image->fixed) != 0 || strcmp(id, image->id) != 0)
		return leaf_fail(LEAF_E_STATE, "'%s' is being changed by somebody else", row->path);
	return LEAF_E_OK;
}

static leaf_err verify_range(void *closure, size_t from, size_t to)
{
	const struct profile *profile = closure;
	struct leaf__buf bytes = { 0 }, bare = { 0 };
	leaf_err err = LEAF_E_OK;
	for (size_t i = from; i < to && err == LEAF_E_OK; i++) {
		const struct row *row = &profile->rows.list.items[i];
		const struct row_image *image = &row->images[ROWS_TREE];
		if (i % 256 == 0)
			err = point("verify", i / 256);
		if (err == LEAF_E_OK && image->id && strcmp(image->id, image->fixed) != 0)
			err = verify_row(&bytes, &bare, &profile->git, row);
	}
	leaf__buf_release(&bytes);
	leaf__buf_release(&bare);
	return err;
}

leaf_err steps_verify(struct profile *profile)
{
	LEAF_TRY(spread(profile->rows.list.n, profile->insert.jobs, SPREAD_MIN, verify_range,
			profile));
	profile_tell(profile, "verify", "%zu file%s back every byte", profile->rows.list.n,
		     profile->rows.list.n == 1 ? " gives" : "s give");
	return LEAF_E_OK;
}

leaf_err steps_undo_verify(struct profile *profile)
{
	(void)profile;
	return LEAF_E_OK;
}

/* ---- index ---- */

leaf_err steps_index(struct profile *profile)
{
	struct leaf__buf entries = { 0 };
	struct restore_flags flags = { 0 };
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < profile->rows.list.n && err == LEAF_E_OK; i++) {
		const struct row *row = &profile->rows.list.items[i];
		const struct row_image *image = &row->images[ROWS_INDEX];
		if (!image->id || !strcmp(image->id, image->fixed))
			continue;
		err = gitlist_put(&entries, image->mode, image->fixed, row->path);
		if (err == LEAF_E_OK)
			err = restore_note_flags(&flags, row->flags, row->path);
	}
	if (err == LEAF_E_OK)
		err = restore_index_with(profile, &entries, &flags, "leaf/index.open");
	leaf__buf_release(&entries);
	restore_flags_release(&flags);
	if (err == LEAF_E_OK)
		profile_tell(profile, "index", "staged changes are staged again");
	return err;
}

leaf_err steps_undo_index(struct profile *profile)
{
	return restore_index(profile);
}

/* ---- open ---- */

leaf_err steps_open(struct profile *profile)
{
	profile->journal.phase = JOURNAL_OPEN;
	return journal_save(&profile->journal, &profile->git);
}

leaf_err steps_undo_open(struct profile *profile)
{
	if (profile->journal.phase != JOURNAL_OPEN)
		return LEAF_E_OK;
	profile->journal.phase = JOURNAL_BEGIN;
	return journal_save(&profile->journal, &profile->git);
}

/* ---- all ---- */

leaf_err profile_setup(struct profile *profile)
{
	bool did;
	if (profile->journal.phase == JOURNAL_OPEN)
		return leaf_fail(LEAF_E_STATE,
				 "it is set up already, on %s; 'leaf profile finish' or 'leaf "
				 "profile abort' first",
				 short_of(profile->journal.branch));
	if (profile->journal.phase == JOURNAL_REBASE)
		return leaf_fail(LEAF_E_STATE,
				 "an earlier finish waits for conflicts to be settled: "
				 "'leaf profile finish --continue' or '--abort' first");
	if (profile->dry_run) {
		LEAF_TRY(steps_look(profile));
		LEAF_TRY(steps_read(profile));
		return steps_tell(profile);
	}
	LEAF_TRY(profile_recover(profile, &did));
	LEAF_TRY(backup_expire(profile));
	journal_remove_sample(&profile->git);
	return steps_run(profile);
}

leaf_err profile_undo(struct profile *profile, leaf_err why)
{
	char sentence[512], work[256] = "";
	const char *backup = profile->journal.backup, *id = NULL;
	snprintf(sentence, sizeof sentence, "%s", leaf_err_text());
	profile_note(profile, "undoing the set-up");
	profile->keep_sample = true;
	point_deaf(1);
	leaf_err err = profile_abort(profile, true, work);
	/* Nothing has happened meanwhile: no trace is left. */
	if (err == LEAF_E_OK && !*work) {
		err = git_resolve(&id, &profile->git, backup);
		if (err == LEAF_E_OK && id)
			err = git_update_ref(&profile->git, backup, NULL, id, "");
	}
	point_deaf(0);
	/* Only of a failure one wants to read what the build said. */
	if (err == LEAF_E_OK && why == LEAF_E_INTERRUPTED)
		journal_remove_sample(&profile->git);
	if (err != LEAF_E_OK)
		profile_note(profile,
			     "not everything could be undone: %s; 'leaf profile recover' goes on "
			     "with it",
			     leaf_err_text());
	return leaf_fail(why, "%s", sentence);
}

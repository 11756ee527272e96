/* abort.c - back to the state before set-up. */
#include "profile/backup.h"
#include "profile/blobid.h"
#include "profile/collect.h"
#include "profile/gitlist.h"
#include "profile/home.h"
#include "profile/lockfile.h"
#include "profile/look.h"
#include "profile/names.h"
#include "profile/plural.h"
#include "profile/point.h"
#include "profile/put.h"
#include "profile/restore.h"
#include "profile/sample.h"
#include "profile/sampled.h"
#include "profile/way.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file with the user's own edits, in the arena of 'home'. */
struct edit {
	const char *path, *id;
};

/* What a file was before set-up, and what it is now. */
struct aborting {
	struct profile *profile;
	struct git *git;
	struct oidmap then;	    /* path -> "MODE ID", "-" for no file: what was not committed */
	struct oidmap saved;	    /* the same of the index before set-up */
	struct oidmap seen;	    /* paths that have been looked at */
	struct home home;	    /* files to be written */
	struct leaf__buf checkouts; /* paths to be written as the index has them */
	struct collect_folder last;
	struct oidmap sampled; /* path -> id of what the sample has left */
	size_t edited, added, commits;
	bool staged;
	struct names names; /* whose work it would be */
	LEAF__VEC(struct edit) edits;
};

static void release(struct aborting *aborting)
{
	oidmap_release(&aborting->then);
	oidmap_release(&aborting->saved);
	oidmap_release(&aborting->seen);
	home_release(&aborting->home);
	leaf__buf_release(&aborting->checkouts);
	oidmap_release(&aborting->sampled);
	names_release(&aborting->names);
	free(aborting->edits.items);
}

/* ---- what was there ---- */

static leaf_err note(struct oidmap *map, const struct gitlist_entry *entry)
{
	char text[100];
	snprintf(text, sizeof text, entry->mode ? "%o %s" : "-", entry->mode, entry->id);
	return oidmap_put(map, entry->path, text);
}

/* From the commits of the backup: changed files, untracked files. */
static leaf_err learn_then(struct aborting *aborting)
{
	struct leaf__buf listing = { 0 };
	struct gitlist_entry entry;
	char tree[128], index[128], others[128];
	const char *kept = aborting->profile->journal.kept;
	snprintf(tree, sizeof tree, "%s^{tree}", kept);
	snprintf(index, sizeof index, "%s^2^{tree}", kept);
	snprintf(others, sizeof others, "%s^3^{tree}", kept);
	leaf_err err = git_diff_trees(&listing, aborting->git, index, tree);
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_diff(&entry, &list, &err))
		err = note(&aborting->then, &entry);
	leaf__buf_clear(&listing);
	if (err == LEAF_E_OK)
		err = git_ls_tree(&listing, aborting->git, others);
	list = gitlist_of(&listing);
	while (gitlist_tree(&entry, &list, &err))
		err = note(&aborting->then, &entry);
	leaf__buf_clear(&listing);
	if (err == LEAF_E_OK)
		err = git_ls_files(&listing, aborting->git,
				   git_path(aborting->git, "leaf/index.saved"));
	list = gitlist_of(&listing);
	while (gitlist_file(&entry, &list, &err))
		err = note(&aborting->saved, &entry);
	leaf__buf_release(&listing);
	return err;
}

/* ---- what is there ---- */

static leaf_err want(struct aborting *aborting, const char *path, unsigned mode, const char *id,
		     const struct stat *st)
{
	struct leaf__arena *arena = &aborting->home.arena;
	struct put_file file = { .mode = mode, .found = row_file_of(st) };
	file.path = leaf__arena_strndup(arena, path, strlen(path));
	file.id = id ? leaf__arena_strndup(arena, id, strlen(id)) : NULL;
	if (!file.path || (id && !file.id))
		return leaf_fail(LEAF_E_NOMEM, "no memory for the list of files");
	return put_add(&aborting->home.list, &file);
}

static leaf_err note_work(struct aborting *aborting, size_t *count, const char *path)
{
	++*count;
	return names_add(&aborting->names, path);
}

static leaf_err note_edit(struct aborting *aborting, const char *path, const char *id)
{
	struct leaf__arena *arena = &aborting->home.arena;
	struct edit edit = { leaf__arena_strndup(arena, path, strlen(path)),
			     leaf__arena_strndup(arena, id, strlen(id)) };
	if (!edit.path || !edit.id)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the list of files");
	/* What is gone cannot be kept. */
	if (*id) {
		LEAF_TRY(LEAF__VEC_ROOM(&aborting->edits));
		aborting->edits.items[aborting->edits.n++] = edit;
	}
	return note_work(aborting, &aborting->edited, path);
}

/* A file of which set-up knows the raw bytes. */
static leaf_err look_at_row(struct aborting *aborting, const struct row *row)
{
	const struct row_image *image = &row->images[ROWS_TREE];
	char id[BLOBID_SIZE];
	unsigned mode;
	struct stat st;
	/* What was no file (a link, a folder, nothing) is known by other ways. */
	if (!image->id)
		return LEAF_E_OK;
	LEAF_TRY(oidmap_put(&aborting->seen, row->path, ""));
	LEAF_TRY(collect_id(id, &mode, &st, &aborting->last, aborting->git, row->path));
	bool same = S_ISREG(mode) && !strcmp(id, image->id) && mode == image->mode;
	bool fixed = S_ISREG(mode) && !strcmp(id, image->fixed) && mode == image->mode;
	if (!same && !fixed)
		LEAF_TRY(note_edit(aborting, row->path, mode ? id : ""));
	return same ? LEAF_E_OK : want(aborting, row->path, image->mode, image->id, &st);
}

/* Whether what is there is what git knew. Of the mode it knows only whether a file may be run. */
static bool is_same(const char *text, const char *id, unsigned mode)
{
	unsigned mode_then;
	char id_then[BLOBID_SIZE];
	if (sscanf(text, "%o %64s", &mode_then, id_then) != 2)
		return mode == 0;
	if (!mode || strcmp(id, id_then) != 0 || S_ISLNK(mode) != (mode_then == 0120000))
		return false;
	return S_ISLNK(mode) || ((mode & 0100) != 0) == (mode_then == 0100755);
}

/* A flame graph of before: the new one stays. */
static bool is_output(const struct aborting *aborting, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	return !oidmap_get(&aborting->saved, path) &&
	       (!strcmp(name, SAMPLE_FOLDED) || !strcmp(name, SAMPLE_PAGE));
}

/* A file that set-up has not touched. text: its state then, NULL: as the index has it. */
static leaf_err look_at_other(struct aborting *aborting, const char *path, const char *text)
{
	char id[BLOBID_SIZE];
	unsigned mode, mode_then;
	struct stat st;
	char id_then[BLOBID_SIZE];
	if (oidmap_get(&aborting->seen, path))
		return LEAF_E_OK;
	LEAF_TRY(oidmap_put(&aborting->seen, path, ""));
	LEAF_TRY(collect_id(id, &mode, &st, &aborting->last, aborting->git, path));
	bool clean = !text;
	if (clean && !(text = oidmap_get(&aborting->saved, path)))
		return LEAF_E_OK;
	if (is_same(text, id, mode) || is_output(aborting, path))
		return LEAF_E_OK;
	/* What the build and the run have written is not the user's work. */
	const char *sampled = oidmap_get(&aborting->sampled, path);
	if (!sampled || strcmp(sampled, id) != 0)
		LEAF_TRY(note_edit(aborting, path, mode ? id : ""));
	if (clean) {
		return leaf__buf_add(&aborting->checkouts, path, strlen(path) + 1);
	}
	if (sscanf(text, "%o %64s", &mode_then, id_then) != 2) {
		return mode ? want(aborting, path, 0, NULL, &st) : LEAF_E_OK;
	}
	if (mode_then == 0120000)
		return want(aborting, path, mode_then, id_then, &st);
	unsigned rights = S_ISREG(mode) ? (mode & 07666) : 0644;
	return want(aborting, path, rights | (mode_then & 0111), id_then, &st);
}

/* Everything that is not as the index of then has it. */
static leaf_err look_at_changed(struct aborting *aborting)
{
	const char *copy = git_path(aborting->git, "leaf/index.tree");
	struct leaf__buf names = { 0 };
	leaf_err err = backup_copy(aborting->git, "leaf/index.saved", "leaf/index.tree");
	if (err == LEAF_E_OK)
		err = git_refresh_index(aborting->git, copy);
	if (err == LEAF_E_OK)
		err = git_diff_files(&names, aborting->git, copy);
	unlink(copy);
	struct gitlist list = gitlist_of(&names);
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));)
		err = look_at_other(aborting, path, oidmap_get(&aborting->then, path));
	leaf__buf_release(&names);
	return err;
}

static leaf_err look_at_then(struct aborting *aborting)
{
	struct leaf__buf listing = { 0 };
	struct gitlist_entry entry;
	char tree[128], index[128];
	const char *kept = aborting->profile->journal.kept;
	snprintf(index, sizeof index, "%s^2^{tree}", kept);
	snprintf(tree, sizeof tree, "%s^{tree}", kept);
	leaf_err err = git_diff_trees(&listing, aborting->git, index, tree);
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_diff(&entry, &list, &err))
		err = look_at_other(aborting, entry.path, oidmap_get(&aborting->then, entry.path));
	leaf__buf_clear(&listing);
	snprintf(tree, sizeof tree, "%s^3^{tree}", kept);
	if (err == LEAF_E_OK)
		err = git_ls_tree(&listing, aborting->git, tree);
	list = gitlist_of(&listing);
	while (gitlist_tree(&entry, &list, &err))
		err = look_at_other(aborting, entry.path, oidmap_get(&aborting->then, entry.path));
	leaf__buf_release(&listing);
	return err;
}

/* Files that have become git's since: they are kept under the ref, and go. */
static leaf_err look_at_added(struct aborting *aborting)
{
	struct leaf__buf listing = { 0 };
	struct gitlist_entry entry;
	leaf_err err = git_ls_files(&listing, aborting->git, NULL);
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_file(&entry, &list, &err)) {
		char id[BLOBID_SIZE];
		struct stat st;
		unsigned mode;
		if (entry.mode == GITLIST_COMMIT || oidmap_get(&aborting->saved, entry.path) ||
		    oidmap_get(&aborting->then, entry.path) ||
		    rows_find(&aborting->profile->rows, entry.path))
			continue;
		err = note_work(aborting, &aborting->added, entry.path);
		if (err == LEAF_E_OK)
			err = collect_id(id, &mode, &st, &aborting->last, aborting->git,
					 entry.path);
		if (err == LEAF_E_OK && mode)
			err = want(aborting, entry.path, 0, NULL, &st);
	}
	leaf__buf_release(&listing);
	return err;
}

static leaf_err look_at_staged(struct aborting *aborting)
{
	struct leaf__buf now = { 0 }, then = { 0 };
	struct gitlist_entry a, b;
	struct git *git = aborting->git;
	leaf_err err = git_ls_files(&now, git, NULL);
	if (err == LEAF_E_OK)
		err = git_ls_files(&then, git, git_path(git, "leaf/index.open"));
	struct gitlist left = gitlist_of(&now), right = gitlist_of(&then);
	for (;;) {
		bool more = gitlist_file(&a, &left, &err);
		if (more != gitlist_file(&b, &right, &err) || (more && strcmp(a.path, b.path) != 0))
			aborting->staged = true;
		if (!more || aborting->staged || err != LEAF_E_OK)
			break;
		aborting->staged |= strcmp(a.id, b.id) != 0 || a.mode != b.mode;
	}
	leaf__buf_release(&now);
	leaf__buf_release(&then);
	return err;
}

/* ---- doing ---- */

static leaf_err look(struct aborting *aborting)
{
	const struct rows *rows = &aborting->profile->rows;
	aborting->last.path[0] = '/';
	LEAF_TRY(learn_then(aborting));
	LEAF_TRY(sampled_load(&aborting->sampled, aborting->git));
	for (size_t i = 0; i < rows->list.n; i++)
		LEAF_TRY(look_at_row(aborting, &rows->list.items[i]));
	LEAF_TRY(look_at_changed(aborting));
	LEAF_TRY(look_at_then(aborting));
	LEAF_TRY(look_at_added(aborting));
	return look_at_staged(aborting);
}

static void say_work(char work[256], const struct aborting *aborting, const char *tip)
{
	const struct journal *journal = &aborting->profile->journal;
	bool commits = tip && journal->insertion && strcmp(tip, journal->insertion) != 0;
	work[0] = 0;
	if (commits || aborting->edited || aborting->added || aborting->staged)
		snprintf(work, 256, "%s%zu edited file%s, %zu new one%s%s",
			 commits ? "commits, " : "", aborting->edited, PLURAL(aborting->edited),
			 aborting->added, PLURAL(aborting->added),
			 aborting->staged ? ", a changed index" : "");
}

static void name_files(const struct aborting *aborting)
{
	char said[1024];
	names_say(said, &aborting->names);
	if (*said)
		profile_note(aborting->profile, "work done since set-up: %s", said);
}

/* Whether a commit of keep_work() holds all that was done. */
static leaf_err is_held(bool *held, const struct aborting *aborting, const char *kept,
			const char *tip)
{
	static const char *const trees[] = { "^{tree}", "^3^{tree}" };
	struct oidmap there = { 0 };
	struct gitlist_entry entry;
	const char *parent = NULL;
	char name[128];
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < 2 && err == LEAF_E_OK; i++) {
		struct leaf__buf listing = { 0 };
		snprintf(name, sizeof name, "%s%s", kept, trees[i]);
		err = git_ls_tree(&listing, aborting->git, name);
		struct gitlist list = gitlist_of(&listing);
		while (err == LEAF_E_OK && gitlist_tree(&entry, &list, &err))
			err = oidmap_put(&there, entry.path, entry.id);
		leaf__buf_release(&listing);
	}
	snprintf(name, sizeof name, "%s^1", kept);
	if (err == LEAF_E_OK)
		err = git_resolve(&parent, aborting->git, name);
	*held = !tip || (parent && !strcmp(parent, tip));
	for (size_t i = 0; i < aborting->edits.n && err == LEAF_E_OK; i++) {
		const char *id = oidmap_get(&there, aborting->edits.items[i].path);
		*held &= id && !strcmp(id, aborting->edits.items[i].id);
	}
	oidmap_release(&there);
	return err;
}

static leaf_err keep_work(struct aborting *aborting, const char *tip)
{
	struct profile *profile = aborting->profile;
	char ref[128];
	const char *id = NULL, *there = NULL;
	bool held = false;
	snprintf(ref, sizeof ref, BACKUP_ABORTED "%s", profile->journal.id);
	LEAF_TRY(git_resolve(&there, aborting->git, ref));
	/* After a crash what is there now is less than what was kept, if nobody went on working. */
	for (int n = 2; there && !held; n++) {
		LEAF_TRY(is_held(&held, aborting, there, tip));
		if (held)
			return LEAF_E_OK;
		snprintf(ref, sizeof ref, BACKUP_ABORTED "%s-%d", profile->journal.id, n);
		LEAF_TRY(git_resolve(&there, aborting->git, ref));
	}
	LEAF_TRY(backup_make(&id, profile, "index", tip ? tip : profile->journal.base,
			     "work on an instrumented branch, put aside by leaf profile abort"));
	LEAF_TRY(git_update_ref(aborting->git, ref, id, NULL, "leaf: put aside"));
	profile_note(profile, "what was done since set-up is kept for %d days as %s", BACKUP_DAYS,
		     ref);
	return LEAF_E_OK;
}

/* The files that are git's or nobody's now: the backup holds them, so they may go. */
static leaf_err learn_kept(struct oidmap *kept, const struct aborting *aborting)
{
	struct leaf__buf listing = { 0 };
	struct gitlist_entry entry;
	leaf_err err = git_ls_files(&listing, aborting->git, NULL);
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_file(&entry, &list, &err))
		if (entry.mode != GITLIST_COMMIT)
			err = oidmap_put(kept, entry.path, "");
	leaf__buf_clear(&listing);
	if (err == LEAF_E_OK)
		err = git_ls_others(&listing, aborting->git, NULL);
	list = gitlist_of(&listing);
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));)
		err = oidmap_put(kept, path, "");
	leaf__buf_release(&listing);
	return err;
}

/* Folders where files were, and files where folders were. */
static leaf_err make_way(struct aborting *aborting)
{
	const struct put_file *files = aborting->home.list.files.items;
	struct oidmap kept = { 0 };
	LEAF__VEC(const char *) paths = { 0 };
	struct gitlist list = gitlist_of(&aborting->checkouts);
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < aborting->home.list.files.n && err == LEAF_E_OK; i++) {
		if (files[i].id && (err = LEAF__VEC_ROOM(&paths)) == LEAF_E_OK)
			paths.items[paths.n++] = files[i].path;
	}
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));)
		if ((err = LEAF__VEC_ROOM(&paths)) == LEAF_E_OK)
			paths.items[paths.n++] = path;
	if (err == LEAF_E_OK && paths.n)
		err = learn_kept(&kept, aborting);
	if (err == LEAF_E_OK)
		err = way_clear(aborting->profile, paths.items, paths.n, &kept);
	oidmap_release(&kept);
	free(paths.items);
	return err;
}

static leaf_err write_files(struct aborting *aborting)
{
	struct git *git = aborting->git;
	const char *copy = git_path(git, "leaf/index.tree");
	LEAF_TRY(make_way(aborting));
	LEAF_TRY(point("abort-way", 0));
	LEAF_TRY(put_all(&aborting->home.list, git, "abort-file"));
	LEAF_TRY(point("abort-files", 0));
	LEAF_TRY(backup_copy(git, "leaf/index.saved", "leaf/index.tree"));
	LEAF_TRY(git_checkout_index(git, copy, &aborting->checkouts));
	unlink(copy);
	return point("abort-checkout", 0);
}

/* Files that are nobody's and hold inserted lines (copies of others) lose them. */
static leaf_err strip_others(struct profile *profile)
{
	struct home home = { 0 };
	struct leaf__buf names = { 0 };
	leaf_err err = git_ls_others(&names, &profile->git, NULL);
	if (err == LEAF_E_OK)
		err = home_learn(&home, profile);
	if (err == LEAF_E_OK)
		err = home_files(&home, profile, &names);
	if (err == LEAF_E_OK)
		err = put_all(&home.list, &profile->git, "abort-other");
	home_release(&home);
	leaf__buf_release(&names);
	return err;
}

/* Undoing a set-up that failed leaves no ref if nobody has worked meanwhile; see profile_undo(). */
static void tell_back(struct profile *profile, const char *work)
{
	const struct journal *journal = &profile->journal;
	const char *name = journal->original ? journal->original + strlen("refs/heads/")
					     : "a detached HEAD";
	if (profile->keep_sample && !*work)
		profile_tell(profile, "abort", "back on %s; all is as it was", name);
	else
		profile_tell(profile, "abort", "back on %s; %s is kept for %d days", name,
			     journal->backup, BACKUP_DAYS);
}

static leaf_err back(struct aborting *aborting, const char *tip, const char *work)
{
	struct profile *profile = aborting->profile;
	/* An abort that goes on finds an index of its own, but files that somebody may have edited. */
	bool worked = aborting->edited || (tip && profile->journal.insertion &&
					   strcmp(tip, profile->journal.insertion) != 0);
	if (profile->journal.phase != JOURNAL_ABORT ? *work != 0 : worked)
		LEAF_TRY(keep_work(aborting, tip));
	LEAF_TRY(point("abort-kept", 0));
	profile->journal.phase = JOURNAL_ABORT;
	LEAF_TRY(journal_save(&profile->journal, aborting->git));
	LEAF_TRY(point("abort-begun", 0));
	LEAF_TRY(write_files(aborting));
	LEAF_TRY(restore_index(profile));
	LEAF_TRY(point("abort-index", 0));
	LEAF_TRY(restore_branch(profile));
	LEAF_TRY(point("abort-branch", 0));
	LEAF_TRY(strip_others(profile));
	lockfile_drop(aborting->git);
	tell_back(profile, work);
	if (!profile->keep_sample)
		sampled_say(profile);
	profile->journal.phase = JOURNAL_NONE;
	if (!profile->keep_sample)
		journal_remove_sample(aborting->git);
	return journal_remove(aborting->git);
}

/* A finish that was cut short can only go on once a branch has the commits. */
static leaf_err check_end(struct profile *profile)
{
	const struct journal *journal = &profile->journal;
	const char *now = NULL;
	if (journal->phase != JOURNAL_END || !journal->target ||
	    !strcmp(journal->home, journal->base))
		return LEAF_E_OK;
	LEAF_TRY(git_resolve(&now, &profile->git, journal->target));
	if (!now || strcmp(now, journal->home) != 0)
		return LEAF_E_OK;
	return leaf_fail(LEAF_E_STATE, "a finish has begun and the commits are home; 'leaf profile "
				       "recover' ends it");
}

leaf_err profile_abort(struct profile *profile, bool force, char work[256])
{
	struct aborting aborting = { .profile = profile, .git = &profile->git };
	const char *tip = NULL;
	bool did;
	if (profile->journal.phase == JOURNAL_BEGIN)
		return profile_recover(profile, &did);
	if (profile->journal.phase == JOURNAL_REBASE)
		return leaf_fail(LEAF_E_STATE,
				 "the work is home already; 'leaf profile finish --abort' "
				 "ends the rebase");
	if (profile->journal.phase == JOURNAL_NONE)
		return leaf_fail(LEAF_E_STATE, "nothing is set up here");
	LEAF_TRY(look_idle(profile));
	LEAF_TRY(check_end(profile));
	if (profile->journal.phase == JOURNAL_OPEN)
		LEAF_TRY(look_on_branch(profile, true));
	LEAF_TRY(restore_rows(profile));
	LEAF_TRY(git_resolve(&tip, &profile->git, profile->journal.branch));
	LEAF_TRY(lockfile_take(&profile->git));
	put_clean(&profile->git);
	leaf_err err = look(&aborting);
	say_work(work, &aborting, tip);
	if (err == LEAF_E_OK && *work && !force) {
		name_files(&aborting);
		err = leaf_fail(LEAF_E_STATE,
				"there is work done since set-up (%s); 'leaf profile finish' takes "
				"it home, 'leaf profile abort --force' puts it aside",
				work);
	}
	if (err == LEAF_E_OK)
		err = back(&aborting, tip, work);
	if (err != LEAF_E_OK)
		lockfile_drop(&profile->git);
	release(&aborting);
	return err;
}

/* home.c - files of the work tree without inserted lines. */
#include "profile/home.h"

#include "base/file.h"
#include "instrument/forms.h"
#include "instrument/strip.h"
#include "profile/blobid.h"
#include "profile/collect.h"
#include "profile/gitimport.h"
#include "profile/gitlist.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Texts that hold no more than this are looked at. */
enum { MAX_TEXT = 64 << 20 };

bool home_is_suspect(const char *bytes, size_t len)
{
	return len && len < MAX_TEXT &&
	       (memmem(bytes, len, FORMS_MACRO, sizeof FORMS_MACRO - 1) ||
		memmem(bytes, len, FORMS_MARK, sizeof FORMS_MARK - 1));
}

void home_release(struct home *home)
{
	oidmap_release(&home->known);
	put_release(&home->list);
	leaf__arena_release(&home->arena);
}

leaf_err home_learn(struct home *home, struct profile *profile)
{
	struct leaf__buf listing = { 0 };
	struct gitlist_entry entry;
	struct git *git = &profile->git;
	leaf_err err = git_ls_tree(&listing, git, profile->journal.base);
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_tree(&entry, &list, &err))
		err = oidmap_put(&home->known, entry.id, "");
	leaf__buf_clear(&listing);
	if (err == LEAF_E_OK)
		err = git_ls_files(&listing, git, git_path(git, "leaf/index.saved"));
	list = gitlist_of(&listing);
	while (gitlist_file(&entry, &list, &err))
		err = oidmap_put(&home->known, entry.id, "");
	for (size_t i = 0; i < profile->rows.list.n && err == LEAF_E_OK; i++) {
		const char *id = profile->rows.list.items[i].images[ROWS_TREE].id;
		if (id)
			err = oidmap_put(&home->known, id, "");
	}
	leaf__buf_release(&listing);
	return err;
}

/* Whether a path held such lines in a commit. */
static leaf_err was_inserted(bool *was, struct profile *profile, const char *commit,
			     const char *path)
{
	struct leaf__buf name = { 0 }, bytes = { 0 }, bare = { 0 };
	struct strip_counts counts;
	int status = 1;
	leaf_err err = leaf__buf_printf(&name, "%s:%s", commit, path);
	if (err == LEAF_E_OK)
		err = GIT_RUN(&profile->git,
			      (&(struct git_call){ .out = &bytes, .status = &status }), "cat-file",
			      "blob", name.data);
	if (err == LEAF_E_OK && status == 0 && home_is_suspect(bytes.data, bytes.len)) {
		err = strip_text(&bare, &counts, bytes.data, bytes.len);
		*was |= bare.len != bytes.len;
	}
	leaf__buf_release(&name);
	leaf__buf_release(&bytes);
	leaf__buf_release(&bare);
	return err;
}

leaf_err home_is_foreign(bool *foreign, const struct home *home, struct profile *profile,
			 const char *path)
{
	const struct journal *journal = &profile->journal;
	char others[128];
	(void)home;
	*foreign = false;
	if (rows_find(&profile->rows, path))
		return LEAF_E_OK;
	LEAF_TRY(was_inserted(foreign, profile, journal->base, path));
	if (!journal->kept)
		return LEAF_E_OK;
	LEAF_TRY(was_inserted(foreign, profile, journal->kept, path));
	snprintf(others, sizeof others, "%s^3", journal->kept);
	return was_inserted(foreign, profile, others, path);
}

/* What one run has. */
struct run {
	struct home *home;
	struct profile *profile;
	struct gitimport import;
	struct collect_folder last;
	struct oidmap seen; /* paths of others: one may be named twice */
	struct leaf__buf bytes, bare;
};

static leaf_err add(struct run *run, const char *path, const char *id, const struct stat *st)
{
	struct put_file file = { .path = path, .mode = st->st_mode, .found = row_file_of(st) };
	file.path = leaf__arena_strndup(&run->home->arena, path, strlen(path));
	file.id = leaf__arena_strndup(&run->home->arena, id, strlen(id));
	if (!file.path || !file.id)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the list of files");
	return put_add(&run->home->list, &file);
}

static leaf_err strip_file(struct run *run, const char *path, const struct stat *st)
{
	struct strip_counts counts;
	char id[BLOBID_SIZE];
	leaf__buf_clear(&run->bare);
	LEAF_TRY(strip_text(&run->bare, &counts, run->bytes.data, run->bytes.len));
	if (run->bare.len == run->bytes.len &&
	    !memcmp(run->bare.data, run->bytes.data, run->bare.len))
		return LEAF_E_OK;
	blobid_of(id, run->bare.data ? run->bare.data : "", run->bare.len,
		  run->profile->git.sha256);
	LEAF_TRY(gitimport_blob(&run->import, &run->profile->git,
				run->bare.data ? run->bare.data : "", run->bare.len));
	return add(run, path, id, st);
}

/* row NULL: a file that was not instrumented */
static leaf_err look_at(struct run *run, const char *path, const struct row *row)
{
	char whole[PATH_MAX], id[BLOBID_SIZE];
	struct stat st;
	if (!collect_stat(&st, &run->last, run->profile->git.top, path) || st.st_size > MAX_TEXT)
		return LEAF_E_OK;
	snprintf(whole, sizeof whole, "%s/%s", run->profile->git.top, path);
	leaf__buf_clear(&run->bytes);
	LEAF_TRY(leaf__file_read(&run->bytes, whole, MAX_TEXT));
	bool suspect = home_is_suspect(run->bytes.data, run->bytes.len);
	if (!suspect)
		return LEAF_E_OK;
	blobid_of(id, run->bytes.data, run->bytes.len, run->profile->git.sha256);
	if (row && row->images[ROWS_TREE].id && !strcmp(id, row->images[ROWS_TREE].fixed) &&
	    strcmp(id, row->images[ROWS_TREE].id) != 0)
		return add(run, path, row->images[ROWS_TREE].id, &st);
	if (oidmap_get(&run->home->known, id)) {
		run->home->kept++;
		return LEAF_E_OK;
	}
	bool foreign = false;
	if (!row)
		LEAF_TRY(home_is_foreign(&foreign, run->home, run->profile, path));
	run->home->kept += foreign;
	return foreign ? LEAF_E_OK : strip_file(run, path, &st);
}

leaf_err home_files(struct home *home, struct profile *profile, const struct leaf__buf *others)
{
	struct run run = { .home = home, .profile = profile };
	const struct rows *rows = &profile->rows;
	leaf_err err = LEAF_E_OK;
	run.last.path[0] = '/';
	for (size_t i = 0; i < rows->list.n && err == LEAF_E_OK; i++)
		err = look_at(&run, rows->list.items[i].path, &rows->list.items[i]);
	if (others) {
		const char *at = others->data, *end = leaf__buf_end(others);
		for (; err == LEAF_E_OK && at < end; at += strlen(at) + 1) {
			if (rows_find(rows, at) || oidmap_get(&run.seen, at))
				continue;
			err = oidmap_put(&run.seen, at, "");
			if (err == LEAF_E_OK)
				err = look_at(&run, at, NULL);
		}
	}
	leaf_err stopped = gitimport_stop(&run.import);
	oidmap_release(&run.seen);
	leaf__buf_release(&run.bytes);
	leaf__buf_release(&run.bare);
	return err != LEAF_E_OK ? err : stopped;
}

/* backup.c - the safety net: everything that is not committed, as a commit shaped like a stash. */
#include "profile/backup.h"

#include "base/file.h"
#include "profile/blobid.h"
#include "profile/collect.h"
#include "profile/durable.h"
#include "profile/gitimport.h"
#include "profile/gitlist.h"
#include "profile/point.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Larger files that are not C are not kept: nothing here touches them. */
enum { MAX_SIZE = 256 << 20 };

/* What one backup is made with. */
struct making {
	struct profile *profile;
	struct git *git;
	struct gitimport import;
	struct leaf__buf tree, others, raw; /* entries for three index files */
	struct collect_folder last;
	size_t edited;
};

leaf_err backup_copy(struct git *git, const char *from, const char *to)
{
	struct leaf__buf bytes = { 0 };
	leaf_err err = leaf__file_read(&bytes, git_path(git, from), (size_t)-1 / 2);
	if (err == LEAF_E_OK)
		err = durable_write(git_path(git, to), bytes.data, bytes.len);
	else if (err == LEAF_E_NOTFOUND)
		err = unlink(git_path(git, to)) && errno != ENOENT
			      ? leaf_fail(LEAF_E_IO, "cannot remove '%s'", git_path(git, to))
			      : LEAF_E_OK;
	leaf__buf_release(&bytes);
	return err;
}

/* ---- single files ---- */

static leaf_err put_bytes(struct making *making, struct leaf__buf *entries, unsigned mode,
			  const struct leaf__buf *bytes, const char *path)
{
	char id[BLOBID_SIZE];
	const char *data = bytes->data ? bytes->data : "";
	blobid_of(id, data, bytes->len, making->git->sha256);
	LEAF_TRY(gitimport_blob(&making->import, making->git, data, bytes->len));
	return gitlist_put(entries, mode, id, path);
}

static leaf_err read_link(struct leaf__buf *bytes, const char *whole)
{
	char target[PATH_MAX];
	ssize_t len = readlink(whole, target, sizeof target);
	if (len < 0)
		return leaf_fail(LEAF_E_IO, "cannot read the link '%s': %s", whole,
				 strerror(errno));
	return leaf__buf_add(bytes, target, (size_t)len);
}

/* The file or link that stands at a path now; gone: the entry goes too. */
static leaf_err put_file(struct making *making, struct leaf__buf *entries, const char *path)
{
	char whole[PATH_MAX];
	struct leaf__buf bytes = { 0 };
	struct stat st;
	leaf_err err = LEAF_E_OK;
	unsigned mode = 0;
	snprintf(whole, sizeof whole, "%s/%s", making->git->top, path);
	if (collect_stat(&st, &making->last, making->git->top, path)) {
		mode = st.st_mode & 0100 ? 0100755 : 0100644;
		if (st.st_size > MAX_SIZE) {
			profile_note(making->profile,
				     "'%s' is large; it is not touched, and not kept", path);
			return LEAF_E_OK;
		}
		err = leaf__file_read(&bytes, whole, (size_t)-1 / 2);
		if (err != LEAF_E_OK && entries == &making->others) {
			/* It may be unreadable: git could not keep it either. */
			leaf__buf_release(&bytes);
			profile_note(making->profile, "'%s' cannot be read; it is not kept", path);
			return LEAF_E_OK;
		}
	} else if (!making->last.linked && !lstat(whole, &st) && S_ISLNK(st.st_mode)) {
		mode = 0120000;
		err = read_link(&bytes, whole);
	}
	if (err == LEAF_E_OK && mode)
		err = put_bytes(making, entries, mode, &bytes, path);
	else if (err == LEAF_E_OK && entries == &making->tree)
		err = gitlist_put(entries, 0,
				  making->git->sha256 ? "00000000000000000000000000000000"
							"00000000000000000000000000000000"
						      : "0000000000000000000000000000000000000000",
				  path);
	leaf__buf_release(&bytes);
	return err;
}

/* ---- the four trees ---- */

static leaf_err find_changed(struct making *making, const char *index)
{
	struct leaf__buf names = { 0 };
	leaf_err err = git_diff_files(&names, making->git, index);
	struct gitlist list = gitlist_of(&names);
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));) {
		err = put_file(making, &making->tree, path);
		making->edited++;
	}
	leaf__buf_release(&names);
	return err;
}

static leaf_err find_others(struct making *making, const char *index)
{
	struct leaf__buf names = { 0 };
	leaf_err err = git_ls_others(&names, making->git, index);
	struct gitlist list = gitlist_of(&names);
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));) {
		if (path[strlen(path) - 1] != '/')
			err = put_file(making, &making->others, path);
	}
	leaf__buf_release(&names);
	return err;
}

/* The bytes of rows that are in no other tree: those that git converts at check-out. */
static leaf_err put_rows(struct making *making)
{
	struct leaf__buf name = { 0 };
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < making->profile->rows.list.n && err == LEAF_E_OK; i++) {
		const struct row *row = &making->profile->rows.list.items[i];
		const char *id = row->images[ROWS_TREE].id;
		if (!id || id == row->images[ROWS_INDEX].id)
			continue;
		leaf__buf_clear(&name);
		err = leaf__buf_printf(&name, "raw/%s", row->path);
		if (err == LEAF_E_OK)
			err = gitlist_put(&making->raw, 0100644, id, name.data);
	}
	leaf__buf_release(&name);
	return err;
}

static leaf_err put_index(struct making *making, const char *path, const char *name)
{
	struct leaf__buf bytes = { 0 };
	leaf_err err = leaf__file_read(&bytes, path, (size_t)-1 / 2);
	if (err == LEAF_E_OK)
		err = put_bytes(making, &making->raw, 0100644, &bytes, name);
	else if (err == LEAF_E_NOTFOUND)
		err = LEAF_E_OK;
	leaf__buf_release(&bytes);
	return err;
}

/* The parts of a split index lie beside it. */
static leaf_err put_shared(struct making *making)
{
	DIR *open = opendir(making->git->dir);
	const struct dirent *entry;
	leaf_err err = LEAF_E_OK;
	while (open && err == LEAF_E_OK && (entry = readdir(open))) {
		if (!strncmp(entry->d_name, "sharedindex.", 12))
			err = put_index(making, git_path(making->git, entry->d_name),
					entry->d_name);
	}
	if (open)
		closedir(open);
	return err;
}

/* The tree of an index file to which entries have been added. */
static leaf_err tree_of(const char **tree, struct making *making, const char *index,
			const struct leaf__buf *entries)
{
	LEAF_TRY(git_update_index(making->git, index, entries));
	return git_write_tree(tree, making->git, index);
}

static leaf_err commit_of(const char **id, struct making *making, const char *tree,
			  const char *const *parents, const char *title)
{
	struct leaf__buf message = { 0 };
	leaf_err err = leaf__buf_printf(&message, "%s\n", title);
	if (err == LEAF_E_OK)
		err = git_commit_tree(id, making->git, tree, parents, &message);
	leaf__buf_release(&message);
	return err;
}

static leaf_err make_commits(const char **id, struct making *making, const char *base,
			     const char *title)
{
	struct git *git = making->git;
	const char *copy = git_path(git, "leaf/index.tree"),
		   *empty = git_path(git, "leaf/index.sub");
	const char *staged, *tree, *others, *raw;
	const char *const none[] = { NULL }, *const one[] = { base, NULL };
	unlink(empty);
	LEAF_TRY(git_write_tree(&staged, git, copy));
	LEAF_TRY(tree_of(&tree, making, copy, &making->tree));
	LEAF_TRY(tree_of(&others, making, empty, &making->others));
	unlink(empty);
	LEAF_TRY(tree_of(&raw, making, empty, &making->raw));
	unlink(empty);
	LEAF_TRY(commit_of(&staged, making, staged, one, "index"));
	LEAF_TRY(commit_of(&others, making, others, none, "untracked files"));
	LEAF_TRY(commit_of(&raw, making, raw, none, "the index file and raw bytes"));
	const char *const all[] = { base, staged, others, raw, NULL };
	return commit_of(id, making, tree, all, title);
}

leaf_err backup_make(const char **id, struct profile *profile, const char *index, const char *base,
		     const char *title)
{
	struct making making = { .profile = profile, .git = &profile->git };
	struct git *git = &profile->git;
	const char *copy = git_path(git, "leaf/index.tree");
	making.last.path[0] = '/';
	leaf_err err = backup_copy(git, index, "leaf/index.tree");
	if (err == LEAF_E_OK)
		err = git_refresh_index(git, copy);
	if (err == LEAF_E_OK)
		err = find_changed(&making, copy);
	if (err == LEAF_E_OK)
		err = find_others(&making, copy);
	if (err == LEAF_E_OK)
		err = put_rows(&making);
	if (err == LEAF_E_OK)
		err = put_index(&making, git_path(git, index), "index");
	if (err == LEAF_E_OK)
		err = put_shared(&making);
	leaf_err stopped = gitimport_stop(&making.import);
	if (err == LEAF_E_OK)
		err = stopped;
	if (err == LEAF_E_OK)
		err = make_commits(id, &making, base, title);
	profile->counts.edited = making.edited;
	unlink(copy);
	leaf__buf_release(&making.tree);
	leaf__buf_release(&making.others);
	leaf__buf_release(&making.raw);
	return err;
}

/* ---- old ones ---- */

leaf_err backup_expire(struct profile *profile)
{
	struct leaf__buf refs = { 0 };
	long long limit = (long long)time(NULL) - BACKUP_DAYS * 86400LL;
	leaf_err err = git_refs(&refs, &profile->git, "refs/leaf/");
	char *rest = refs.data;
	for (char *line; err == LEAF_E_OK && (line = strsep(&rest, "\n")) && *line;) {
		char *space = strchr(line, ' ');
		const char *id = NULL;
		if (!space || strtoll(space + 1, NULL, 10) >= limit)
			continue;
		*space = 0;
		err = git_resolve(&id, &profile->git, line);
		if (err == LEAF_E_OK && id)
			err = git_update_ref(&profile->git, line, NULL, id, "");
	}
	leaf__buf_release(&refs);
	return err;
}

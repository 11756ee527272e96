/* sampled.c - which files a build and a run have written, so that nobody takes them for work. */
#include "profile/sampled.h"

#include "base/file.h"
#include "profile/backup.h"
#include "profile/collect.h"
#include "profile/durable.h"
#include "profile/gitlist.h"
#include "profile/names.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Larger ones are not read twice. */
enum { MAX_SIZE = 256 << 20 };

static leaf_err put_id(struct leaf__buf *out, struct profile *profile, struct collect_folder *last,
		       const char *path)
{
	char id[BLOBID_SIZE];
	unsigned mode;
	struct stat st;
	if (rows_find(&profile->rows, path) || path[strlen(path) - 1] == '/' ||
	    (collect_stat(&st, last, profile->git.top, path) && st.st_size > MAX_SIZE))
		return LEAF_E_OK;
	/* What cannot be read cannot be restored either. */
	if (collect_id(id, &mode, &st, last, &profile->git, path) != LEAF_E_OK || !mode)
		return LEAF_E_OK;
	LEAF_TRY(leaf__buf_add(out, path, strlen(path) + 1));
	return leaf__buf_add(out, id, strlen(id) + 1);
}

static leaf_err note_programs(struct git *git, const char *const *programs, size_t n)
{
	struct leaf__buf out = { 0 };
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < n && err == LEAF_E_OK; i++)
		err = leaf__buf_add(&out, programs[i], strlen(programs[i]) + 1);
	if (err == LEAF_E_OK)
		err = durable_write(git_path(git, "leaf/built"), out.data, out.len);
	leaf__buf_release(&out);
	return err;
}

leaf_err sampled_note(struct profile *profile, const char *const *programs, size_t n)
{
	struct git *git = &profile->git;
	const char *copy = git_path(git, "leaf/index.tree");
	struct leaf__buf names = { 0 }, out = { 0 };
	struct collect_folder last = { .path = "/" };
	leaf_err err = backup_copy(git, "index", "leaf/index.tree");
	if (err == LEAF_E_OK)
		err = git_refresh_index(git, copy);
	if (err == LEAF_E_OK)
		err = git_diff_files(&names, git, copy);
	if (err == LEAF_E_OK)
		err = git_ls_others(&names, git, copy);
	unlink(copy);
	struct gitlist list = gitlist_of(&names);
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));)
		err = put_id(&out, profile, &last, path);
	if (err == LEAF_E_OK)
		err = durable_write(git_path(git, "leaf/sampled"), out.data, out.len);
	if (err == LEAF_E_OK)
		err = note_programs(git, programs, n);
	leaf__buf_release(&names);
	leaf__buf_release(&out);
	return err;
}

leaf_err sampled_load(struct oidmap *ids, struct git *git)
{
	struct leaf__buf text = { 0 };
	leaf_err err = leaf__file_read(&text, git_path(git, "leaf/sampled"), (size_t)-1 / 2);
	struct gitlist list = gitlist_of(&text);
	for (const char *path, *id; err == LEAF_E_OK && (path = gitlist_name(&list));) {
		id = gitlist_name(&list);
		err = id ? oidmap_put(ids, path, id) : LEAF_E_OK;
	}
	leaf__buf_release(&text);
	return err == LEAF_E_NOTFOUND ? LEAF_E_OK : err;
}

/* ---- what stays ---- */

static bool is_there(const char *top, const char *path)
{
	char whole[PATH_MAX];
	struct stat st;
	return snprintf(whole, sizeof whole, "%s/%s", top, path) < PATH_MAX && !lstat(whole, &st);
}

static void say_programs(struct profile *profile)
{
	struct leaf__buf text = { 0 };
	struct names names = { 0 };
	struct git *git = &profile->git;
	char said[1024];
	size_t len = strlen(git->top);
	leaf_err err = leaf__file_read(&text, git_path(git, "leaf/built"), (size_t)-1 / 2);
	struct gitlist list = gitlist_of(&text);
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));) {
		bool inside = !strncmp(path, git->top, len) && path[len] == '/';
		/* What is in the scratch folder goes with it. */
		if (inside && is_there(git->top, path + len + 1) &&
		    strncmp(path, git->dir, strlen(git->dir)) != 0)
			err = names_add(&names, path + len + 1);
	}
	names_say(said, &names);
	if (names.n)
		profile_note(profile,
			     "%s still hold%s Leaf, as objects of that build do; build anew", said,
			     names.n == 1 ? "s" : "");
	names_release(&names);
	leaf__buf_release(&text);
}

/* Files that nobody ignores, and that were not there. */
static void say_files(struct profile *profile)
{
	struct leaf__buf text = { 0 }, listing = { 0 };
	struct oidmap before = { 0 };
	struct names names = { 0 };
	struct gitlist_entry entry;
	struct git *git = &profile->git;
	char tree[128], said[1024];
	snprintf(tree, sizeof tree, "%s^3^{tree}", profile->journal.kept);
	leaf_err err = leaf__file_read(&text, git_path(git, "leaf/sampled"), (size_t)-1 / 2);
	if (err == LEAF_E_OK)
		err = git_ls_tree(&listing, git, tree);
	struct gitlist list = gitlist_of(&listing);
	while (gitlist_tree(&entry, &list, &err))
		err = oidmap_put(&before, entry.path, "");
	leaf__buf_clear(&listing);
	if (err == LEAF_E_OK)
		err = git_ls_files(&listing, git, NULL);
	list = gitlist_of(&listing);
	while (gitlist_file(&entry, &list, &err))
		err = oidmap_put(&before, entry.path, "");
	list = gitlist_of(&text);
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));) {
		gitlist_name(&list);
		if (!oidmap_get(&before, path) && is_there(git->top, path))
			err = names_add(&names, path);
	}
	names_say(said, &names);
	if (names.n)
		profile_note(profile, "left by the build and the run: %s", said);
	names_release(&names);
	oidmap_release(&before);
	leaf__buf_release(&listing);
	leaf__buf_release(&text);
}

void sampled_say(struct profile *profile)
{
	say_programs(profile);
	if (profile->journal.kept)
		say_files(profile);
}

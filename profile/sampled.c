/* sampled.c - which files a build and a run have written, so that nobody takes them for work. */
#include "profile/sampled.h"

#include "base/file.h"
#include "profile/backup.h"
#include "profile/collect.h"
#include "profile/durable.h"
#include "profile/gitlist.h"

#include <string.h>
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

leaf_err sampled_note(struct profile *profile)
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

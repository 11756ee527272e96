/* collect.c - which files a set-up touches: the C files of HEAD, the index and the work tree. */
#include "profile/collect.h"

#include "base/file.h"
#include "profile/gitlist.h"
#include "profile/spread.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the work tree ---- */

/* Whether one of the folders of a path is a symbolic link: git then takes the file for deleted. */
static bool is_behind_link(struct collect_folder *last, const char *top, const char *path)
{
	char whole[PATH_MAX];
	struct stat st;
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	if (len >= sizeof last->path)
		return true;
	if (strlen(last->path) == len && !strncmp(last->path, path, len))
		return last->linked;
	memcpy(last->path, path, len);
	last->path[len] = 0;
	last->linked = false;
	for (size_t i = 1; i <= len && !last->linked; i++) {
		if (i < len && path[i] != '/')
			continue;
		if (snprintf(whole, sizeof whole, "%s/%.*s", top, (int)i, path) >= PATH_MAX)
			return last->linked = true;
		last->linked = lstat(whole, &st) || !S_ISDIR(st.st_mode);
	}
	return last->linked;
}

bool collect_stat(struct stat *st, struct collect_folder *last, const char *top, const char *path)
{
	char whole[PATH_MAX];
	if (snprintf(whole, sizeof whole, "%s/%s", top, path) >= PATH_MAX ||
	    is_behind_link(last, top, path))
		return false;
	return !lstat(whole, st) && S_ISREG(st->st_mode);
}

leaf_err collect_id(char id[BLOBID_SIZE], unsigned *mode, struct stat *st,
		    struct collect_folder *last, const struct git *git, const char *path)
{
	char whole[PATH_MAX], target[PATH_MAX];
	struct leaf__buf bytes = { 0 };
	leaf_err err = LEAF_E_OK;
	*mode = 0;
	*st = (struct stat){ 0 };
	if (snprintf(whole, sizeof whole, "%s/%s", git->top, path) >= PATH_MAX)
		return leaf_fail(LEAF_E_LIMIT, "the path '%s' is too long", path);
	if (collect_stat(st, last, git->top, path)) {
		err = leaf__file_read(&bytes, whole, (size_t)-1 / 2);
		*mode = st->st_mode;
	} else if (!last->linked && !lstat(whole, st) && S_ISLNK(st->st_mode)) {
		ssize_t len = readlink(whole, target, sizeof target);
		err = len > 0 ? leaf__buf_add(&bytes, target, (size_t)len) : LEAF_E_OK;
		*mode = st->st_mode;
	} else {
		*st = (struct stat){ 0 };
	}
	if (err == LEAF_E_OK)
		blobid_of(id, bytes.data ? bytes.data : "", bytes.len, git->sha256);
	leaf__buf_release(&bytes);
	return err;
}

/* ---- lists ---- */

static leaf_err copy(const char **out, struct rows *rows, const char *text)
{
	*out = leaf__arena_strndup(&rows->arena, text, strlen(text));
	return *out ? LEAF_E_OK : leaf_fail(LEAF_E_NOMEM, "no memory for the list of files");
}

/* A row of its own for each image; rows of one path are joined later. */
static leaf_err add(struct rows *rows, const char *path, enum rows_image which, unsigned mode,
		    const char *id)
{
	bool header;
	if (!sources_is_c(path, &header))
		return LEAF_E_OK;
	LEAF_TRY(LEAF__VEC_ROOM(&rows->list));
	struct row row = { 0 };
	LEAF_TRY(copy(&row.path, rows, path));
	if (id) {
		LEAF_TRY(copy(&row.images[which].id, rows, id));
		row.images[which].fixed = row.images[which].id;
		row.images[which].mode = mode;
	}
	rows->list.items[rows->list.n++] = row;
	return LEAF_E_OK;
}

static leaf_err add_head(struct profile *profile, struct leaf__buf *listing)
{
	struct gitlist_entry entry;
	leaf_err err = LEAF_E_OK;
	struct gitlist list = gitlist_of(listing);
	while (gitlist_tree(&entry, &list, &err)) {
		if (gitlist_is_file(entry.mode))
			err = add(&profile->rows, entry.path, ROWS_HEAD, entry.mode, entry.id);
	}
	return err;
}

static leaf_err add_index(struct profile *profile, struct leaf__buf *listing)
{
	struct gitlist_entry entry;
	leaf_err err = LEAF_E_OK;
	struct gitlist list = gitlist_of(listing);
	while (gitlist_file(&entry, &list, &err)) {
		if (entry.stage)
			err = leaf_fail(LEAF_E_STATE,
					"'%s' is not merged; settle the conflict first "
					"(git status says how)",
					entry.path);
		else if (gitlist_is_file(entry.mode)) {
			size_t n = profile->rows.list.n;
			bool intent = entry.flags & GITLIST_INTENT;
			err = add(&profile->rows, entry.path, ROWS_INDEX, entry.mode,
				  intent ? NULL : entry.id);
			if (err == LEAF_E_OK && profile->rows.list.n > n)
				profile->rows.list.items[n].flags = entry.flags;
		}
	}
	return err;
}

static leaf_err add_others(struct profile *profile, struct leaf__buf *listing)
{
	leaf_err err = LEAF_E_OK;
	struct gitlist list = gitlist_of(listing);
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));) {
		/* A folder is a repository of its own. */
		if (path[strlen(path) - 1] == '/')
			continue;
		profile->counts.untracked++;
		err = add(&profile->rows, path, ROWS_TREE, 0, NULL);
	}
	return err;
}

/* What git lists, all at once. */
struct listing {
	const struct profile *profile;
	struct leaf__buf parts[ROWS_IMAGES];
};

static leaf_err list_range(void *closure, size_t from, size_t to)
{
	struct listing *listing = closure;
	const struct git *git = &listing->profile->git;
	leaf_err err = LEAF_E_OK;
	for (size_t i = from; i < to && err == LEAF_E_OK; i++)
		err = i == ROWS_HEAD
			      ? git_ls_tree(&listing->parts[i], git, listing->profile->journal.base)
		      : i == ROWS_INDEX ? git_ls_files(&listing->parts[i], git, NULL)
					: git_ls_others(&listing->parts[i], git, NULL);
	return err;
}

static leaf_err add_all(struct profile *profile)
{
	struct listing listing = { .profile = profile };
	leaf_err err = spread(ROWS_IMAGES, ROWS_IMAGES, 1, list_range, &listing);
	if (err == LEAF_E_OK)
		err = add_head(profile, &listing.parts[ROWS_HEAD]);
	if (err == LEAF_E_OK)
		err = add_index(profile, &listing.parts[ROWS_INDEX]);
	if (err == LEAF_E_OK)
		err = add_others(profile, &listing.parts[ROWS_TREE]);
	for (int i = 0; i < ROWS_IMAGES; i++)
		leaf__buf_release(&listing.parts[i]);
	return err;
}

static int by_path(const void *a, const void *b)
{
	const struct row *left = a, *right = b;
	return strcmp(left->path, right->path);
}

static void join(struct rows *rows)
{
	struct row *items = rows->list.items;
	size_t n = 0;
	if (rows->list.n)
		qsort(items, rows->list.n, sizeof *items, by_path);
	for (size_t i = 0; i < rows->list.n; i++) {
		if (!n || strcmp(items[n - 1].path, items[i].path) != 0) {
			items[n++] = items[i];
			continue;
		}
		for (int which = 0; which < ROWS_IMAGES; which++) {
			if (items[i].images[which].id)
				items[n - 1].images[which] = items[i].images[which];
		}
		items[n - 1].flags |= items[i].flags;
	}
	rows->list.n = n;
}

/* ---- what is left out ---- */

/* The paths that have an attribute by which git changes bytes: they go. */
static leaf_err drop_filtered(struct profile *profile)
{
	struct rows *rows = &profile->rows;
	struct leaf__buf paths = { 0 }, answers = { 0 };
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < rows->list.n && err == LEAF_E_OK; i++)
		err = leaf__buf_add(&paths, rows->list.items[i].path,
				    strlen(rows->list.items[i].path) + 1);
	if (err == LEAF_E_OK && paths.len)
		err = git_check_attr(&answers, &profile->git, &paths);
	struct gitlist list = gitlist_of(&answers);
	for (const char *path; err == LEAF_E_OK && (path = gitlist_name(&list));) {
		const char *name = gitlist_name(&list), *value = gitlist_name(&list);
		if (!name || !value)
			err = leaf_fail(LEAF_E_CHILD, "git check-attr is not understood");
		else if (strcmp(value, "unspecified") != 0 && strcmp(value, "unset") != 0) {
			struct row *row = rows_find(rows, path);
			if (row)
				row->flags = -1u;
		}
	}
	size_t n = 0;
	for (size_t i = 0; i < rows->list.n; i++) {
		if (rows->list.items[i].flags == -1u)
			profile->counts.filtered++;
		else
			rows->list.items[n++] = rows->list.items[i];
	}
	rows->list.n = n;
	leaf__buf_release(&paths);
	leaf__buf_release(&answers);
	return err;
}

void collect_source(struct source *source, const struct profile *profile, const char *path)
{
	const char *top = profile->git.top, *folder = profile->insert.sources.project.folder;
	size_t len = strlen(top), folder_len = folder ? strlen(folder) : 0;
	*source = (struct source){ .path = path, .inside = path };
	sources_is_c(path, &source->header);
	/* The project is the work tree, or a folder in it. */
	if (folder && !strcmp(folder, top))
		source->in_project = path;
	else if (folder && folder_len > len && !strncmp(folder, top, len) && folder[len] == '/' &&
		 !strncmp(path, folder + len + 1, folder_len - len - 1) &&
		 path[folder_len - len - 1] == '/')
		source->in_project = path + folder_len - len;
}

/* Look at the file of each row; drop what may not be touched. */
static void look_at_files(struct profile *profile)
{
	struct rows *rows = &profile->rows;
	struct collect_folder last = { .path = "/" };
	size_t n = 0;
	for (size_t i = 0; i < rows->list.n; i++) {
		struct row *row = &rows->list.items[i];
		struct stat st;
		struct source source;
		collect_source(&source, profile, row->path);
		enum sources_why why = sources_judge(&profile->insert.sources, &source);
		row->images[ROWS_TREE].mode = 0;
		if (why == SOURCES_TAKEN && collect_stat(&st, &last, profile->git.top, row->path)) {
			row->images[ROWS_TREE].mode = st.st_mode;
			row->file = row_file_of(&st);
			if (st.st_nlink > 1)
				why = SOURCES_HARD_LINK;
			else if ((size_t)st.st_size > profile->insert.max_size)
				why = SOURCES_LARGE;
		}
		if (why == SOURCES_TAKEN)
			rows->list.items[n++] = *row;
		else
			profile->counts.left_out[why]++;
	}
	rows->list.n = n;
}

leaf_err collect_rows(struct profile *profile)
{
	LEAF_TRY(add_all(profile));
	join(&profile->rows);
	look_at_files(profile);
	return drop_filtered(profile);
}

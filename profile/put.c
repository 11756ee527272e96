/* put.c - give files of the work tree other bytes: all prepared, then made durable, then renamed. */
#include "profile/put.h"

#include "base/file.h"
#include "profile/durable.h"
#include "profile/gitcat.h"
#include "profile/point.h"
#include "profile/spread.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* From so many files on, one syncfs() is cheaper than an fsync() of each. */
enum { MANY = 32 };

void put_release(struct put_list *list)
{
	free(list->files.items);
	*list = (struct put_list){ 0 };
}

leaf_err put_add(struct put_list *list, const struct put_file *file)
{
	LEAF_TRY(LEAF__VEC_ROOM(&list->files));
	list->files.items[list->files.n++] = *file;
	return LEAF_E_OK;
}

static leaf_err failed(const char *what, const char *path)
{
	return leaf_fail(LEAF_E_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

/* ---- names ---- */

/* A short name in the file's folder, which fits where the file's own name fits. */
static leaf_err temporary_of(char out[PATH_MAX], const char *path, size_t i)
{
	const char *slash = strrchr(path, '/');
	int len = snprintf(out, PATH_MAX, "%.*s.leaf-%zx", slash ? (int)(slash - path) + 1 : 0,
			   path, i);
	if (len < 0 || len >= PATH_MAX)
		return leaf_fail(LEAF_E_LIMIT, "the path '%s' is too long", path);
	return LEAF_E_OK;
}

/* All names that will be used, before any of them is. */
static leaf_err save_names(const struct put_list *list, struct git *git)
{
	struct leaf__buf out = { 0 };
	char temporary[PATH_MAX];
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < list->files.n && err == LEAF_E_OK; i++) {
		err = temporary_of(temporary, list->files.items[i].path, i);
		if (err == LEAF_E_OK)
			err = leaf__buf_add(&out, temporary, strlen(temporary) + 1);
	}
	if (err == LEAF_E_OK)
		err = durable_write(git_path(git, "leaf/temporaries"), out.data, out.len);
	leaf__buf_release(&out);
	return err;
}

void put_clean(struct git *git)
{
	struct leaf__buf names = { 0 };
	const char *path = git_path(git, "leaf/temporaries");
	int top = open(git->top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (top >= 0 && leaf__file_read(&names, path, (size_t)-1 / 2) == LEAF_E_OK) {
		const char *end = leaf__buf_end(&names);
		for (const char *at = names.data; at < end; at += strlen(at) + 1)
			unlinkat(top, at, 0);
	}
	if (top >= 0)
		close(top);
	leaf__buf_release(&names);
	unlink(path);
}

/* ---- preparing ---- */

static void make_folders(int top, const char *path)
{
	char folder[PATH_MAX];
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
		mkdirat(top, folder, 0777);
	}
}

/* Owner, rights and extended attributes (access lists among them) of the file that was there. */
static int take_over(int fd, int top, const struct put_file *file)
{
	struct stat old;
	char names[4096], value[4096], path[PATH_MAX];
	if (file->found.ino && !fstatat(top, file->path, &old, AT_SYMLINK_NOFOLLOW)) {
		/* Not being allowed to give a file away is no reason to fail. */
		if ((old.st_uid != geteuid() || old.st_gid != getegid()) &&
		    fchown(fd, old.st_uid, old.st_gid) && fchown(fd, (uid_t)-1, old.st_gid))
			errno = 0;
		snprintf(path, sizeof path, "/proc/self/fd/%d/%s", top, file->path);
		ssize_t len = llistxattr(path, names, sizeof names);
		for (const char *at = names; len > 0 && at < names + len; at += strlen(at) + 1) {
			ssize_t size = lgetxattr(path, at, value, sizeof value);
			if (size >= 0 && fsetxattr(fd, at, value, (size_t)size, 0))
				errno = 0;
		}
	}
	return fchmod(fd, file->mode & 07777);
}

static leaf_err prepare_one(int top, const struct put_file *file, size_t i,
			    const struct leaf__buf *bytes, bool sync)
{
	char temporary[PATH_MAX];
	LEAF_TRY(temporary_of(temporary, file->path, i));
	if (!file->found.ino)
		make_folders(top, file->path);
	if (S_ISLNK(file->mode))
		return symlinkat(bytes->data ? bytes->data : "", top, temporary)
			       ? failed("make a new link beside", file->path)
			       : LEAF_E_OK;
	int fd = openat(top, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return failed("make a new file beside", file->path);
	leaf_err err = durable_put(fd, bytes->data, bytes->len, file->path);
	if (err == LEAF_E_OK && (take_over(fd, top, file) || (sync && fsync(fd))))
		err = failed("write", file->path);
	close(fd);
	return err;
}

/* The files from 'at' on whose ids may be asked for at once; *n is how many. */
static leaf_err ask(const struct put_list *list, size_t at, size_t to, size_t *n,
		    struct gitcat *cat)
{
	const char *ids[GITCAT_AHEAD];
	size_t n_ids = 0;
	for (*n = 0; *n < GITCAT_AHEAD && at + *n < to; ++*n) {
		if (list->files.items[at + *n].id)
			ids[n_ids++] = list->files.items[at + *n].id;
	}
	return n_ids ? gitcat_ask(cat, ids, n_ids) : LEAF_E_OK;
}

/* What the threads share. */
struct putting {
	const struct put_list *list;
	struct git *git;
	const char *name;
	int top;
};

static leaf_err prepare_with(struct putting *putting, struct gitcat *cat, size_t from, size_t to)
{
	const struct put_list *list = putting->list;
	struct leaf__buf bytes = { 0 };
	leaf_err err = LEAF_E_OK;
	for (size_t at = from, n; at < to && err == LEAF_E_OK; at += n) {
		err = ask(list, at, to, &n, cat);
		if (err == LEAF_E_OK)
			err = point("prepare", at / GITCAT_AHEAD);
		for (size_t i = at; i < at + n && err == LEAF_E_OK; i++) {
			if (!list->files.items[i].id)
				continue;
			leaf__buf_clear(&bytes);
			err = gitcat_take(&bytes, cat);
			if (err == LEAF_E_OK)
				err = prepare_one(putting->top, &list->files.items[i], i, &bytes,
						  list->files.n < MANY);
		}
	}
	leaf__buf_release(&bytes);
	return err;
}

static leaf_err prepare_range(void *closure, size_t from, size_t to)
{
	struct putting *putting = closure;
	struct gitcat cat = { 0 };
	LEAF_TRY(gitcat_start(&cat, putting->git));
	leaf_err err = prepare_with(putting, &cat, from, to);
	gitcat_stop(&cat);
	return err;
}

/* ---- renaming ---- */

static bool is_as_found(int top, const struct put_file *file)
{
	struct stat st;
	if (fstatat(top, file->path, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT && !file->found.ino;
	struct row_file now = row_file_of(&st);
	return !memcmp(&now, &file->found, sizeof now);
}

static bool is_there(int top, const char *path)
{
	struct stat st;
	return !fstatat(top, path, &st, AT_SYMLINK_NOFOLLOW) ||
	       (errno != ENOENT && errno != ENOTDIR);
}

static leaf_err replace_one(int top, const struct put_file *file, size_t i)
{
	char temporary[PATH_MAX];
	/* What is to go may be gone. */
	if (!file->id && !is_there(top, file->path))
		return LEAF_E_OK;
	if (!is_as_found(top, file))
		return leaf_fail(LEAF_E_STATE, "'%s' is being changed by somebody else",
				 file->path);
	if (!file->id)
		return unlinkat(top, file->path, 0) ? failed("remove", file->path) : LEAF_E_OK;
	LEAF_TRY(temporary_of(temporary, file->path, i));
	return renameat(top, temporary, top, file->path) ? failed("replace", file->path)
							 : LEAF_E_OK;
}

static leaf_err replace_range(void *closure, size_t from, size_t to)
{
	const struct putting *putting = closure;
	for (size_t i = from; i < to; i++) {
		LEAF_TRY(point(putting->name, i));
		LEAF_TRY(replace_one(putting->top, &putting->list->files.items[i], i));
	}
	return LEAF_E_OK;
}

leaf_err put_all(const struct put_list *list, struct git *git, const char *name)
{
	size_t n = list->files.n;
	if (!n)
		return LEAF_E_OK;
	int top = open(git->top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (top < 0)
		return failed("open", git->top);
	struct putting putting = { list, git, name, top };
	put_clean(git);
	leaf_err err = save_names(list, git);
	if (err == LEAF_E_OK)
		err = spread(n, 0, SPREAD_MIN, prepare_range, &putting);
	if (err == LEAF_E_OK && n >= MANY && syncfs(top))
		err = failed("write", "the work tree");
	if (err == LEAF_E_OK)
		err = spread(n, 0, SPREAD_MIN, replace_range, &putting);
	/* After success nothing is left but the list of names. */
	if (err == LEAF_E_OK)
		unlink(git_path(git, "leaf/temporaries"));
	else
		put_clean(git);
	close(top);
	return err;
}

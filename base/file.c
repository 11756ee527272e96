/* file.c - a whole file read at once, and replaced at once or not at all. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static leaf_err failed(const char *what, const char *path)
{
	return leaf_fail(errno == ENOENT ? LEAF_E_NOTFOUND : LEAF_E_IO, "cannot %s '%s': %s", what,
			 path, strerror(errno));
}

static leaf_err read_all(struct leaf__buf *out, int fd, const char *path, size_t max)
{
	size_t start = out->len;
	for (;;) {
		if (out->cap - out->len < 2)
			LEAF_TRY(leaf__buf_reserve(out, 65536));
		ssize_t got = read(fd, out->data + out->len, out->cap - out->len - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed("read", path);
		if (got == 0)
			return LEAF_E_OK;
		out->len += (size_t)got;
		if (out->len - start > max)
			return leaf_fail(LEAF_E_LIMIT, "'%s' has more than %zu bytes", path, max);
	}
}

leaf_err leaf__file_read(struct leaf__buf *out, const char *path, size_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return failed("open", path);
	size_t start = out->len;
	struct stat st;
	leaf_err err = LEAF_E_OK;
	if (fstat(fd, &st))
		err = failed("look at", path);
	else if (!S_ISREG(st.st_mode))
		err = leaf_fail(LEAF_E_IO, "'%s' is not a regular file", path);
	else if ((size_t)st.st_size > max)
		err = leaf_fail(LEAF_E_LIMIT, "'%s' has more than %zu bytes", path, max);
	if (err == LEAF_E_OK)
		err = leaf__buf_reserve(out, (size_t)st.st_size + 1);
	if (err == LEAF_E_OK)
		err = read_all(out, fd, path, max);
	close(fd);
	if (err != LEAF_E_OK)
		out->len = start;
	if (out->data)
		out->data[out->len] = 0;
	return err;
}

/* A name for the new file, beside the old one: always the same, so that it can be found again. */
static leaf_err temporary_name(char out[PATH_MAX], const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	int len = snprintf(out, PATH_MAX, "%.*s.%s.leaf-new", (int)(name - path), path, name);
	if (len < 0 || len >= PATH_MAX)
		return leaf_fail(LEAF_E_LIMIT, "the path '%s' is too long", path);
	return LEAF_E_OK;
}

/* An unnamed file in the folder of 'temporary' if the file system can, else that file itself. */
static int open_temporary(const char *temporary, int *unnamed)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(temporary, '/');
	snprintf(dir, sizeof dir, "%.*s", slash ? (int)(slash - temporary) + 1 : 1,
		 slash ? temporary : ".");
	int fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	*unnamed = fd >= 0;
	return fd >= 0 ? fd : open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t put = write(fd, data, len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		data += put;
		len -= (size_t)put;
	}
	return 0;
}

static int take_over_owner_and_mode(int fd, const struct stat *old)
{
	/* Not being allowed to give a file away is no reason to fail. */
	if (fchown(fd, old->st_uid, old->st_gid) && fchown(fd, (uid_t)-1, old->st_gid))
		errno = 0;
	return fchmod(fd, old->st_mode & 07777);
}

static int give_name(int fd, const char *temporary)
{
	char self[64];
	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, self, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW);
}

void leaf__file_clean(const char *path)
{
	char temporary[PATH_MAX];
	if (temporary_name(temporary, path) == LEAF_E_OK)
		unlink(temporary);
}

leaf_err leaf__file_prepare(struct leaf__file_new *out, const char *path, const char *data,
			    size_t len)
{
	char temporary[PATH_MAX];
	struct stat old;
	int unnamed = 0;
	LEAF_TRY(temporary_name(temporary, path));
	if (stat(path, &old))
		return failed("look at", path);
	unlink(temporary);
	int fd = open_temporary(temporary, &unnamed);
	if (fd < 0)
		return failed("make a new file beside", path);
	if (write_all(fd, data, len) || take_over_owner_and_mode(fd, &old)) {
		leaf_err err = failed("write", path);
		if (!unnamed)
			unlink(temporary);
		close(fd);
		return err;
	}
	*out = (struct leaf__file_new){ path, fd, !unnamed, false };
	return LEAF_E_OK;
}

void leaf__file_forget(struct leaf__file_new *file)
{
	if (file->named)
		leaf__file_clean(file->path);
	close(file->fd);
}

leaf_err leaf__file_sync(struct leaf__file_new *file)
{
	if (!file->synced && fsync(file->fd))
		return failed("write", file->path);
	file->synced = true;
	return LEAF_E_OK;
}

leaf_err leaf__file_commit(struct leaf__file_new *file)
{
	char temporary[PATH_MAX];
	leaf_err err = temporary_name(temporary, file->path);
	if (err == LEAF_E_OK)
		err = leaf__file_sync(file);
	if (err == LEAF_E_OK && !file->named && give_name(file->fd, temporary))
		err = failed("make a new file beside", file->path);
	else if (err == LEAF_E_OK)
		file->named = true;
	if (err == LEAF_E_OK && rename(temporary, file->path))
		err = failed("replace", file->path);
	file->named &= err != LEAF_E_OK;
	leaf__file_forget(file);
	return err;
}

leaf_err leaf__file_replace(const char *path, const char *data, size_t len)
{
	struct leaf__file_new file = { .path = path };
	LEAF_TRY(leaf__file_prepare(&file, path, data, len));
	return leaf__file_commit(&file);
}

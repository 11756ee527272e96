/* durable.c - small files that are on the disk when the call returns. */
#include "profile/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static leaf_err failed(const char *what, const char *path)
{
	return leaf_fail(LEAF_E_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

leaf_err durable_put(int fd, const char *bytes, size_t len, const char *path)
{
	while (len) {
		ssize_t put = write(fd, bytes, len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return failed("write", path);
		bytes += put;
		len -= (size_t)put;
	}
	return LEAF_E_OK;
}

leaf_err durable_folder(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
		 slash ? path : ".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return failed("open", folder);
	/* Some file systems cannot sync a folder, and need not. */
	bool bad = fsync(fd) && errno != EINVAL && errno != ENOTSUP;
	close(fd);
	return bad ? failed("write", folder) : LEAF_E_OK;
}

leaf_err durable_write(const char *path, const char *bytes, size_t len)
{
	char temporary[PATH_MAX];
	int name = snprintf(temporary, sizeof temporary, "%s.new", path);
	if (name < 0 || name >= (int)sizeof temporary)
		return leaf_fail(LEAF_E_LIMIT, "the path '%s' is too long", path);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return failed("make", temporary);
	leaf_err err = durable_put(fd, bytes, len, temporary);
	if (err == LEAF_E_OK && fsync(fd))
		err = failed("write", temporary);
	close(fd);
	if (err == LEAF_E_OK && rename(temporary, path))
		err = failed("replace", path);
	if (err != LEAF_E_OK) {
		unlink(temporary);
		return err;
	}
	return durable_folder(path);
}

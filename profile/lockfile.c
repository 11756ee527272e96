/* lockfile.c - git's index.lock, held by us and known to be ours after a crash. */
#include "profile/lockfile.h"

#include "profile/durable.h"
#include "profile/point.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static leaf_err failed(const char *what, const char *path)
{
	return leaf_fail(LEAF_E_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

static bool is_ours(struct git *git)
{
	struct stat lock, file;
	return !lstat(git_path(git, "index.lock"), &lock) &&
	       !lstat(git_path(git, "leaf/index.new"), &file) && lock.st_ino == file.st_ino &&
	       lock.st_dev == file.st_dev;
}

leaf_err lockfile_take(struct git *git)
{
	const char *lock = git_path(git, "index.lock"), *file = git_path(git, "leaf/index.new");
	struct stat st;
	if (is_ours(git))
		return LEAF_E_OK;
	/* A new file: the old name may by now be that of the index itself. */
	unlink(file);
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return failed("make", file);
	/* The rights of the index, as git gives them. */
	if (!stat(git_path(git, "index"), &st) && fchmod(fd, st.st_mode & 07777))
		errno = 0;
	close(fd);
	if (!link(file, lock))
		return LEAF_E_OK;
	int error = errno;
	unlink(file);
	errno = error;
	if (error == EEXIST)
		return leaf_fail(LEAF_E_STATE,
				 "'%s' exists: another git process is at work; if there is none, "
				 "remove the file",
				 lock);
	return failed("make", lock);
}

void lockfile_drop(struct git *git)
{
	if (is_ours(git))
		unlink(git_path(git, "index.lock"));
	unlink(git_path(git, "leaf/index.new"));
}

leaf_err lockfile_commit(struct git *git, const char *bytes, size_t len)
{
	const char *lock = git_path(git, "index.lock"), *index = git_path(git, "index");
	if (!is_ours(git))
		return leaf_fail(LEAF_E_STATE, "the lock '%s' is gone", lock);
	int fd = open(lock, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return failed("open", lock);
	leaf_err err = durable_put(fd, bytes, len, lock);
	if (err == LEAF_E_OK && fsync(fd))
		err = failed("write", lock);
	close(fd);
	if (err == LEAF_E_OK)
		err = point("index-written", 0);
	if (err == LEAF_E_OK && rename(lock, index))
		err = failed("replace", index);
	if (err != LEAF_E_OK)
		return err;
	unlink(git_path(git, "leaf/index.new"));
	return durable_folder(index);
}

/* sink_flame_file.c - files of the flame graph: their names, and writing them all or not at all. */
#include "trace/sink_flame_file.h"

#include "base/fd.h"
#include "trace/config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct place {
	char path[PATH_MAX], original[PATH_MAX]; /* of the process that started */
};

static struct place graph, stats;

/* 'path' from the root; as it is if that is too long. */
static void absolute(char out[PATH_MAX], const char *path)
{
	char here[PATH_MAX];
	int n = -1;
	if (path[0] != '/' && getcwd(here, sizeof here))
		n = snprintf(out, PATH_MAX, "%s/%s", here, path);
	if (n < 0 || n >= PATH_MAX)
		snprintf(out, PATH_MAX, "%s", path);
}

/* The path with this process's number for "%p" in the file's name; returns whether there is one. */
static int expand_pid(struct place *place)
{
	const char *name = strrchr(place->original, '/');
	const char *mark = strstr(name ? name : place->original, "%p");
	if (mark)
		snprintf(place->path, sizeof place->path, "%.*s%d%s", (int)(mark - place->original),
			 place->original, (int)getpid(), mark + 2);
	return mark != NULL;
}

static void set_place(struct place *place, const char *path)
{
	if (path)
		absolute(place->path, path);
	else
		place->path[0] = '\0';
	strcpy(place->original, place->path);
	expand_pid(place);
}

void leaf__flame_file_start(void)
{
	const char *path = leaf__config_get("FLAME_OUTPUT");
	if (!path)
		path = leaf__config_get("ENV_FLAME_GRAPH");
	set_place(&graph, path ? path : "tracing.folded");
	set_place(&stats, leaf__config_get("LEAF_FLAME_STATS"));
}

/* a/b.folded becomes a/b.123.folded, a/b becomes a/b.123. Special files keep their names. */
static void insert_pid(struct place *place)
{
	struct stat is;
	const char *path = place->original, *name = strrchr(path, '/'), *dot;
	if (!path[0] || expand_pid(place) || (stat(path, &is) == 0 && !S_ISREG(is.st_mode)))
		return;
	name = name ? name + 1 : path;
	dot = strrchr(name, '.');
	if (!dot || dot == name)
		dot = name + strlen(name);
	snprintf(place->path, sizeof place->path, "%.*s.%d%s", (int)(dot - path), path,
		 (int)getpid(), dot);
}

void leaf__flame_file_fork_child(void)
{
	insert_pid(&graph);
	insert_pid(&stats);
}

const char *leaf__flame_file_path(void)
{
	return graph.path;
}

const char *leaf__flame_file_stats_path(void)
{
	return stats.path[0] ? stats.path : NULL;
}

static int open_new(struct leaf__flame_file *file)
{
	snprintf(file->temporary, sizeof file->temporary, "%s.%d.tmp", file->target, (int)getpid());
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY;
	int fd = open(file->temporary, flags, 0666);
	if (fd < 0 && errno == EEXIST && unlink(file->temporary) == 0)
		fd = open(file->temporary, flags, 0666); /* left by a process that was killed */
	return fd;
}

void leaf__flame_file_open(struct leaf__flame_file *file, const char *path)
{
	struct stat is;
	file->len = file->total = 0;
	file->error = 0;
	int device = strncmp(path, "/dev/", 5) == 0 && strncmp(path, "/dev/shm/", 9) != 0;
	int special = device || strncmp(path, "/proc/", 6) == 0;
	if (special || !realpath(path, file->target)) /* a link stays a link */
		snprintf(file->target, sizeof file->target, "%s", path);
	file->direct = special || (stat(file->target, &is) == 0 && !S_ISREG(is.st_mode));
	if (file->direct)
		file->fd = open(file->target, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	else
		file->fd = open_new(file);
	int opened = file->fd >= 0;
	file->fd = leaf__fd_high(file->fd);
	if (file->fd < 0)
		file->error = errno;
	if (file->fd < 0 && opened && !file->direct)
		unlink(file->temporary);
}

static void wait_a_moment(void)
{
	const struct timespec moment = { 0, 10000000 };
	nanosleep(&moment, NULL);
}

/* By system call: write() would be a point where a thread can be cancelled. */
static void write_out(struct leaf__flame_file *file)
{
	size_t done = 0;
	int patience = 100;
	while (!file->error && done < file->len) {
		long n = syscall(SYS_write, file->fd, file->buffer + done, file->len - done);
		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno == EAGAIN && patience-- > 0)
			wait_a_moment();
		else if (n == 0 || errno != EINTR)
			file->error = n == 0 ? ENOSPC : errno;
	}
	file->len = 0;
}

/* Neither a pipe that is closed nor a limit on sizes may kill the program for our sake. */
static void write_safely(struct leaf__flame_file *file)
{
	const struct timespec at_once = { 0, 0 };
	sigset_t ours, before, pending;
	sigemptyset(&ours);
	sigaddset(&ours, SIGPIPE);
	sigaddset(&ours, SIGXFSZ);
	sigpending(&pending);
	pthread_sigmask(SIG_BLOCK, &ours, &before);
	write_out(file);
	if (file->error && !sigismember(&pending, SIGPIPE) && !sigismember(&pending, SIGXFSZ))
		sigtimedwait(&ours, NULL, &at_once);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void leaf__flame_file_put(struct leaf__flame_file *file, const char *bytes, size_t n)
{
	file->total += n;
	while (n && !file->error) {
		size_t room = sizeof file->buffer - file->len;
		size_t part = n < room ? n : room;
		memcpy(file->buffer + file->len, bytes, part);
		file->len += part;
		bytes += part;
		n -= part;
		if (file->len == sizeof file->buffer)
			write_safely(file);
	}
}

int leaf__flame_file_close(struct leaf__flame_file *file)
{
	if (!file->error)
		write_safely(file);
	if (file->fd >= 0 && close(file->fd) != 0 && !file->error)
		file->error = errno;
	if (!file->direct && file->fd >= 0) {
		/* A run without a span does not replace what another has left. */
		int keep = !file->total && access(file->target, F_OK) == 0;
		if (!file->error && !keep && rename(file->temporary, file->target) != 0)
			file->error = errno;
		if (file->error || keep)
			unlink(file->temporary);
	}
	errno = file->error;
	return file->error ? -1 : 0;
}

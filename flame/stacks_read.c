/* stacks_read.c - a file, standard input or a packed file of folded stacks into a tree. */
#include "flame/stacks_read.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PIECE = 1 << 18 };

/* Programs that unpack, by the first bytes of a file. */
static const struct {
	const char *magic, *program;
	size_t len;
} packers[] = {
	{ "\x1f\x8b", "gzip", 2 },
	{ "\xfd"
	  "7zXZ",
	  "xz", 5 },
	{ "\x28\xb5\x2f\xfd", "zstd", 4 },
};

/* The program for a regular file, or NULL. */
static const char *packer_of(int fd)
{
	char head[8];
	ssize_t n = pread(fd, head, sizeof head, 0);
	for (size_t i = 0; i < sizeof packers / sizeof *packers; i++)
		if (n >= (ssize_t)packers[i].len && !memcmp(head, packers[i].magic, packers[i].len))
			return packers[i].program;
	return NULL;
}

/* Have 'program' unpack *fd, which becomes the reading end of its output. */
static leaf_err unpack(int *fd, pid_t *child, const char *program)
{
	char name[8], option[] = "-dc";
	char *argv[] = { name, option, NULL };
	posix_spawn_file_actions_t actions;
	int pipes[2];
	strcpy(name, program); /* one of the table's */
	if (pipe2(pipes, O_CLOEXEC) != 0)
		return leaf_fail(LEAF_E_IO, "cannot make a pipe: %s", strerror(errno));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, *fd, 0);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0); /* we say it */
	int failed = posix_spawnp(child, name, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	if (failed) {
		close(pipes[0]);
		return leaf_fail(LEAF_E_CHILD, "cannot run '%s': %s", program, strerror(failed));
	}
	close(*fd);
	*fd = pipes[0];
	return LEAF_E_OK;
}

static leaf_err read_all(struct stacks_reader *reader, int fd)
{
	struct stacks_reading *reading = reader->reading;
	char *piece = malloc(PIECE);
	leaf_err err = LEAF_E_OK;
	if (!piece)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	for (int end = 0; !end && err == LEAF_E_OK;) {
		ssize_t n = read(fd, piece, PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			err = leaf_fail(LEAF_E_IO, "cannot read '%s': %s", reader->name,
					strerror(errno));
		else if (n == 0)
			end = 1;
		else
			err = stacks_reader_feed(reader, piece, (size_t)n);
		if (reading->tick && n > 0)
			reading->tick(reading->closure, (size_t)n);
	}
	free(piece);
	return err == LEAF_E_OK ? stacks_reader_end(reader) : err;
}

/* Leaf's own files name threads, and count nanoseconds. */
static void guess_unit(struct stacks *stacks)
{
	for (uint32_t i = stacks->nodes.items[STACKS_ROOT].child; i;
	     i = stacks->nodes.items[i].next) {
		const char *name = stacks_name_of(stacks, i)->text;
		if (!strncmp(name, "ThreadId(", 9) || !strcmp(name, "all-threads"))
			stacks->unit = STACKS_NS;
	}
}

static leaf_err read_fd(struct stacks *stacks, const char *name, int *fd,
			struct stacks_reading *reading)
{
	struct stacks_reader reader;
	struct stat about;
	pid_t child = 0;
	int status = 0;
	const char *program = NULL;
	if (fstat(*fd, &about) == 0 && S_ISDIR(about.st_mode))
		return leaf_fail(LEAF_E_IO, "'%s' is a folder", name);
	program = packer_of(*fd);
	if (program)
		LEAF_TRY(unpack(fd, &child, program));
	stacks_reader_init(&reader, stacks, reading, name);
	leaf_err err = read_all(&reader, *fd);
	stacks_reader_release(&reader);
	close(*fd);
	*fd = -1;
	if (child)
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			continue;
	if (child && err == LEAF_E_OK && status != 0)
		return leaf_fail(LEAF_E_CHILD, "'%s' cannot be unpacked by '%s'", name, program);
	return err;
}

leaf_err stacks_read(struct stacks *stacks, const char *path, struct stacks_reading *reading)
{
	int is_input = !strcmp(path, "-");
	int fd = is_input ? fcntl(0, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return leaf_fail(errno == ENOENT ? LEAF_E_NOTFOUND : LEAF_E_IO,
				 "cannot open '%s': %s", path, strerror(errno));
	leaf_err err = read_fd(stacks, is_input ? "standard input" : path, &fd, reading);
	if (fd >= 0)
		close(fd);
	LEAF_TRY(err);
	guess_unit(stacks);
	return stacks_sort(stacks, NULL);
}

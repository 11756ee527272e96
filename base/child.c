/* child.c - run another program and take what it prints. */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

char *const *leaf__child_words(const char *const *words)
{
	union {
		const char *const *given;
		char *const *wanted;
	} both = { .given = words };
	return both.wanted;
}

static int spawn(pid_t *pid, const char *const *argv, int output)
{
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);
	if (error)
		return error;
	error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&actions, output, 1);
	if (!error)
		error = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	if (!error)
		error = posix_spawnp(pid, argv[0], &actions, NULL, leaf__child_words(argv),
				     environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static leaf_err read_to_end(struct leaf__buf *out, int fd, const char *name)
{
	for (;;) {
		LEAF_TRY(leaf__buf_reserve(out, 65536));
		ssize_t got = read(fd, out->data + out->len, out->cap - out->len - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return leaf_fail(LEAF_E_IO, "cannot read from '%s': %s", name,
					 strerror(errno));
		out->len += (size_t)got;
		out->data[out->len] = 0;
		if (got == 0)
			return LEAF_E_OK;
	}
}

static leaf_err wait_for(int *status, pid_t pid, const char *name)
{
	int raw;
	while (waitpid(pid, &raw, 0) < 0) {
		if (errno != EINTR)
			return leaf_fail(LEAF_E_CHILD, "cannot wait for '%s': %s", name,
					 strerror(errno));
	}
	*status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
	return LEAF_E_OK;
}

leaf_err leaf__child_output(struct leaf__buf *out, int *status, const char *const *argv)
{
	int ends[2];
	pid_t pid;
	if (pipe2(ends, O_CLOEXEC))
		return leaf_fail(LEAF_E_CHILD, "cannot make a pipe: %s", strerror(errno));
	int error = spawn(&pid, argv, ends[1]);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		return leaf_fail(error == ENOENT ? LEAF_E_NOTFOUND : LEAF_E_CHILD,
				 "cannot run '%s': %s", argv[0], strerror(error));
	}
	leaf_err err = read_to_end(out, ends[0], argv[0]);
	close(ends[0]);
	leaf_err waited = wait_for(status, pid, argv[0]);
	return err != LEAF_E_OK ? err : waited;
}

/* run_once.c - vfork, exec, wait with a clock. */
#include "explore/run_once.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define OURS 10

/* What a run has that another one does not: environment and arguments, built for it. */
struct words {
	char **env;
	char **argv;
	char *text[OURS];
	bool stdin_is_input;
};

static void words_release(struct words *words)
{
	for (size_t i = 0; i < OURS; i++)
		free(words->text[i]);
	free(words->env);
	free(words->argv);
}

static bool set(struct words *words, size_t i, const char *name, const char *value)
{
	return asprintf(&words->text[i], "%s=%s", name, value) >= 0;
}

static bool is_ours(const char *variable, const struct words *words)
{
	for (size_t i = 0; i < OURS; i++) {
		const char *equal = words->text[i] ? strchr(words->text[i], '=') : NULL;
		if (equal &&
		    strncmp(variable, words->text[i], (size_t)(equal - words->text[i] + 1)) == 0)
			return true;
	}
	return false;
}

static bool build_env(struct words *words, const struct run_once *run)
{
	size_t n = 0, out = 0;
	char megabytes[24];
	snprintf(megabytes, sizeof megabytes, "%llu", (unsigned long long)run->limit_mb);
	if (!set(words, 0, "LEAF_BACKEND", run->backend) ||
	    !set(words, 1, "LEAF_OUT", run->outputs) ||
	    !set(words, 2, "LEAF_SHARED", run->shared) ||
	    !set(words, 3, "LEAF_INPUT", words->stdin_is_input ? "" : run->input) ||
	    !set(words, 4, "LEAF_STDIN", words->stdin_is_input ? "1" : "0") ||
	    !set(words, 5, "LEAF_MAX_MB", megabytes) ||
	    !set(words, 7, "LEAF_EXPECT", run->expect ? run->expect : "") ||
	    !set(words, 8, "LEAF_ASK", run->check ? "0" : "1") ||
	    (run->check && !set(words, 9, "LEAF_CHECK", "1")) ||
	    !set(words, 6, "LEAF_MAP", run->map ? run->map : ""))
		return false;
	while (environ[n])
		n++;
	words->env = calloc(n + OURS + 1, sizeof *words->env);
	for (size_t i = 0; words->env && i < n; i++)
		if (!is_ours(environ[i], words))
			words->env[out++] = environ[i];
	for (size_t i = 0; words->env && i < OURS; i++)
		if (words->text[i])
			words->env[out++] = words->text[i];
	return words->env != NULL;
}

static bool build_argv(struct words *words, const struct run_once *run)
{
	size_t n = 0;
	while (run->argv[n])
		n++;
	words->argv = calloc(n + 1, sizeof *words->argv);
	words->stdin_is_input = true;
	for (size_t i = 0; words->argv && i < n; i++) {
		bool here = strcmp(run->argv[i], "@@") == 0;
		words->argv[i] = here ? (char *)(uintptr_t)run->input : run->argv[i];
		words->stdin_is_input &= !here;
	}
	return words->argv != NULL;
}

static leaf_err start(pid_t *pid, const struct words *words, const struct run_once *run)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_addopen(
		&files, 0, words->stdin_is_input ? run->input : "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	/* A group of its own, so that what it starts goes with it. */
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_setpgroup(&attributes, 0);
	int failed = posix_spawnp(pid, words->argv[0], &files, &attributes, words->argv,
				  words->env);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	if (failed)
		return leaf_fail(LEAF_E_NOTFOUND, "cannot run '%s': %s", words->argv[0],
				 strerror(failed));
	return LEAF_E_OK;
}

/* False: the time is over. */
static bool wait_for(pid_t pid, uint64_t limit_ms)
{
	int fd = limit_ms ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
	if (fd < 0)
		return true;
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	int ready;
	do
		ready = poll(&wait, 1, (int)(limit_ms < 1000000000 ? limit_ms : 1000000000));
	while (ready < 0 && errno == EINTR);
	close(fd);
	return ready != 0;
}

leaf_err run_once(enum run_end *end, int *code, const struct run_once *run)
{
	struct words words = { 0 };
	pid_t pid = -1;
	leaf_err err = build_argv(&words, run) && build_env(&words, run)
			       ? start(&pid, &words, run)
			       : leaf_fail(LEAF_E_NOMEM, "out of memory");
	words_release(&words);
	LEAF_TRY(err);
	bool in_time = wait_for(pid, run->limit_ms);
	if (!in_time)
		kill(-pid, SIGKILL);
	int status = 0;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return leaf_fail(LEAF_E_CHILD, "cannot wait for '%s'", run->argv[0]);
	kill(-pid, SIGKILL);
	*end = !in_time ? RUN_TIMED_OUT : WIFSIGNALED(status) ? RUN_CRASHED : RUN_EXITED;
	*code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	return LEAF_E_OK;
}

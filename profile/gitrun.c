/* gitrun.c - run git, with an environment in which nothing of the user's leads it astray. */
#include "profile/gitrun.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Which repository, which objects, which index: all this is ours to say. */
static const char *const scrubbed[] = {
	"GIT_DIR",
	"GIT_WORK_TREE",
	"GIT_IMPLICIT_WORK_TREE",
	"GIT_INDEX_FILE",
	"GIT_PREFIX",
	"GIT_COMMON_DIR",
	"GIT_NAMESPACE",
	"GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_QUARANTINE_PATH",
	"GIT_GRAFT_FILE",
	"GIT_SHALLOW_FILE",
	"GIT_REPLACE_REF_BASE",
	"GIT_INTERNAL_SUPER_PREFIX",
	"GIT_ATTR_SOURCE",
	"GIT_INDEX_VERSION",
	"GIT_DEFAULT_HASH",
	"GIT_EXTERNAL_DIFF",
	"GIT_DIFF_OPTS",
	"GIT_GLOB_PATHSPECS",
	"GIT_NOGLOB_PATHSPECS",
	"GIT_ICASE_PATHSPECS",
	"GIT_REFLOG_ACTION",
	"GIT_FLUSH",
	"GIT_TRACE",
	"GIT_TRACE_SETUP",
	"GIT_TRACE2",
	"GIT_SSH_COMMAND",
	"GIT_AUTHOR_DATE",
	"GIT_COMMITTER_DATE",
};

static const char *const always[] = {
	"LC_ALL=C",
	"GIT_OPTIONAL_LOCKS=0",
	"GIT_LITERAL_PATHSPECS=1",
	"GIT_TERMINAL_PROMPT=0",
	"GIT_PAGER=cat",
	"GIT_EDITOR=false",
	"GIT_NO_REPLACE_OBJECTS=1",
};

static const char *const options[] = {
	"core.hooksPath=/dev/null", "core.fsmonitor=false",	 "core.quotePath=false",
	"submodule.recurse=0",	    "commit.gpgSign=false",	 "core.safecrlf=false",
	"core.untrackedCache=keep", "advice.detachedHead=false", "gc.auto=0",
};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

void git_release(struct git *git)
{
	leaf__arena_release(&git->arena);
	*git = (struct git){ 0 };
}

void git_scrub_environment(void)
{
	for (size_t i = 0; i < LENGTH(scrubbed); i++)
		unsetenv(scrubbed[i]);
}

/* ---- what the child gets ---- */

/* All zero is empty. Texts made for it stand in 'made'. */
struct words {
	const char **items;
	size_t n;
	char made[4][4096 + 32];
	size_t n_made;
};

static void put(struct words *words, const char *word)
{
	words->items[words->n++] = word;
	words->items[words->n] = NULL;
}

static leaf_err put_made(struct words *words, const char *name, const char *value)
{
	char *text = words->made[words->n_made++];
	int len = snprintf(text, sizeof words->made[0], "%s=%s", name, value);
	if (len < 0 || (size_t)len >= sizeof words->made[0])
		return leaf_fail(LEAF_E_LIMIT, "the path '%s' is too long", value);
	put(words, text);
	return LEAF_E_OK;
}

static bool is_replaced(const char *variable)
{
	for (size_t i = 0; i < LENGTH(always); i++) {
		size_t len = (size_t)(strchr(always[i], '=') - always[i]) + 1;
		if (!strncmp(variable, always[i], len))
			return true;
	}
	return false;
}

static leaf_err make_environment(struct words *words, const struct git *git, const char *index)
{
	for (char **variable = environ; *variable; variable++) {
		if (!is_replaced(*variable))
			put(words, *variable);
	}
	for (size_t i = 0; i < LENGTH(always); i++)
		put(words, always[i]);
	if (git->dir) {
		LEAF_TRY(put_made(words, "GIT_DIR", git->dir));
		LEAF_TRY(put_made(words, "GIT_WORK_TREE", git->top));
	}
	if (index)
		LEAF_TRY(put_made(words, "GIT_INDEX_FILE", index));
	if (git->no_identity) {
		put(words, "GIT_AUTHOR_NAME=Leaf");
		put(words, "GIT_AUTHOR_EMAIL=leaf@localhost");
		put(words, "GIT_COMMITTER_NAME=Leaf");
		put(words, "GIT_COMMITTER_EMAIL=leaf@localhost");
	}
	return LEAF_E_OK;
}

static void make_arguments(struct words *words, const char *const *args)
{
	put(words, "git");
	for (size_t i = 0; i < LENGTH(options); i++) {
		put(words, "-c");
		put(words, options[i]);
	}
	for (; *args; args++)
		put(words, *args);
}

/* posix_spawnp() takes char *const * and changes nothing. */
static char *const *writable(const char **words)
{
	union {
		const char **given;
		char *const *wanted;
	} both = { .given = words };
	return both.wanted;
}

static size_t count(const char *const *words)
{
	size_t n = 0;
	while (words[n])
		n++;
	return n;
}

/* Its own process group: Ctrl-C is for us, and git ends what it is doing. */
static int spawn(pid_t *pid, const struct git *git, const char **argv, const char **envp,
		 const int fds[3])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	int error = posix_spawnattr_setflags(&attributes,
					     POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, &none);
	for (int i = 0; i < 3 && !error; i++)
		error = posix_spawn_file_actions_adddup2(&actions, fds[i], i);
	if (!error && git->top)
		error = posix_spawn_file_actions_addchdir_np(&actions, git->top);
	if (!error)
		error = posix_spawnp(pid, "git", &actions, &attributes, writable(argv),
				     writable(envp));
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static leaf_err start_with(pid_t *pid, const struct git *git, const char *index,
			   const char *const *args, const int fds[3], struct words *words)
{
	struct words *env = &words[0], *argv = &words[1];
	env->items = calloc(count((const char *const *)environ) + LENGTH(always) + 8,
			    sizeof *env->items);
	argv->items = calloc(count(args) + 2 * LENGTH(options) + 2, sizeof *argv->items);
	if (!env->items || !argv->items)
		return leaf_fail(LEAF_E_NOMEM, "no memory to run git");
	LEAF_TRY(make_environment(env, git, index));
	make_arguments(argv, args);
	int error = spawn(pid, git, argv->items, env->items, fds);
	if (error)
		return leaf_fail(error == ENOENT ? LEAF_E_NOTFOUND : LEAF_E_CHILD,
				 "cannot run 'git': %s", strerror(error));
	return LEAF_E_OK;
}

static leaf_err start(pid_t *pid, const struct git *git, const char *index, const char *const *args,
		      const int fds[3])
{
	struct words *words = calloc(2, sizeof *words);
	if (!words)
		return leaf_fail(LEAF_E_NOMEM, "no memory to run git");
	leaf_err err = start_with(pid, git, index, args, fds, words);
	free(words[0].items);
	free(words[1].items);
	free(words);
	return err;
}

/* ---- one run ---- */

/* A file without a name that holds 'bytes', read from its beginning. */
static int file_of(const struct leaf__buf *bytes)
{
	if (!bytes || !bytes->len)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	int fd = memfd_create("leaf", MFD_CLOEXEC);
	size_t at = 0;
	while (fd >= 0 && at < bytes->len) {
		ssize_t put_now = write(fd, bytes->data + at, bytes->len - at);
		if (put_now < 0 && errno != EINTR) {
			close(fd);
			return -1;
		}
		at += put_now > 0 ? (size_t)put_now : 0;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static leaf_err read_to_end(struct leaf__buf *out, int fd)
{
	char unwanted[4096];
	for (;;) {
		if (out)
			LEAF_TRY(leaf__buf_reserve(out, 65536));
		ssize_t got = out ? read(fd, out->data + out->len, out->cap - out->len - 1)
				  : read(fd, unwanted, sizeof unwanted);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return leaf_fail(LEAF_E_IO, "cannot read from git: %s", strerror(errno));
		if (out) {
			out->len += (size_t)got;
			out->data[out->len] = 0;
		}
		if (got == 0)
			return LEAF_E_OK;
	}
}

static leaf_err wait_for(int *status, pid_t pid)
{
	int raw;
	while (waitpid(pid, &raw, 0) < 0) {
		if (errno != EINTR)
			return leaf_fail(LEAF_E_CHILD, "cannot wait for git: %s", strerror(errno));
	}
	*status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
	return LEAF_E_OK;
}

/* The first line of what git complains about. */
static leaf_err complain(int errors, const char *what, int status)
{
	char text[300] = "";
	ssize_t got = pread(errors, text, sizeof text - 1, 0);
	if (got < 0)
		got = 0;
	text[got] = 0;
	char *said = text;
	if (!strncmp(said, "fatal: ", 7) || !strncmp(said, "error: ", 7))
		said += 7;
	said[strcspn(said, "\n")] = 0;
	if (!*said)
		return leaf_fail(LEAF_E_CHILD, "git %s failed (exit code %d)", what, status);
	return leaf_fail(LEAF_E_CHILD, "git %s failed: %s", what, said);
}

leaf_err git_run(const struct git *git, const struct git_call *call, const char *const *args)
{
	int ends[2], status = 0;
	pid_t pid = 0;
	int input = file_of(call->input), errors = memfd_create("leaf", MFD_CLOEXEC);
	if (input < 0 || errors < 0 || pipe2(ends, O_CLOEXEC)) {
		leaf_err err = leaf_fail(LEAF_E_IO, "cannot make a pipe: %s", strerror(errno));
		if (input >= 0)
			close(input);
		if (errors >= 0)
			close(errors);
		return err;
	}
	leaf_err err = start(&pid, git, call->index, args, (int[]){ input, ends[1], errors });
	close(ends[1]);
	close(input);
	if (err == LEAF_E_OK) {
		err = read_to_end(call->out, ends[0]);
		close(ends[0]);
		leaf_err waited = wait_for(&status, pid);
		if (err == LEAF_E_OK)
			err = waited;
	} else {
		close(ends[0]);
	}
	if (err == LEAF_E_OK && call->status)
		*call->status = status;
	else if (err == LEAF_E_OK && status)
		err = complain(errors, args[0], status);
	close(errors);
	return err;
}

leaf_err git_run_for_user(const struct git *git, int *status, const char *const *args)
{
	const char *argv[16] = { "git", "-C", git->top };
	posix_spawnattr_t attributes;
	sigset_t defaults;
	pid_t pid = 0;
	size_t n = 3;
	for (; *args && n + 1 < LENGTH(argv); args++)
		argv[n++] = *args;
	argv[n] = NULL;
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	fflush(NULL);
	int error = posix_spawnp(&pid, "git", NULL, &attributes, writable(argv), environ);
	posix_spawnattr_destroy(&attributes);
	if (error)
		return leaf_fail(LEAF_E_CHILD, "cannot run 'git': %s", strerror(error));
	return wait_for(status, pid);
}

/* ---- a git that goes on running ---- */

leaf_err git_start(struct git_child *child, const struct git *git, const char *const *args)
{
	int in[2], out[2];
	*child = (struct git_child){ 0, -1, -1 };
	if (pipe2(in, O_CLOEXEC))
		return leaf_fail(LEAF_E_IO, "cannot make a pipe: %s", strerror(errno));
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return leaf_fail(LEAF_E_IO, "cannot make a pipe: %s", strerror(errno));
	}
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	leaf_err err = start(&child->pid, git, NULL, args, (int[]){ in[0], out[1], nowhere });
	if (nowhere >= 0)
		close(nowhere);
	close(in[0]);
	close(out[1]);
	if (err != LEAF_E_OK) {
		close(in[1]);
		close(out[0]);
		child->pid = 0;
		return err;
	}
	child->in = in[1];
	child->out = out[0];
	return LEAF_E_OK;
}

static void close_pipes(const struct git_child *child)
{
	if (child->in >= 0)
		close(child->in);
	if (child->out >= 0)
		close(child->out);
}

void git_drop(struct git_child *child)
{
	if (child->pid <= 0)
		return;
	close_pipes(child);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	*child = (struct git_child){ 0, -1, -1 };
}

leaf_err git_stop(struct git_child *child)
{
	int status = 0;
	if (child->pid <= 0)
		return LEAF_E_OK;
	close_pipes(child);
	leaf_err err = wait_for(&status, child->pid);
	*child = (struct git_child){ 0, -1, -1 };
	if (err == LEAF_E_OK && status)
		err = leaf_fail(LEAF_E_CHILD, "git ended with exit code %d", status);
	return err;
}

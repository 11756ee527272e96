/* wrap.c - run a command, so that what it compiles sees Leaf's header and what it links holds Leaf's library. */
#include "wrap/wrap.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/file.h"
#include "wrap/below.h"
#include "wrap/kit.h"
#include "wrap/linknote.h"
#include "wrap/wrapenv.h"

enum { NOTES_MAX = 256 << 20, EXEC_FAILED = 127, TICK_MS = 100, GRACE_MS = 500, KILL_MS = 5000 };

void wrap_result_release(struct wrap_result *result)
{
	leaf__buf_release(&result->notes);
}

/* ---- signals ---- */

static volatile sig_atomic_t child, interrupted, enough, stopped, to_pass;

/* The terminal sends its own to the command, too; what comes from a process came to us alone. */
static void notice(int number, siginfo_t *info, void *context)
{
	int saved = errno;
	bool ours = number == SIGTERM || number == SIGHUP;
	(void)context;
	if (number == SIGINT)
		interrupted = 1;
	if (number == SIGQUIT)
		enough = 1;
	if (ours)
		stopped = number;
	if (child > 0 && (ours || info->si_code <= 0))
		to_pass = number;
	errno = saved;
}

static const int rules[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
enum { N_RULES = sizeof rules / sizeof *rules };

/* What was in force before. */
struct guard {
	struct sigaction old[N_RULES];
	sigset_t mask;
};

/* Signals wait until the child is known. */
static void guard_set(struct guard *guard)
{
	sigset_t wait;
	sigemptyset(&wait);
	for (size_t i = 0; i < N_RULES; i++)
		sigaddset(&wait, rules[i]);
	sigprocmask(SIG_BLOCK, &wait, &guard->mask);
	for (size_t i = 0; i < N_RULES; i++) {
		struct sigaction action = { .sa_sigaction = notice, .sa_flags = SA_SIGINFO };
		sigaction(rules[i], NULL, &guard->old[i]);
		/* Who runs us with SIGHUP ignored, as nohup does, wants it to stay so. */
		if (guard->old[i].sa_handler != SIG_IGN)
			sigaction(rules[i], &action, NULL);
	}
}

static void guard_lift(const struct guard *guard)
{
	for (size_t i = 0; i < N_RULES; i++)
		sigaction(rules[i], &guard->old[i], NULL);
	sigprocmask(SIG_SETMASK, &guard->mask, NULL);
}

/* ---- the child ---- */

/* What is printed goes into the file, from its beginning. */
static int print_into(const char *log)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
	return fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0 ? -1 : 0;
}

/* In the child: never returns; tells the parent through the pipe what went wrong. */
static void become(const char *const *argv, const struct wrap_job *job, const struct wrapenv *env,
		   const struct guard *guard, int tell)
{
	guard_lift(guard);
	if ((!job->log || print_into(job->log) == 0) && (!job->folder || chdir(job->folder) == 0))
		execvpe(argv[0], leaf__child_words(argv), env->items.items);
	int error = errno;
	ssize_t written = write(tell, &error, sizeof error);
	(void)written;
	_exit(EXEC_FAILED);
}

static leaf_err cannot_run(const char *name, const char *folder, int error)
{
	leaf_err code = error == ENOENT || error == ENOTDIR ? LEAF_E_NOTFOUND : LEAF_E_CHILD;
	if (folder)
		return leaf_fail(code, "cannot run '%s' in '%s': %s", name, folder,
				 strerror(error));
	return leaf_fail(code, "cannot run '%s': %s", name, strerror(error));
}

/* What came to us alone goes to all of them: a shell that waits for a command would not pass it on. */
static void pass_on(void)
{
	int number = to_pass;
	to_pass = 0;
	if (number)
		below_signal(number);
}

static bool is_over(pid_t pid)
{
	siginfo_t info = { 0 };
	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) || info.si_pid == pid;
}

/* Until it ends; meanwhile there may be something to say or to do. */
static void attend(pid_t pid, const struct wrap_job *job)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd ended = { .fd = fd, .events = POLLIN };
	const struct timespec tick = { 0, TICK_MS * 1000000L };
	unsigned ms = 0, since = 0, stopping = 0;
	/* An older kernel has no such thing. */
	while (fd >= 0 ? poll(&ended, 1, TICK_MS) <= 0 : !is_over(pid)) {
		if (fd < 0)
			nanosleep(&tick, NULL);
		pass_on();
		if (ms / 1000 < job->patience_s && (ms + TICK_MS) / 1000 >= job->patience_s)
			job->impatient(job->closure);
		ms += TICK_MS;
		if (enough && job->traced && (since += TICK_MS) == GRACE_MS)
			below_signal(SIGTERM);
		/* A program may ignore that; we would wait for ever, and undo nothing. */
		if ((stopped || enough) && job->traced && (stopping += TICK_MS) == KILL_MS)
			below_signal(SIGKILL);
	}
	if (fd >= 0)
		close(fd);
}

static leaf_err wait_for(struct wrap_result *result, pid_t pid, const struct wrap_job *job,
			 const char *name)
{
	int raw;
	attend(pid, job);
	while (waitpid(pid, &raw, 0) < 0)
		if (errno != EINTR)
			return leaf_fail(LEAF_E_CHILD, "cannot wait for '%s': %s", name,
					 strerror(errno));
	result->signal = WIFSIGNALED(raw) ? WTERMSIG(raw) : 0;
	result->status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
	return LEAF_E_OK;
}

static leaf_err run_guarded(struct wrap_result *result, const char *const *argv,
			    const struct wrap_job *job, const struct wrapenv *env,
			    const struct guard *guard)
{
	int ends[2], error = 0;
	if (pipe2(ends, O_CLOEXEC))
		return leaf_fail(LEAF_E_CHILD, "cannot make a pipe: %s", strerror(errno));
	pid_t pid = fork();
	if (pid == 0)
		become(argv, job, env, guard, ends[1]);
	error = pid < 0 ? errno : 0;
	close(ends[1]);
	child = (sig_atomic_t)pid;
	sigprocmask(SIG_SETMASK, &guard->mask, NULL);
	/* The pipe is empty if the child has become the program. */
	ssize_t got = 0;
	while (pid > 0 && (got = read(ends[0], &error, sizeof error)) < 0 && errno == EINTR)
		continue;
	close(ends[0]);
	leaf_err err = pid > 0 ? wait_for(result, pid, job, argv[0]) : LEAF_E_OK;
	child = 0;
	return pid < 0 || got > 0 ? cannot_run(argv[0], job->folder, error) : err;
}

static leaf_err run_command(struct wrap_result *result, const struct wrap_job *job,
			    const struct wrapenv *env)
{
	const char *const shell[] = { "/bin/sh", "-c", job->line, NULL };
	struct guard guard;
	interrupted = enough = stopped = to_pass = 0;
	int kept = below_keep(1);
	guard_set(&guard);
	leaf_err err = run_guarded(result, job->line ? shell : job->argv, job, env, &guard);
	if (stopped || (enough && job->traced))
		below_end(stopped ? stopped : SIGTERM);
	guard_lift(&guard);
	below_keep(kept);
	result->interrupted = interrupted;
	result->enough = enough;
	result->stopped = stopped;
	return err;
}

/* ---- notes ---- */

/* A file for the linker's wrapper to write to; "on" if there can be none. */
static leaf_err make_notes(struct leaf__buf *path)
{
	const char *folder = getenv("TMPDIR");
	LEAF_TRY(leaf__buf_printf(path, "%s/leaf-build.XXXXXX",
				  folder && folder[0] == '/' ? folder : "/tmp"));
	int fd = mkostemp(path->data, O_CLOEXEC);
	if (fd >= 0) {
		close(fd);
		return LEAF_E_OK;
	}
	leaf__buf_clear(path);
	return leaf__buf_puts(path, "on");
}

static leaf_err read_notes(struct wrap_result *result, const char *path)
{
	struct leaf__buf text = { 0 };
	struct linknote note;
	if (path[0] != '/' || leaf__file_read(&result->notes, path, NOTES_MAX) != LEAF_E_OK)
		return LEAF_E_OK;
	leaf_err err = leaf__buf_add(&text, result->notes.data ? result->notes.data : "",
				     result->notes.len);
	for (char *at = text.data; err == LEAF_E_OK && linknote_next(&note, &at);) {
		result->n_links++;
		result->n_given += link_gave(note.verdict);
		result->n_lacking += link_lacks(note.verdict);
	}
	leaf__buf_release(&text);
	return err;
}

/* ---- all of it ---- */

static leaf_err make_env(struct wrapenv *env, const struct wrap_job *job, const char *notes)
{
	struct kit kit;
	LEAF_TRY(kit_find(&kit));
	LEAF_TRY(wrapenv_copy(env));
	LEAF_TRY(wrapenv_build(env, &kit, notes));
	if (!job->traced)
		LEAF_TRY(wrapenv_quiet(env));
	for (const char *const *change = job->env; change && *change; change++)
		LEAF_TRY(wrapenv_change(env, *change));
	return LEAF_E_OK;
}

leaf_err wrap_run(struct wrap_result *result, const struct wrap_job *job)
{
	struct leaf__buf notes = { 0 };
	struct wrapenv env = { 0 };
	*result = (struct wrap_result){ 0 };
	leaf_err err = make_notes(&notes);
	if (err == LEAF_E_OK)
		err = make_env(&env, job, notes.data);
	if (err == LEAF_E_OK)
		err = run_command(result, job, &env);
	if (err == LEAF_E_OK)
		err = read_notes(result, notes.data);
	if (notes.data && notes.data[0] == '/')
		unlink(notes.data);
	wrapenv_release(&env);
	leaf__buf_release(&notes);
	return err;
}

/* ---- by hand ---- */

static leaf_err add_setting(struct leaf__buf *out, const char *name, const char *value)
{
	LEAF_TRY(leaf__buf_printf(out, "export %s='", name));
	for (; *value; value++)
		LEAF_TRY(*value == '\'' ? leaf__buf_puts(out, "'\\''")
					: leaf__buf_add(out, value, 1));
	return leaf__buf_puts(out, "'\n");
}

leaf_err wrap_settings(struct leaf__buf *out)
{
	struct kit kit;
	struct wrapenv env = { 0 };
	LEAF_TRY(kit_find(&kit));
	leaf_err err = wrapenv_copy(&env);
	if (err == LEAF_E_OK)
		err = wrapenv_build(&env, &kit, "on");
#define BUILD(name, place, end)                                                                    \
	if (err == LEAF_E_OK)                                                                      \
		err = add_setting(out, #name, wrapenv_get(&env, #name));
#define QUIET(name, value)
#include "wrap/wrapenv.def"
	if (err == LEAF_E_OK)
		err = add_setting(out, LINKNOTE_VARIABLE, "on");
	wrapenv_release(&env);
	return err;
}

/* say.c - the library's own few words on standard error. */
#include "trace/say.h"

#include "trace/aside.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct stat remembered;
static int have_remembered; /* 0 not asked yet, 1 open then, -1 closed then */

void leaf__stderr_remember(void)
{
	int saved = errno;
	if (!have_remembered)
		have_remembered = fstat(2, &remembered) == 0 ? 1 : -1;
	errno = saved;
}

static int stderr_is_the_same(void)
{
	struct stat now;
	leaf__stderr_remember();
	return have_remembered == 1 && fstat(2, &now) == 0 && now.st_dev == remembered.st_dev &&
	       now.st_ino == remembered.st_ino;
}

/* A terminal: writing to it raises neither of the signals below. */
static int stderr_is_a_device(void)
{
	return S_ISCHR(remembered.st_mode);
}

/* The signals by which a write that fails would end the host. */
static void write_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGPIPE); /* nobody reads */
	sigaddset(set, SIGXFSZ); /* the file would become larger than the host may make one */
}

/* Take back the signal that our own write raised. */
static void swallow(int number)
{
	const struct timespec at_once = { 0, 0 };
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, number);
	while (sigtimedwait(&set, NULL, &at_once) < 0 && errno == EINTR)
		;
}

static int wait_writable(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLOUT };
	enum { PATIENCE_MS = 1000 };
	return poll(&one, 1, PATIENCE_MS) > 0;
}

static size_t write_all(int fd, const char *data, size_t len)
{
	size_t done = 0;
	while (done < len) {
		long n = syscall(SYS_write, fd, data + done, len - done);
		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || (errno == EAGAIN ? !wait_writable(fd) : errno != EINTR))
			break;
	}
	return done;
}

size_t leaf__fd_write(int fd, const char *data, size_t len)
{
	int saved = errno;
	sigset_t ours, before, pending;
	write_signals(&ours);
	pthread_sigmask(SIG_BLOCK, &ours, &before);
	/* what the host does not block cannot be pending */
	sigemptyset(&pending);
	if (sigismember(&before, SIGPIPE) || sigismember(&before, SIGXFSZ))
		sigpending(&pending);
	errno = 0;
	size_t done = write_all(fd, data, len);
	int raised = done == len ? 0 : errno == EPIPE ? SIGPIPE : errno == EFBIG ? SIGXFSZ : 0;
	if (raised && !sigismember(&pending, raised))
		swallow(raised);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = saved;
	return done;
}

size_t leaf__stderr_write(const char *data, size_t len)
{
	int saved = errno;
	size_t done = 0;
	if (stderr_is_the_same())
		done = stderr_is_a_device() ? write_all(2, data, len)
					    : leaf__fd_write(2, data, len);
	errno = saved;
	return done;
}

struct saying {
	const char *fmt;
	va_list args;
};

static void say(void *arg)
{
	char line[1024] = "leaf: ";
	enum { PREFIX = 6, CAP = sizeof line - PREFIX - 1 };
	struct saying *saying = arg;
	int n = vsnprintf(line + PREFIX, CAP, saying->fmt, saying->args);
	if (n >= CAP)
		n = CAP - 1;
	if (n > 0) {
		line[PREFIX + n] = '\n';
		leaf__stderr_write(line, (size_t)n + PREFIX + 1);
	}
}

void leaf__say(const char *fmt, ...)
{
	struct saying saying = { .fmt = fmt };
	int saved = errno;
	va_start(saying.args, fmt);
	leaf__aside(say, &saying);
	va_end(saying.args);
	errno = saved;
}

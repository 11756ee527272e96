/* reload.c - on a signal, read the filter from a file. */
#include "trace/reload.h"

#include "leaf/trace.h"
#include "trace/config.h"
#include "trace/say.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static sem_t asked;
static pthread_t watcher;
static int running;
static volatile int ending;
static struct sigaction before;

static void on_signal(int number)
{
	int saved = errno;
	(void)number;
	sem_post(&asked);
	errno = saved;
}

static void reload(const char *path)
{
	char text[16 * 1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		leaf__say("cannot read '%s' (%s): the filter stays as it is", path,
			  strerror(errno));
		return;
	}
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	text[n] = '\0';
	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ',';
	leaf_filter_set(NULL, text);
}

static void *watch(void *path)
{
	for (;;) {
		while (sem_wait(&asked) != 0)
			;
		if (ending)
			return NULL;
		reload(path);
	}
}

/* The thread takes no signals: they are the program's. */
static int start_watcher(const char *path)
{
	sigset_t all, mask;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &mask);
	int failed = pthread_create(&watcher, NULL, watch, (void *)(size_t)path);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	if (!failed)
		pthread_setname_np(watcher, "leaf-reload");
	return !failed;
}

void leaf__reload_start(void)
{
	const char *path = leaf__config_get("LEAF_RELOAD_FILE");
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	if (!path || running)
		return;
	ending = 0;
	sem_init(&asked, 0, 0);
	running = start_watcher(path);
	if (running)
		sigaction(SIGUSR1, &action, &before);
	else
		leaf__say("cannot start a thread: SIGUSR1 will not reload '%s'", path);
}

void leaf__reload_stop(void)
{
	if (!running)
		return;
	sigaction(SIGUSR1, &before, NULL);
	ending = 1;
	sem_post(&asked);
	pthread_detach(watcher); /* it may wait for the lock that our caller holds */
	running = 0;
}

void leaf__reload_fork_child(void)
{
	if (!running)
		return;
	running = 0;
	leaf__reload_start();
}

/* watch.c - a thread of ours that does something when a signal comes. */
#include "trace/watch.h"

#include "base/over.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct watched {
	int number;  /* 0: the row is free */
	int pending; /* the signal has come */
	void (*act)(void);
	struct sigaction before;
};

enum { ROWS = 4 };
static struct watched rows[ROWS];
static sem_t come; /* a signal has, or the thread shall end */
static int n_watched;
static unsigned generation; /* of the thread; an older one ends */

enum { ENDING = 8 };
static int n_threads;	   /* that have been started and are at work */
static int ending[ENDING]; /* the kernel's numbers of those last in our code; 0: none */

static void on_signal(int number)
{
	int saved = errno;
	for (int i = 0; i < ROWS; i++)
		if (__atomic_load_n(&rows[i].number, __ATOMIC_ACQUIRE) == number)
			__atomic_store_n(&rows[i].pending, 1, __ATOMIC_RELEASE);
	sem_post(&come);
	errno = saved;
}

static void act_on_pending(void)
{
	for (int i = 0; i < ROWS; i++) {
		if (!__atomic_exchange_n(&rows[i].pending, 0, __ATOMIC_ACQUIRE))
			continue;
		void (*act)(void) = __atomic_load_n(&rows[i].act, __ATOMIC_ACQUIRE);
		if (act)
			act();
	}
}

static void *watch(void *arg)
{
	unsigned mine = (unsigned)(size_t)arg;
	for (;;) {
		while (sem_wait(&come) != 0)
			;
		if (__atomic_load_n(&generation, __ATOMIC_ACQUIRE) != mine)
			break;
		act_on_pending();
	}
	sem_post(&come); /* it may have been meant for our successor */
	__atomic_store_n(&ending[mine % ENDING], (int)syscall(SYS_gettid), __ATOMIC_RELAXED);
	__atomic_sub_fetch(&n_threads, 1, __ATOMIC_RELEASE);
	return NULL;
}

/* The thread takes no signals: they are the program's. */
static int start_thread(void)
{
	pthread_t thread;
	sigset_t all, mask;
	unsigned mine = __atomic_add_fetch(&generation, 1, __ATOMIC_RELEASE);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &mask);
	__atomic_add_fetch(&n_threads, 1, __ATOMIC_RELAXED);
	int error = pthread_create(&thread, NULL, watch, (void *)(size_t)mine);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	if (error) {
		__atomic_sub_fetch(&n_threads, 1, __ATOMIC_RELAXED);
		errno = error;
		return -1;
	}
	pthread_setname_np(thread, "leaf-watch");
	pthread_detach(thread); /* who ends it may hold the lock that it waits for */
	return 0;
}

static void end_thread(void)
{
	__atomic_add_fetch(&generation, 1, __ATOMIC_RELEASE);
	sem_post(&come);
}

int leaf__watch_start(int number, void (*act)(void))
{
	static int have_semaphore;
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	struct watched *row = rows;
	while (row < rows + ROWS && row->number)
		row++;
	if (row == rows + ROWS) {
		errno = EBUSY;
		return -1;
	}
	if (!have_semaphore)
		sem_init(&come, 0, 0);
	have_semaphore = 1;
	if (n_watched == 0 && start_thread() != 0)
		return -1;
	__atomic_store_n(&row->pending, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&row->act, act, __ATOMIC_RELEASE);
	__atomic_store_n(&row->number, number, __ATOMIC_RELEASE);
	n_watched++;
	if (sigaction(number, &action, &row->before) == 0)
		return 0;
	int error = errno;
	__atomic_store_n(&row->number, 0, __ATOMIC_RELEASE);
	if (--n_watched == 0)
		end_thread();
	errno = error;
	return -1;
}

/* Give the signal back, unless others still watch it: then to them, with what was there before us. */
static void give_back(struct watched *row)
{
	for (struct watched *other = rows; other < rows + ROWS; other++)
		if (other != row && other->number == row->number) {
			if (other->before.sa_handler == on_signal)
				other->before = row->before;
			return;
		}
	sigaction(row->number, &row->before, NULL);
}

void leaf__watch_stop(void (*act)(void))
{
	for (struct watched *row = rows; row < rows + ROWS; row++) {
		if (!row->number || row->act != act)
			continue;
		give_back(row);
		__atomic_store_n(&row->number, 0, __ATOMIC_RELEASE);
		__atomic_store_n(&row->act, NULL, __ATOMIC_RELEASE);
		if (--n_watched == 0)
			end_thread();
	}
}

void leaf__watch_wait(void)
{
	enum { TRIES = 10000, PAUSE_NS = 100000, PATIENCE_MS = 100 };
	const struct timespec pause = { 0, PAUSE_NS };
	int saved = errno;
	for (int i = 0; i < TRIES && __atomic_load_n(&n_threads, __ATOMIC_ACQUIRE); i++)
		nanosleep(&pause, NULL);
	for (int i = 0; i < ENDING; i++)
		if (ending[i] && leaf__over(ending[i], PATIENCE_MS))
			ending[i] = 0;
	errno = saved;
}

void leaf__watch_fork_child(void)
{
	memset(ending, 0, sizeof ending);
	n_threads = 0;
	if (n_watched == 0)
		return;
	sem_init(&come, 0, 0); /* those who waited for it are not here */
	start_thread();
}

int leaf__watch_number(const char *text)
{
	static const struct {
		const char *name;
		int number;
	} names[] = {
		{ "HUP", SIGHUP },     { "INT", SIGINT },	{ "QUIT", SIGQUIT },
		{ "USR1", SIGUSR1 },   { "USR2", SIGUSR2 },	{ "ALRM", SIGALRM },
		{ "TERM", SIGTERM },   { "CHLD", SIGCHLD },	{ "CONT", SIGCONT },
		{ "URG", SIGURG },     { "VTALRM", SIGVTALRM }, { "PROF", SIGPROF },
		{ "WINCH", SIGWINCH }, { "IO", SIGIO },
	};
	char *end;
	long number = strtol(text, &end, 10);
	if (*text && !*end)
		return number > 0 && number <= SIGRTMAX ? (int)number : 0;
	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(text, names[i].name) == 0)
			return names[i].number;
	return 0;
}

/* thread.c - what the tracer keeps for each thread. */
#include "trace/thread.h"

#include "base/arena.h"
#include "trace/frame.h"
#include "trace/loss.h"
#include "trace/sinks.h"
#include "trace/span.h"
#include "trace/start.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Where a thread is in the tree before it has one: every child slot leads back here. */
struct leaf__node leaf__nowhere = {
	.slot = { [0 ... LEAF__SLOTS - 1] = &leaf__nowhere },
	.parent = &leaf__nowhere,
};

__attribute__((visibility("default"))) __thread struct leaf__self leaf__self = { &leaf__nowhere, 0,
										 NULL };

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct leaf__thread *list;
static unsigned last_number;
static pthread_key_t end_key;
static pthread_once_t end_key_once = PTHREAD_ONCE_INIT;
static int end_key_works;

int leaf__thread_enter(struct leaf__thread *thread)
{
	if (thread->busy) {
		leaf__loss_add(LEAF__LOSS_REENTRY, 1);
		return 0;
	}
	thread->busy = 1;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	return 1;
}

void leaf__thread_leave(struct leaf__thread *thread)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	thread->busy = 0;
}

static void unlink_thread(struct leaf__thread *thread)
{
	*thread->link = thread->next;
	if (thread->next)
		thread->next->link = thread->link;
}

/* At the thread's end, also by pthread_exit and pthread_cancel. */
static void thread_ends(void *state)
{
	struct leaf__thread *thread = state;
	if (!leaf__thread_enter(thread))
		return;
	leaf__thread_name(thread);
	leaf__span_close_all(thread);
	leaf__start_lock();
	LEAF__TELL_SINKS(leaf__sinks_active(), thread_end, &thread->info);
	leaf__start_unlock();
	pthread_mutex_lock(&list_lock);
	unlink_thread(thread);
	pthread_mutex_unlock(&list_lock);
	leaf__self.current = &leaf__nowhere;
	leaf__self.state = NULL;
	leaf__frame_release(thread);
	leaf__pages_unmap(thread, sizeof *thread);
}

static void make_end_key(void)
{
	end_key_works = pthread_key_create(&end_key, thread_ends) == 0;
}

void leaf__thread_name(struct leaf__thread *thread)
{
	char path[64];
	int saved = errno;
	if (thread->info.tid == getpid())
		return; /* its comm is the program's name: it stays main */
	snprintf(path, sizeof path, "/proc/self/task/%d/comm", thread->info.tid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t n = read(fd, thread->info.name, sizeof thread->info.name - 1);
		close(fd);
		if (n > 0)
			thread->info.name[thread->info.name[n - 1] == '\n' ? n - 1 : n] = '\0';
	}
	errno = saved;
}

static void first_name(struct leaf__thread *thread)
{
	thread->info.tid = (int)syscall(SYS_gettid);
	strcpy(thread->info.name, "main");
	leaf__thread_name(thread);
}

static void enlist(struct leaf__thread *thread)
{
	pthread_mutex_lock(&list_lock);
	thread->info.number = ++last_number;
	thread->next = list;
	thread->link = &list;
	if (list)
		list->link = &thread->next;
	list = thread;
	pthread_mutex_unlock(&list_lock);
}

static struct leaf__thread *thread_begins(void)
{
	int saved = errno;
	struct leaf__thread *thread = leaf__pages_map(sizeof *thread);
	if (!thread) {
		leaf__loss_add(LEAF__LOSS_THREADS, 1);
		return NULL;
	}
	thread->busy = 1;
	thread->self = &leaf__self;
	leaf__self.state = thread;
	first_name(thread);
	enlist(thread);
	pthread_once(&end_key_once, make_end_key);
	if (end_key_works)
		pthread_setspecific(end_key, thread);
	thread->busy = 0;
	errno = saved;
	return thread;
}

struct leaf__thread *leaf__thread_get(void)
{
	struct leaf__thread *thread = leaf__self.state;
	return __builtin_expect(thread != NULL, 1) ? thread : thread_begins();
}

void leaf__thread_each(void (*visit)(struct leaf__thread *thread, void *arg), void *arg)
{
	pthread_mutex_lock(&list_lock);
	for (struct leaf__thread *thread = list; thread; thread = thread->next)
		visit(thread, arg);
	pthread_mutex_unlock(&list_lock);
}

void leaf__thread_fork_prepare(void)
{
	pthread_mutex_lock(&list_lock);
}

void leaf__thread_fork_parent(void)
{
	pthread_mutex_unlock(&list_lock);
}

void leaf__thread_fork_child(void)
{
	struct leaf__thread *me = leaf__self.state, *other = list;
	pthread_mutex_init(&list_lock, NULL);
	while (other) {
		struct leaf__thread *next = other->next;
		if (other != me) {
			unlink_thread(other);
			leaf__frame_release(other);
			leaf__pages_unmap(other, sizeof *other);
		}
		other = next;
	}
	if (me)
		me->info.tid = (int)syscall(SYS_gettid);
}

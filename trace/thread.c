/* thread.c - what the tracer keeps for each thread. */
#include "trace/thread.h"

#include "base/arena.h"
#include "base/clock.h"
#include "trace/frame.h"
#include "trace/hooks.h"
#include "trace/left.h"
#include "trace/loss.h"
#include "trace/quiet.h"
#include "trace/sinks.h"
#include "trace/span.h"
#include "trace/start.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Where a thread is in the tree before it has one: every child slot leads back here. */
struct leaf__node leaf__nowhere = {
	.slot = { [0 ... LEAF__SLOTS - 1] = &leaf__nowhere },
	.parent = &leaf__nowhere,
};

__attribute__((visibility("default"))) __thread struct leaf__self leaf__self = {
	.current = &leaf__nowhere,
};

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct leaf__thread *list;
static unsigned last_number;
static pthread_key_t end_key;
static pthread_once_t end_key_once = PTHREAD_ONCE_INIT;
static int end_key_works;

static struct leaf__quiet list_quiet; /* of whoever holds the list's lock */

static void lock_list(void)
{
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	pthread_mutex_lock(&list_lock);
	list_quiet = before;
}

static void unlock_list(void)
{
	struct leaf__quiet before = list_quiet;
	pthread_mutex_unlock(&list_lock);
	leaf__quiet_end(&before);
}

/*
 * The same where the host's sandbox does not know membarrier(): a page that was in use loses a
 * right, of which every processor that runs one of our threads has to be told by an interrupt.
 */
static int fence_by_pages(void)
{
#if defined(__x86_64__) || defined(__i386__)
	enum { PAGE = 4096 };
	static char *page;
	if (!page)
		page = leaf__pages_map(PAGE);
	if (!page || mprotect(page, PAGE, PROT_READ | PROT_WRITE) != 0)
		return 0;
	__atomic_add_fetch(page, 1, __ATOMIC_SEQ_CST);
	return mprotect(page, PAGE, PROT_READ) == 0;
#else
	return 0;
#endif
}

/*
 * Threads enter without a fence; membarrier() puts one into each of them, so that whoever is in
 * the tracer now is seen to be.
 */
static int fence_all(void)
{
	static int registered;
	if (!registered)
		registered = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0,
				     0) == 0;
	if (registered)
		return syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0;
	return fence_by_pages();
}

static void ask_to_leave(struct leaf__thread *thread, void *arg)
{
	(void)arg;
	thread->awaited = thread->self != &leaf__self;
}

static void count_inside(struct leaf__thread *thread, void *arg)
{
	if (__atomic_load_n(&thread->busy, __ATOMIC_RELAXED) < LEAF__THREAD_INSIDE)
		thread->awaited = 0;
	*(int *)arg += thread->awaited;
}

int leaf__thread_all_left(void)
{
	enum { TRIES = 200, PAUSE_NS = 1000000 };
	const struct timespec pause = { 0, PAUSE_NS };
	int saved = errno, inside = 1;
	leaf__thread_each(ask_to_leave, NULL);
	for (int i = 0; inside && i < TRIES && fence_all(); i++) {
		inside = 0;
		leaf__thread_each(count_inside, &inside);
		if (inside)
			nanosleep(&pause, NULL);
	}
	errno = saved;
	return !inside;
}

/*
 * Nearly the same place is required, since a host may switch stacks in a signal handler: then the
 * tracer is still at work on another one. Whoever comes again to the very same place has left it;
 * for others the mark must have stood for longer than such a host lets a stack wait.
 */
int leaf__thread_was_left(struct leaf__thread *thread, const void *sp)
{
	enum { NEAR = 256 * 1024, PATIENCE_NS = 100 * 1000 * 1000 };
	size_t busy = thread->busy, above = (size_t)sp - busy;
	if (busy > LEAF__THREAD_INSIDE && above < NEAR && leaf__was_left(busy, (size_t)sp)) {
		leaf_u64 now = leaf__monotonic_ns();
		if (thread->stuck.busy != busy)
			thread->stuck = (struct leaf__thread_stuck){ busy, now };
		if (above == 0 || now - thread->stuck.since_ns > PATIENCE_NS)
			return 1;
	}
	leaf__loss_add(LEAF__LOSS_REENTRY, 1);
	return 0;
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
	/* inside: an asynchronous cancellation has cut the tracer short; its frames are no guide */
	int cut_short = thread->busy != LEAF__THREAD_OUTSIDE;
	thread->busy = LEAF__THREAD_INSIDE;
	leaf__thread_name(thread);
	if (!cut_short)
		leaf__span_close_all(thread);
	leaf__start_lock();
	LEAF__TELL_SINKS(leaf__sinks.active | leaf__sinks.asleep, thread_end, &thread->info);
	leaf__start_unlock();
	lock_list();
	unlink_thread(thread);
	unlock_list();
	leaf__self.current = &leaf__nowhere;
	leaf__self.state = NULL;
	leaf__frame_release(thread);
	leaf__hooks_release(thread);
	leaf__pages_unmap(thread, sizeof *thread);
}

static void make_end_key(void)
{
	end_key_works = pthread_key_create(&end_key, thread_ends) == 0;
}

/* The key is gone, and its number may be somebody else's soon. */
void leaf__thread_no_more_ends(void)
{
	if (end_key_works)
		pthread_key_delete(end_key);
	end_key_works = 0;
}

/* Another thread's name; /proc keeps something for each thread that is asked after, so not often. */
static void other_name(struct leaf__thread *thread)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/task/%d/comm", thread->info.tid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t n = read(fd, thread->info.name, sizeof thread->info.name - 1);
		close(fd);
		if (n > 0)
			thread->info.name[thread->info.name[n - 1] == '\n' ? n - 1 : n] = '\0';
	}
}

void leaf__thread_name(struct leaf__thread *thread)
{
	int saved = errno;
	if (thread->called[0])
		return;
	if (thread->info.tid == getpid())
		return; /* its comm is the program's name: it stays main */
	if (thread->self == &leaf__self)
		prctl(PR_GET_NAME, thread->info.name, 0, 0, 0);
	else
		other_name(thread);
	errno = saved;
}

void leaf__thread_call(struct leaf__thread *thread, const char *name)
{
	size_t len = strnlen(name, sizeof thread->called - 1);
	size_t n = len < sizeof thread->info.name - 1 ? len : sizeof thread->info.name - 1;
	lock_list();
	memcpy(thread->called, name, len);
	thread->called[len] = '\0';
	memcpy(thread->info.name, name, n);
	thread->info.name[n] = '\0';
	unlock_list();
}

static void first_name(struct leaf__thread *thread)
{
	thread->info.tid = (int)syscall(SYS_gettid);
	strcpy(thread->info.name, "main");
	leaf__thread_name(thread);
}

static void enlist(struct leaf__thread *thread)
{
	lock_list();
	thread->info.number = ++last_number;
	thread->next = list;
	thread->link = &list;
	if (list)
		list->link = &thread->next;
	list = thread;
	unlock_list();
}

static struct leaf__thread *make_thread(void)
{
	struct leaf__thread *thread = leaf__pages_map(sizeof *thread);
	if (!thread)
		return NULL;
	thread->self = &leaf__self;
	leaf__self.state = thread;
	first_name(thread);
	enlist(thread);
	pthread_once(&end_key_once, make_end_key);
	if (end_key_works)
		pthread_setspecific(end_key, thread);
	return thread;
}

struct leaf__thread *leaf__thread_begin(void)
{
	int saved = errno;
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	struct leaf__thread *thread = leaf__self.state; /* a handler may have come first */
	if (!thread && !(thread = make_thread()))
		leaf__loss_add(LEAF__LOSS_THREADS, 1);
	leaf__quiet_end(&before);
	errno = saved;
	return thread;
}

void leaf__thread_each(void (*visit)(struct leaf__thread *thread, void *arg), void *arg)
{
	lock_list();
	for (struct leaf__thread *thread = list; thread; thread = thread->next)
		visit(thread, arg);
	unlock_list();
}

void leaf__thread_fork_prepare(void)
{
	lock_list();
}

void leaf__thread_fork_parent(void)
{
	unlock_list();
}

void leaf__thread_fork_child(void)
{
	struct leaf__thread *me = leaf__self.state, *other = list;
	pthread_mutex_unlock(&list_lock); /* taken by this thread, in the parent */
	while (other) {
		struct leaf__thread *next = other->next;
		if (other != me) {
			unlink_thread(other);
			leaf__frame_release(other);
			leaf__hooks_release(other);
			leaf__pages_unmap(other, sizeof *other);
		}
		other = next;
	}
	if (me)
		me->info.tid = (int)syscall(SYS_gettid);
	leaf__quiet_end(&list_quiet); /* begun by leaf__thread_fork_prepare() */
}

/* start.c - the tracer's life: the first span starts it, the end of the process ends it. */
#include "trace/start.h"

#include "base/clock.h"
#include "leaf/trace.h"
#include "trace/config.h"
#include "trace/judge.h"
#include "trace/loss.h"
#include "trace/quiet.h"
#include "trace/reload.h"
#include "trace/say.h"
#include "trace/sinks.h"
#include "trace/site.h"
#include "trace/thread.h"
#include "trace/thunk.h"
#include "trace/watch.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))

static enum { NEVER, RUNNING, STOPPED } phase;
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pid_t owner; /* who runs the tracer: not a vfork child */

/* Of whoever holds the lock: nobody may be cut short while others wait. */
static int lock_depth;
static struct leaf__quiet lock_quiet;

/* Whether somebody has waited in vain since the lock was last to be had. */
static int impatient;

static int lock_within_a_second(void)
{
	struct timespec end;
	int failed = pthread_mutex_trylock(&lock);
	if (failed && !__atomic_load_n(&impatient, __ATOMIC_RELAXED)) {
		clock_gettime(CLOCK_REALTIME, &end);
		end.tv_sec++;
		failed = pthread_mutex_timedlock(&lock, &end);
	}
	__atomic_store_n(&impatient, failed != 0, __ATOMIC_RELAXED);
	return !failed;
}

enum patience { AS_LONG_AS_IT_TAKES, A_SECOND, NOT_AT_ALL };

static int wait_for_lock(enum patience patience)
{
	if (patience == A_SECOND)
		return lock_within_a_second();
	if (patience == NOT_AT_ALL)
		return pthread_mutex_trylock(&lock) == 0;
	pthread_mutex_lock(&lock);
	return 1;
}

static int take_lock(enum patience patience)
{
	struct leaf__thread *thread = leaf__thread_peek();
	size_t was = thread ? thread->busy : LEAF__THREAD_OUTSIDE;
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	if (was != LEAF__THREAD_OUTSIDE)
		thread->busy = LEAF__THREAD_PARKED;
	int taken = wait_for_lock(patience);
	if (taken && lock_depth++ == 0)
		lock_quiet = before;
	if (was != LEAF__THREAD_OUTSIDE)
		thread->busy = was;
	if (!taken)
		leaf__quiet_end(&before);
	return taken;
}

void leaf__start_lock(void)
{
	take_lock(AS_LONG_AS_IT_TAKES);
}

int leaf__start_lock_soon(void)
{
	int taken = take_lock(A_SECOND);
	if (!taken)
		leaf__loss_add(LEAF__LOSS_LOCKED, 1);
	return taken;
}

int leaf__start_trylock(void)
{
	return take_lock(NOT_AT_ALL);
}

void leaf__start_unlock(void)
{
	int outermost = --lock_depth == 0;
	struct leaf__quiet before = lock_quiet;
	pthread_mutex_unlock(&lock);
	if (outermost)
		leaf__quiet_end(&before);
}

static void fork_prepare(void)
{
	leaf__start_lock();
	leaf__sinks_fork_prepare();
	leaf__thread_fork_prepare();
}

static void fork_parent(void)
{
	leaf__thread_fork_parent();
	leaf__sinks_fork_parent();
	leaf__start_unlock();
}

static void fork_child(void)
{
	static const pthread_mutex_t fresh = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
	lock = fresh;
	owner = getpid();
	leaf__thread_fork_child();
	leaf__loss_reset();
	leaf__sinks_fork_child();
	if (phase == RUNNING)
		leaf__watch_fork_child();
	if (--lock_depth == 0) /* taken by fork_prepare() */
		leaf__quiet_end(&lock_quiet);
}

/* What was asked of a feature that is not compiled in would otherwise be silence. */
static void say_absent_features(void)
{
#ifndef LEAF_PROFILE_FLAME
	const char *mode = leaf__config_get("LEAF_FLAME");
	if (mode ? strcmp(mode, "off") != 0 : leaf__config_get("FLAME_OUTPUT") != NULL)
		leaf__say("no flame graph: the library was built without profile_flame");
#endif
#ifndef LEAF_PROFILE_TRACY
	const char *tracy = leaf__config_get("LEAF_TRACY");
	if (tracy && strcmp(tracy, "off") != 0)
		leaf__say("nothing for Tracy: the library was built without profile_tracy");
#endif
}

/* Under the lock. */
static void start(void)
{
	static int once;
	if (!once) {
		once = 1;
#ifdef LEAF__THUNKS
		leaf__vector_detect();
#endif
		leaf__stderr_remember();
		leaf__clock_init();
		pthread_atfork(fork_prepare, fork_parent, fork_child);
	}
	say_absent_features();
	leaf__config_check();
	owner = getpid();
	leaf__sinks_start();
	leaf__judge_load();
	leaf__reload_start();
	__atomic_store_n(&phase, RUNNING, __ATOMIC_RELEASE);
}

void leaf__start_once(void)
{
	int saved = errno;
	if (__atomic_load_n(&phase, __ATOMIC_ACQUIRE) != NEVER || !leaf__start_lock_soon())
		return;
	if (phase == NEVER)
		start();
	leaf__start_unlock();
	errno = saved;
}

/* Under the lock. */
static void stop(void)
{
	if (phase != RUNNING)
		return;
	leaf__site_silence(1);
	leaf__thread_all_left(); /* nobody is in a sink that is about to end, unless stuck there */
	leaf__judge_explain();
	leaf__judge_say_thinned();
	leaf__reload_stop();
	leaf__sinks_stop();
	phase = STOPPED;
}

int leaf__start_enter(void)
{
	struct leaf__thread *thread = leaf__thread_get();
	if (!thread || leaf__thread_enter(thread, __builtin_frame_address(0)))
		return 1;
	errno = EDEADLK;
	return 0;
}

void leaf__start_leave(void)
{
	struct leaf__thread *thread = leaf__thread_peek();
	if (thread)
		leaf__thread_leave(thread);
}

PUBLIC int leaf_trace_start(const char *const *options)
{
	int saved = errno, result = 0;
	if (!leaf__config_knows(options)) {
		errno = EINVAL;
		return -1;
	}
	if (!leaf__start_enter())
		return -1;
	leaf__start_lock();
	stop();
	if (leaf__config_set(options) != 0) {
		result = -1;
		saved = errno;
	}
	start();
	leaf__site_silence(0);
	leaf__site_judge_all();
	leaf__start_unlock();
	leaf__start_leave();
	errno = saved;
	return result;
}

PUBLIC int leaf_trace_flush(void)
{
	int saved = errno;
	leaf__start_lock();
	int result = leaf__sinks_flush();
	leaf__start_unlock();
	errno = saved;
	return result;
}

PUBLIC void leaf_trace_stop(void)
{
	int saved = errno;
	if (leaf__start_enter()) {
		leaf__start_lock();
		stop();
		leaf__start_unlock();
		leaf__start_leave();
	}
	errno = saved;
}

/* The end of the process; priority 101 makes it one of the last destructors. */
__attribute__((destructor(101))) static void at_end(void)
{
	int saved = errno;
	if (phase != NEVER && getpid() == owner) {
		/*
		 * The thread may be inside: exit() came from a sink, a formatter or a handler, or a
		 * longjmp has cut the tracer short. Nobody will go on there. The host's own sinks
		 * may hold its locks then, and are left alone.
		 */
		struct leaf__thread *thread = leaf__thread_peek();
		if (thread && thread->busy != LEAF__THREAD_OUTSIDE)
			leaf__sinks_forget_added();
		if (thread)
			thread->busy = LEAF__THREAD_INSIDE;
		leaf__start_lock();
		stop();
		leaf__thread_no_more_ends();
		leaf__start_unlock();
		leaf__watch_wait();
		if (!leaf__config_flag("LEAF_QUIET"))
			leaf__loss_say();
	}
	errno = saved;
}

PUBLIC int leaf_filter_set(const char *sink, const char *directives)
{
	int saved = errno, result = -1;
	if (!leaf__start_enter())
		return -1;
	leaf__start_lock();
	leaf__start_once();
	struct leaf_sink *named = sink ? leaf__sink_named(sink) : NULL;
	if (sink && !named) {
		saved = EINVAL;
	} else {
		result = leaf__judge_replace(named ? (int)named->index : -1, directives);
		if (result == 0)
			leaf__site_judge_all();
	}
	leaf__start_unlock();
	leaf__start_leave();
	errno = saved;
	return result;
}

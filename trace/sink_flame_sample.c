/* sink_flame_sample.c - sampled mode: a timer per thread whose signals charge time to nodes. */
/*
 * A sample charges all the time since the last one to the node where its thread is: so the sum is
 * right however late or seldom the signals come (processor-time timers go by the kernel's tick).
 * Samples that meet the tracer at its own work charge nobody.
 *
 * Processor-time timers do not run while a thread sleeps, so they do not interrupt its system
 * calls, but for those that are just about to sleep; SA_RESTART restarts these where the kernel can.
 */
#include "trace/sink_flame_sample.h"

#include "trace/config.h"
#include "trace/loss.h"
#include "trace/say.h"
#include "trace/sink_flame.h"
#include "trace/thread.h"
#include "trace/thunk.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

extern struct leaf__node leaf__nowhere;
static int signal_number; /* 0: none is free */
static int wall;
static long interval_ns;

/* The clock that a thread is sampled by, for any thread of the process. */
static clockid_t clock_of(int tid)
{
	enum { PER_THREAD = 4, SCHEDULER_TIME = 2 }; /* as in clock_getcpuclockid(3) */
	return wall ? CLOCK_MONOTONIC
		    : (clockid_t)(~(unsigned)tid << 3 | PER_THREAD | SCHEDULER_TIME);
}

static leaf_u64 now_ns(clockid_t clock)
{
	struct timespec t = { 0, 0 };
	clock_gettime(clock, &t);
	return (leaf_u64)t.tv_sec * 1000000000u + (leaf_u64)t.tv_nsec;
}

/* Whether the interrupted code is the tracer's own and not in line with the program's. */
static int in_tracer(const ucontext_t *context)
{
	const struct leaf__thread *thread = leaf__thread_peek();
	if (thread && thread->busy != LEAF__THREAD_OUTSIDE)
		return 1;
#ifdef LEAF__THUNKS
	const char *at = (const char *)context->uc_mcontext.gregs[REG_RIP];
	return at >= leaf__doors && at < leaf__doors_end;
#else
	(void)context;
	return 0;
#endif
}

static void on_sample(int number, siginfo_t *info, void *context)
{
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	int saved = errno;
	(void)number;
	if (info->si_code != SI_TIMER || at == &leaf__nowhere)
		return;
	leaf_u64 now = now_ns(wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID);
	leaf_u64 since = now - LEAF__LOAD(leaf__self.last);
	LEAF__STORE(leaf__self.last, now);
	if (!in_tracer(context))
		LEAF__ADD(at->self, since);
	errno = saved;
}

static int choose_signal(void)
{
	struct sigaction is, ours = { .sa_sigaction = on_sample,
				      .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK };
	sigfillset(&ours.sa_mask);
	for (int number = SIGRTMAX - 1; number >= SIGRTMIN; number--)
		if (sigaction(number, NULL, &is) == 0 && !(is.sa_flags & SA_SIGINFO) &&
		    is.sa_handler == SIG_DFL)
			return sigaction(number, &ours, NULL) == 0 ? number : 0;
	return 0;
}

void leaf__flame_sample_start(void)
{
	const char *clock = leaf__config_get("LEAF_FLAME_CLOCK");
	wall = clock && strcmp(clock, "wall") == 0;
	if (clock && !wall && strcmp(clock, "cpu") != 0)
		leaf__say("LEAF_FLAME_CLOCK='%s' is none of cpu, wall: cpu it is", clock);
	interval_ns = 1000000000 / leaf__config_number("LEAF_FLAME_HZ", 999, 1, 100000);
	if (!signal_number)
		signal_number = choose_signal();
	if (!signal_number)
		leaf__say("no real-time signal is free: the flame graph has no times");
}

/* By system call: the library's timer_create() may call malloc. */
static int make_timer(int tid, int *timer)
{
	struct sigevent event;
	struct itimerspec every = { .it_interval = { 0, 0 } };
	memset(&event, 0, sizeof event);
	event.sigev_notify = SIGEV_THREAD_ID;
	event.sigev_signo = signal_number;
	event.sigev_notify_thread_id = tid;
	if (syscall(SYS_timer_create, clock_of(tid), &event, timer) != 0)
		return -1;
	every.it_interval.tv_sec = interval_ns / 1000000000;
	every.it_interval.tv_nsec = interval_ns % 1000000000;
	every.it_value = every.it_interval;
	return (int)syscall(SYS_timer_settime, *timer, 0, &every, NULL);
}

void leaf__flame_sample_begin(struct leaf__tree *tree)
{
	sigset_t ours;
	int timer, saved = errno, tid = tree->thread->tid;
	if (!signal_number || tree->has_timer)
		return;
	LEAF__STORE(tree->self->last, now_ns(clock_of(tid)));
	sigemptyset(&ours);
	sigaddset(&ours, signal_number);
	if (tree->self == &leaf__self)
		pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
	if (make_timer(tid, &timer) == 0) {
		tree->timer = timer;
		tree->has_timer = 1;
	} else {
		leaf__loss_add(LEAF__LOSS_FLAME_TIMERS, 1);
	}
	errno = saved;
}

void leaf__flame_sample_end(struct leaf__tree *tree)
{
	int saved = errno;
	if (tree->has_timer)
		syscall(SYS_timer_delete, tree->timer);
	tree->has_timer = 0;
	errno = saved;
}

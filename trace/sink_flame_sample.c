/* sink_flame_sample.c - sampled mode: signals to each thread charge its time to nodes. */
/*
 * A sample charges all the time since the last one to the node where its thread is: so the sum is
 * right however late or seldom the signals come. Samples that meet the tracer at its own work charge
 * nobody.
 *
 * The signals come from a software perf event, if the system lets us have one: it runs while the
 * thread runs, as fast as it is asked to, and needs neither a descriptor (the mapped page keeps it
 * alive) nor counters of the processor. Else from a timer on the thread's processor time, which
 * ticks with the kernel, 100 to 1000 times a second. Neither interrupts a thread that sleeps, but
 * for one that is just about to; SA_RESTART restarts its call where the kernel can. LEAF_FLAME_CLOCK=
 * wall is a timer that does interrupt sleep.
 */
#include "trace/sink_flame_sample.h"

#include "trace/config.h"
#include "trace/loss.h"
#include "trace/say.h"
#include "trace/sink_flame.h"
#include "trace/symbols.h"
#include "trace/thread.h"
#include "trace/thunk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

extern struct leaf__node leaf__nowhere;
static int signal_number; /* 0: none is free */
static int n_in_handler;
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
	return leaf__symbol_is_own(at);
#else
	(void)context;
	return 0;
#endif
}

static void charge_sample(const siginfo_t *info, const ucontext_t *context)
{
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	if ((info->si_code != SI_TIMER && info->si_code != POLL_IN) || at == &leaf__nowhere)
		return;
	leaf_u64 now = now_ns(wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID);
	leaf_u64 since = now - LEAF__LOAD(leaf__self.last);
	LEAF__STORE(leaf__self.last, now);
	if (!in_tracer(context))
		LEAF__ADD(at->self, since);
}

static void on_sample(int number, siginfo_t *info, void *context)
{
	int saved = errno;
	(void)number;
	__atomic_add_fetch(&n_in_handler, 1, __ATOMIC_ACQUIRE);
	charge_sample(info, context);
	__atomic_sub_fetch(&n_in_handler, 1, __ATOMIC_RELEASE);
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
#ifdef LEAF__THUNKS
	struct leaf__symbol symbol;
	leaf__symbol_find((const void *)(size_t)&leaf__open_quick, &symbol); /* our own section */
#endif
	if (!signal_number)
		leaf__say("no real-time signal is free: the flame graph has no times");
}

/* To ignore a signal is to discard those that are pending, in every thread. */
void leaf__flame_sample_stop(void)
{
	enum { TRIES = 100, PAUSE_NS = 100000 };
	const struct timespec pause = { 0, PAUSE_NS };
	struct sigaction is, ignore = { .sa_handler = SIG_IGN }, usual = { .sa_handler = SIG_DFL };
	int saved = errno;
	if (signal_number && sigaction(signal_number, NULL, &is) == 0 &&
	    is.sa_sigaction == on_sample) {
		sigaction(signal_number, &ignore, NULL);
		sigaction(signal_number, &usual, NULL);
	}
	signal_number = 0;
	for (int i = 0; i < TRIES && __atomic_load_n(&n_in_handler, __ATOMIC_ACQUIRE); i++)
		nanosleep(&pause, NULL);
	errno = saved;
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

/* A page that keeps a perf event alive which signals the thread; NULL if there is none to be had. */
static void *make_event(int tid)
{
	struct perf_event_attr ask = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof ask,
		.config = PERF_COUNT_SW_TASK_CLOCK,
		.sample_period = (uint64_t)interval_ns,
		.disabled = 1,
		.exclude_kernel = 1, /* so it needs no privilege */
		.exclude_hv = 1,
		.wakeup_events = 1,
	};
	struct f_owner_ex owner = { F_OWNER_TID, tid };
	int fd = (int)syscall(SYS_perf_event_open, &ask, tid, -1, -1, PERF_FLAG_FD_CLOEXEC);
	void *page = MAP_FAILED;
	if (fd < 0)
		return NULL;
	if (fcntl(fd, F_SETOWN_EX, &owner) == 0 && fcntl(fd, F_SETSIG, signal_number) == 0 &&
	    fcntl(fd, F_SETFL, O_ASYNC | O_NONBLOCK) == 0)
		page = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ, MAP_SHARED, fd, 0);
	if (page != MAP_FAILED)
		ioctl(fd, PERF_EVENT_IOC_ENABLE, 0);
	syscall(SYS_close, fd); /* close() would be a point where a thread can be cancelled */
	return page == MAP_FAILED ? NULL : page;
}

void leaf__flame_sample_begin(struct leaf__tree *tree)
{
	sigset_t ours;
	int timer, saved = errno, tid = tree->thread->tid;
	if (!signal_number || tree->has_timer || tree->sampler)
		return;
	LEAF__STORE(tree->self->last, now_ns(clock_of(tid)));
	sigemptyset(&ours);
	sigaddset(&ours, signal_number);
	if (tree->self == &leaf__self)
		pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
	if (!wall)
		tree->sampler = make_event(tid);
	if (!tree->sampler && make_timer(tid, &timer) == 0) {
		tree->timer = timer;
		tree->has_timer = 1;
	}
	if (!tree->sampler && !tree->has_timer)
		leaf__loss_add(LEAF__LOSS_FLAME_TIMERS, 1);
	errno = saved;
}

void leaf__flame_sample_end(struct leaf__tree *tree)
{
	int saved = errno;
	if (tree->sampler)
		munmap(tree->sampler, (size_t)sysconf(_SC_PAGESIZE));
	if (tree->has_timer)
		syscall(SYS_timer_delete, tree->timer);
	tree->sampler = NULL;
	tree->has_timer = 0;
	errno = saved;
}

void leaf__flame_sample_fork_child(struct leaf__tree *tree)
{
	tree->sampler = NULL;
	tree->has_timer = 0;
	n_in_handler = 0;
	leaf__flame_sample_begin(tree);
}

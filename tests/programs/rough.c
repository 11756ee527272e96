/* rough.c - programs that handle the tracer roughly: they must go as they would without one. */
/* Usage: rough SCENARIO. What is printed must not depend on tracing. */
#include <leaf/sink.h>

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int sum;

static __attribute__((noinline)) void tiny(int a)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a);
	sum += a;
}

static __attribute__((noinline)) void tell(const char *text)
{
	LEAF_FN(LEAF_LEVEL_INFO, leaf_str(text));
	LEAF_INFO("told", leaf_str(text));
}

static void *briefly(void *arg)
{
	tiny(1);
	tell("thread");
	return arg;
}

static sigjmp_buf out_of_tracer;

static void jump(int number)
{
	(void)number;
	siglongjmp(out_of_tracer, 1);
}

/* A time limit by siglongjmp that hits the tracer anywhere; a lost lock costs a second then. */
static int time_limits(void)
{
	for (int i = 0; i < 6; i++) {
		pid_t pid = fork();
		int status = -1;
		if (pid == 0) {
			struct itimerval limit = { { 0, 0 }, { 0, 20 + i * 70 } };
			signal(SIGALRM, jump);
			if (sigsetjmp(out_of_tracer, 1) == 0) {
				setitimer(ITIMER_REAL, &limit, NULL);
				for (;;)
					briefly(NULL);
			}
			pthread_t thread;
			pthread_create(&thread, NULL, briefly, NULL);
			pthread_join(thread, NULL);
			exit(3);
		}
		waitpid(pid, &status, 0);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 3) {
			printf("status %x\n", (unsigned)status);
			return 1;
		}
	}
	puts("ok");
	return 0;
}

static void on_alarm(int number)
{
	tiny(number);
	tell("handler");
}

/* Signal handlers meet a thread's first span. */
static int early_signals(void)
{
	struct itimerval often = { { 0, 50 }, { 0, 50 } }, never = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < 300; i++) {
		pthread_t thread;
		pthread_create(&thread, NULL, briefly, NULL);
		pthread_join(thread, NULL);
	}
	setitimer(ITIMER_REAL, &never, NULL);
	puts("ok");
	return 0;
}

/* Forks while other threads come to their end. */
static int threads_end_at_forks(void)
{
	for (int i = 0; i < 150; i++) {
		pthread_t thread;
		int status = -1;
		pthread_create(&thread, NULL, briefly, NULL);
		pid_t pid = fork();
		if (pid == 0)
			_exit(0);
		waitpid(pid, &status, 0);
		pthread_join(thread, NULL);
		if (status != 0)
			return 1;
	}
	puts("ok");
	return 0;
}

static int show_and_change(char *out, size_t cap, const void *object)
{
	(void)object;
#ifndef LEAF_DISABLE
	leaf_filter_set(NULL, "trace");
	leaf_trace_stop();
	leaf_trace_start(NULL);
#endif
	return snprintf(out, cap, "shown");
}

/* A formatter that takes away what the tracer stands on. */
static int formatters_change_filters(void)
{
	for (int i = 0; i < 20; i++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "round", LEAF_AS(i, leaf_shown(show_and_change, "")));
		LEAF_INFO("in it", LEAF_AS(i, leaf_shown(show_and_change, "")));
	}
	(void)show_and_change;
	puts("ok");
	return 0;
}

static int show_and_exit(char *out, size_t cap, const void *object)
{
	(void)out, (void)cap, (void)object;
	exit(5);
}

static int exits_inside(void)
{
	tell("before");
	LEAF_INFO("last", LEAF_AS(i, leaf_shown(show_and_exit, "")));
	(void)show_and_exit;
	return 5;
}

/* ---- stacks that move between threads ---- */

enum { MOVERS = 16, MOVER_STACK = 64 * 1024, MOVES = 100 };

static struct mover {
	ucontext_t at, *back; /* back: of the thread that runs it */
	int done;
	pthread_mutex_t lock;
	char stack[MOVER_STACK];
} movers[MOVERS];

static int go_down(struct mover *mover, int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	int below = n > 0 ? go_down(mover, n - 1) : 0;
	LEAF_INFO("moves", below);
	if (n % 3 == 0)
		swapcontext(&mover->at, mover->back);
	return below + n;
}

static void move(int which)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "mover", which);
	for (int i = 0; i < MOVES; i++)
		__atomic_add_fetch(&sum, go_down(&movers[which], i % 7), __ATOMIC_RELAXED);
	movers[which].done = 1;
	swapcontext(&movers[which].at, movers[which].back);
}

/* Let one of them run a bit, unless another thread does; returns whether it is at its end. */
static int run_mover(struct mover *mover)
{
	ucontext_t here;
	if (pthread_mutex_trylock(&mover->lock) != 0)
		return 0;
	mover->back = &here;
	if (!mover->done)
		swapcontext(&here, &mover->at);
	int done = mover->done;
	pthread_mutex_unlock(&mover->lock);
	return done;
}

static void *run_movers(void *arg)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "runs movers");
	for (int n_done = 0; n_done < MOVERS;) {
		n_done = 0;
		for (int i = 0; i < MOVERS; i++)
			n_done += run_mover(&movers[i]);
	}
	return arg;
}

static int coroutines_migrate(void)
{
	pthread_t threads[3];
	for (int i = 0; i < MOVERS; i++) {
		pthread_mutex_init(&movers[i].lock, NULL);
		getcontext(&movers[i].at);
		movers[i].at.uc_stack.ss_sp = movers[i].stack;
		movers[i].at.uc_stack.ss_size = MOVER_STACK;
		makecontext(&movers[i].at, (void (*)(void))move, 1, i);
	}
	for (int i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, run_movers, NULL);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	printf("%d\n", sum);
	return 0;
}

/* ---- a child that has its parent's memory ---- */

static int vfork_children_fail_to_exec(void)
{
	int n = 0;
	for (volatile int i = 0; i < 50; i++) {
		int status = 0;
		LEAF_SPAN(LEAF_LEVEL_INFO, "round", i);
		pid_t pid = vfork();
		if (pid == 0) {
			tell("in the child");
			execl("/none/such", "such", (char *)NULL);
			tell("still in the child");
			_exit(7);
		}
		tell("in the parent");
		n += waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 7;
	}
	printf("%d\n", n);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} scenarios[] = {
	{ "time_limits", time_limits },
	{ "early_signals", early_signals },
	{ "threads_end_at_forks", threads_end_at_forks },
	{ "formatters_change_filters", formatters_change_filters },
	{ "exits_inside", exits_inside },
	{ "coroutines_migrate", coroutines_migrate },
	{ "vfork_children_fail_to_exec", vfork_children_fail_to_exec },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
		if (argc < 2)
			puts(scenarios[i].name);
		else if (strcmp(argv[1], scenarios[i].name) == 0)
			return scenarios[i].run();
	}
	return argc < 2 ? 0 : 2;
}

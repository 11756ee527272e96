/* tracy_all.c - everything that a Tracy viewer can be shown: spans, messages, frames, plots, memory,
 * locks, fibers, names. Usage: tracy_all [ROUNDS]
 *
 * build: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free,--wrap=aligned_alloc,--wrap=posix_memalign
 */
#include <leaf/mutex.h>
#include <leaf/trace.h>
#include <leaf/wrap_malloc.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unistd.h>

enum { THREADS = 2, FIBERS = 2, STACK = 64 * 1024 };

static struct leaf_mutex queue_lock = LEAF_MUTEX_INIT("queue");
static long queue_len;

static void work(int us)
{
	LEAF_FN(LEAF_LEVEL_DEBUG, us);
	usleep((useconds_t)us);
}

static void enqueue(int what, const char *note)
{
	LEAF_FN(LEAF_LEVEL_INFO, what, leaf_str(note));
	leaf_mutex_lock(&queue_lock);
	queue_len++;
	work(100);
	leaf_mutex_unlock(&queue_lock);
	LEAF_PLOT("queue", queue_len);
}

static void *worker(void *number)
{
	char name[64];
	snprintf(name, sizeof name, "worker with a long name, number %ld", (long)number);
	leaf_thread_name(name);
	for (int i = 0; i < 3; i++)
		enqueue(i, i == 1 ? "second" : "other");
	LEAF_WARN("worker has ended", LEAF_AS(number, (long)number));
	return NULL;
}

/* ---- coroutines that take turns ---- */

static ucontext_t home, contexts[FIBERS];
static struct leaf_fiber fibers[FIBERS] = { LEAF_FIBER_INIT("reader"), LEAF_FIBER_INIT("writer") };

static void fiber_work(int me)
{
	LEAF_FN(LEAF_LEVEL_INFO, me);
	for (int i = 0; i < 3; i++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "turn", i);
		usleep(100);
		swapcontext(&contexts[me], &home);
	}
}

static void run_fibers(void)
{
	static char stacks[FIBERS][STACK];
	LEAF_FN(LEAF_LEVEL_INFO);
	for (int i = 0; i < FIBERS; i++) {
		getcontext(&contexts[i]);
		contexts[i].uc_stack.ss_sp = stacks[i];
		contexts[i].uc_stack.ss_size = STACK;
		contexts[i].uc_link = &home;
		makecontext(&contexts[i], (void (*)(void))fiber_work, 1, i);
	}
	for (int turn = 0; turn < 4; turn++)
		for (int i = 0; i < FIBERS; i++) {
			leaf_fiber_enter(&fibers[i]);
			swapcontext(&home, &contexts[i]);
			leaf_fiber_leave();
		}
}

static void one_round(int i)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "round", i);
	char *volatile block = malloc(1000); /* volatile: or the compiler takes it away */
	block = realloc(block, 2000);
	work(200);
	LEAF_PLOT("load", (double)i / 2);
	LEAF_INFO("round done");
	LEAF_ERROR("a value", i);
	free(block);
	LEAF_FRAME("main loop");
	LEAF_FRAME("");
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 5;
	pthread_t threads[THREADS];
	leaf_app_info("tracy_all, a test");
	for (long i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, worker, (void *)i);
	for (int i = 0; i < rounds; i++)
		one_round(i);
	run_fibers();
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	leaf_mutex_destroy(&queue_lock);
	return 0;
}

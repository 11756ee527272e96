/* hosts.c - programs that do what programs do: each scenario must go as it would without a tracer. */
/* Usage: hosts SCENARIO. What is printed must not depend on tracing. */
#include <leaf/trace.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int sum;

static __attribute__((noinline)) int tiny(int a, int b)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b);
	sum += a;
	return a + b;
}

static __attribute__((noinline)) int deep(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	return n == 0 ? 0 : 1 + deep(n - 1);
}

static int fib(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

/* ---- processes ---- */

static int wait_for(pid_t pid)
{
	int status = -1;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int child_exits(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "parent");
	fib(10);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "child");
		printf("child fib %d\n", fib(12));
		exit(3);
	}
	printf("child %d\n", wait_for(pid));
	printf("parent fib %d\n", fib(10));
	return 0;
}

static int child_underscore_exits(void)
{
	pid_t pid = fork();
	if (pid == 0) {
		fib(12);
		_exit(4);
	}
	printf("child %d\n", wait_for(pid));
	return 0;
}

static int forks_nest(void)
{
	fib(5);
	fflush(stdout);
	for (int i = 0; i < 3; i++) {
		pid_t pid = fork();
		if (pid > 0)
			exit(wait_for(pid) + 1);
		fib(8 + i);
	}
	return 10;
}

static int vfork_child(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "around vfork");
	static char name[] = "true", *argv[] = { name, NULL };
	for (volatile int i = 0; i < 20; i++) {
		pid_t pid = vfork();
		if (pid == 0) {
			tiny(1, 2);
			execv("/bin/true", argv);
			_exit(9);
		}
		if (wait_for(pid) != 0)
			return 1;
		tiny(3, 4);
	}
	printf("done %d\n", fib(6));
	return 0;
}

static int execs(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "before exec");
	fib(8);
	execl("/bin/echo", "echo", "executed", (char *)NULL);
	return 1;
}

static int underscore_exit(void)
{
	fib(10);
	_exit(6);
}

static int quick_exits(void)
{
	fib(10);
	quick_exit(7);
}

static int aborts(void)
{
	fib(10);
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	fflush(stdout);
	abort();
}

static int fork_with_threads_body;
static void *spin(void *arg)
{
	while (!__atomic_load_n(&fork_with_threads_body, __ATOMIC_RELAXED))
		tiny(1, 1);
	return arg;
}

static int forks_among_threads(void)
{
	pthread_t threads[2];
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, spin, NULL);
	for (int i = 0; i < 30; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			LEAF_INFO("in the child", i);
			exit(fib(7) == 13 ? 0 : 1);
		}
		if (wait_for(pid) != 0)
			return 1;
	}
	__atomic_store_n(&fork_with_threads_body, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	puts("ok");
	return 0;
}

/* ---- threads ---- */

static void *short_life(void *arg)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "thread");
	tiny((int)(size_t)arg, 1);
	return arg;
}

static int threads_come_and_go(void)
{
	const char *many = getenv("HOSTS_THREADS");
	int n = many ? atoi(many) : 2000;
	for (int i = 0; i < n; i++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, short_life, (void *)(size_t)i) != 0)
			return 1;
		pthread_join(thread, NULL);
	}
	puts("joined");
	return 0;
}

static void *wait_forever(void *arg)
{
	LEAF_FN(LEAF_LEVEL_TRACE, arg);
	LEAF_SPAN(LEAF_LEVEL_INFO, "waiting");
	for (;;) {
		tiny(1, 2);
		usleep(100);
	}
	return arg;
}

static void *burn_forever(void *arg)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	LEAF_SPAN(LEAF_LEVEL_INFO, "burning");
	while (sum != -1)
		sum++;
	return arg;
}

static int threads_are_cancelled(void)
{
	for (int i = 0; i < 50; i++) {
		pthread_t thread;
		void *result;
		pthread_create(&thread, NULL, i % 5 ? wait_forever : burn_forever, NULL);
		usleep(500);
		pthread_cancel(thread);
		pthread_join(thread, &result);
		if (result != PTHREAD_CANCELED)
			return 1;
	}
	puts("cancelled");
	return 0;
}

/* The cancellation comes at any instant of the tracer's work, and who joins hears of it. */
static void *traces_forever(void *arg)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	__atomic_store_n((int *)arg, 1, __ATOMIC_RELEASE);
	for (;;) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "tracing");
		sum++;
	}
	return NULL;
}

static int threads_are_cancelled_while_tracing(void)
{
	for (int i = 0; i < 100; i++) {
		pthread_t thread;
		void *result;
		int runs = 0;
		pthread_create(&thread, NULL, traces_forever, &runs);
		while (!__atomic_load_n(&runs, __ATOMIC_ACQUIRE))
			sched_yield();
		pthread_cancel(thread);
		pthread_join(thread, &result);
		if (result != PTHREAD_CANCELED)
			return 1;
	}
	puts("cancelled");
	return 0;
}

static void *leaves_by_pthread_exit(void *arg)
{
	LEAF_FN(LEAF_LEVEL_TRACE, arg);
	LEAF_SPAN(LEAF_LEVEL_INFO, "inner");
	pthread_exit((void *)5);
}

static int thread_exits(void)
{
	pthread_t thread;
	void *result;
	pthread_create(&thread, NULL, leaves_by_pthread_exit, NULL);
	pthread_join(thread, &result);
	printf("%d\n", (int)(size_t)result);
	return 0;
}

static pthread_key_t late_key;

static void span_in_destructor(void *arg)
{
	static __thread int again;
	LEAF_FN(LEAF_LEVEL_TRACE, arg);
	tiny(1, 2);
	if (again++ < 3)
		pthread_setspecific(late_key, arg);
}

static void *uses_late_key(void *arg)
{
	pthread_setspecific(late_key, &late_key);
	tiny(1, 1);
	return arg;
}

static int spans_in_thread_destructors(void)
{
	pthread_key_create(&late_key, span_in_destructor);
	for (int i = 0; i < 100; i++) {
		pthread_t thread;
		pthread_create(&thread, NULL, uses_late_key, NULL);
		pthread_join(thread, NULL);
	}
	puts("ok");
	return 0;
}

/* ---- control flow ---- */

static jmp_buf outer_jump, inner_jump;

static void jump_from(int depth, jmp_buf *to)
{
	LEAF_FN(LEAF_LEVEL_TRACE, depth);
	tiny(depth, 0);
	if (depth > 0)
		jump_from(depth - 1, to);
	else if (sum != -1)
		longjmp(*to, 1);
	tiny(depth, 1);
}

static int jumps(void)
{
	volatile int rounds = 0, inner = 0;
	while (rounds < 1000) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "round");
		if (setjmp(outer_jump) == 0) {
			if (setjmp(inner_jump) == 0)
				jump_from(5, &inner_jump);
			inner++;
			jump_from(7, &outer_jump);
		}
		rounds++;
		fib(3);
	}
	printf("rounds %d inner %d\n", rounds, inner);
	return 0;
}

enum { COROUTINES = 4, STACK = 64 * 1024 };
static ucontext_t scheduler, contexts[COROUTINES];
static char stacks[COROUTINES][STACK];

static void coroutine(int id)
{
	LEAF_FN(LEAF_LEVEL_TRACE, id);
	for (int i = 0; i < 100; i++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "slice", id, i);
		tiny(id, i);
		swapcontext(&contexts[id], &scheduler);
		tiny(i, id);
	}
}

static int coroutines(void)
{
	LEAF_FN(LEAF_LEVEL_TRACE);
	for (int i = 0; i < COROUTINES; i++) {
		getcontext(&contexts[i]);
		contexts[i].uc_stack.ss_sp = stacks[i];
		contexts[i].uc_stack.ss_size = STACK;
		contexts[i].uc_link = &scheduler;
		makecontext(&contexts[i], (void (*)(void))coroutine, 1, i);
	}
	for (int round = 0; round < 100; round++)
		for (int i = 0; i < COROUTINES; i++) {
			LEAF_SPAN(LEAF_LEVEL_INFO, "resume", i);
			swapcontext(&scheduler, &contexts[i]);
		}
	printf("sum %d\n", sum);
	return 0;
}

static int deep_recursion(void)
{
	const char *depth = getenv("HOSTS_DEPTH");
	printf("%d\n", deep(depth ? atoi(depth) : 20000));
	printf("%d\n", fib(5));
	return 0;
}

/* ---- signals ---- */

static volatile int caught;

static void on_alarm(int number)
{
	LEAF_FN(LEAF_LEVEL_TRACE, number);
	LEAF_INFO("signal", number);
	tiny(number, 0);
	caught++;
}

static int signal_handlers_meet_spans(void)
{
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	struct itimerval often = { { 0, 200 }, { 0, 200 } }, never = { { 0, 0 }, { 0, 0 } };
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	long calls = 0;
	while (caught < 500) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "loop");
		fib(6);
		calls++;
	}
	setitimer(ITIMER_REAL, &never, NULL);
	puts(calls > 0 ? "ok" : "no");
	return 0;
}

static int signal_on_alternate_stack(void)
{
	static char alternate[32 * 1024];
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof alternate };
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_ONSTACK };
	sigaltstack(&stack, NULL);
	sigaction(SIGUSR2, &action, NULL);
	for (int i = 0; i < 100; i++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "outer", i);
		raise(SIGUSR2);
	}
	printf("%d\n", caught);
	return 0;
}

static sigjmp_buf out_of_handler;

static void on_segv(int number)
{
	LEAF_FN(LEAF_LEVEL_TRACE, number);
	siglongjmp(out_of_handler, 1);
}

static int jump_out_of_signal_handler(void)
{
	struct sigaction action = { .sa_handler = on_segv, .sa_flags = SA_NODEFER };
	volatile int n = 0;
	sigaction(SIGSEGV, &action, NULL);
	for (volatile int i = 0; i < 100; i++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "try");
		if (sigsetjmp(out_of_handler, 1) == 0)
			raise(SIGSEGV);
		else
			n++;
	}
	printf("%d\n", n);
	return 0;
}

/* ---- before main and after it ---- */

static int early;

__attribute__((constructor)) static void before_main(void)
{
	LEAF_FN(LEAF_LEVEL_TRACE);
	early = tiny(20, 22);
}

__attribute__((destructor)) static void after_main(void)
{
	LEAF_FN(LEAF_LEVEL_TRACE);
	tiny(1, 1);
}

static void at_exit(void)
{
	LEAF_FN(LEAF_LEVEL_TRACE);
	printf("at exit %d\n", tiny(40, 2));
}

static int constructors_and_destructors(void)
{
	atexit(at_exit);
	printf("early %d\n", early);
	return 0;
}

/* ---- unfriendly surroundings ---- */

static int closes_all_descriptors(void)
{
	char keep[64];
	tiny(1, 1);
	int out = fcntl(1, F_DUPFD, 200);
	for (int fd = 0; fd < 200; fd++)
		close(fd);
	int data = open("database", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int second = open("database2", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int third = open("database3", O_RDWR | O_CREAT | O_TRUNC, 0600);
	for (int i = 0; i < 10000; i++) {
		LEAF_WARN("after the descriptors were closed", i);
		fib(3);
	}
	int clean = lseek(data, 0, SEEK_END) == 0 && lseek(second, 0, SEEK_END) == 0 &&
		    lseek(third, 0, SEEK_END) == 0;
	int len = snprintf(keep, sizeof keep, "databases %s\n", clean ? "clean" : "soiled");
	return write(out, keep, (size_t)len) == len ? 0 : 1;
}

/* The stack must not need to grow later. */
static __attribute__((noinline)) void touch_stack(void)
{
	volatile char room[2 << 20];
	for (size_t i = 0; i < sizeof room; i += 1024)
		room[i] = 1;
}

static int out_of_memory(void)
{
	touch_stack();
	struct rlimit small = { 0, 0 }, before;
	getrlimit(RLIMIT_AS, &before);
	small.rlim_max = before.rlim_max;
	tiny(1, 2);
	setrlimit(RLIMIT_AS, &small); /* nothing can be mapped from here on */
	int got = deep(5000) + fib(12);
	for (int i = 0; i < 1000; i++)
		LEAF_INFO("no memory", i);
	setrlimit(RLIMIT_AS, &before);
	printf("%d\n", got);
	return 0;
}

static int files_may_not_grow(void)
{
	struct rlimit tiny_files = { 4096, 4096 };
	setrlimit(RLIMIT_FSIZE, &tiny_files);
	for (int i = 0; i < 20000; i++)
		LEAF_INFO("a line that will not fit", i);
	printf("%d\n", fib(15));
	return 0;
}

static int closed_stderr(void)
{
	close(2);
	for (int i = 0; i < 100; i++)
		LEAF_ERROR("nobody hears", i);
	printf("%d\n", fib(8));
	return 0;
}

static int broken_pipe(void)
{
	int ends[2];
	if (pipe(ends) != 0)
		return 1;
	close(ends[0]);
	dup2(ends[1], 2);
	for (int i = 0; i < 100; i++)
		LEAF_ERROR("nobody reads", i);
	puts("alive");
	return 0;
}

typedef int plugin_work(int n);

static void *load_plugin(plugin_work **work)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 32);
	path[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	strcpy(slash + 1, "plug_span.so");
	void *plugin = dlopen(path, RTLD_NOW);
	if (plugin)
		*work = (plugin_work *)dlsym(plugin, "plug_span_work");
	else
		puts(dlerror());
	return plugin;
}

static int plugin_comes_and_goes(void)
{
	for (int i = 0; i < 20; i++) {
		plugin_work *work = NULL;
		void *plugin = load_plugin(&work);
		if (!plugin || !work || work(i) != 2 * i)
			return 1;
		dlclose(plugin);
		fib(3);
	}
	puts("ok");
	return 0;
}

static int plugin_is_gone;

static void *outlives_plugin(void *work)
{
	((plugin_work *)work)(1);
	__atomic_store_n(&plugin_is_gone, 1, __ATOMIC_RELEASE);
	while (__atomic_load_n(&plugin_is_gone, __ATOMIC_ACQUIRE) != 2)
		usleep(100);
	return NULL;
}

static int free_key(void)
{
	pthread_key_t key;
	if (pthread_key_create(&key, NULL) != 0)
		return -1;
	pthread_key_delete(key);
	return (int)key;
}

static int n_handled_signals(void)
{
	struct sigaction action;
	int n = 0;
	for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
		n += sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_DFL;
	return n;
}

/* Nothing in the process knows of a plugin's own tracer any more: keys, threads, signals. */
static int plugin_outlived_by_threads(void)
{
	int key = -1, handled = n_handled_signals();
	for (int i = 0; i < 10; i++) {
		pthread_t thread;
		plugin_work *work = NULL;
		void *plugin = load_plugin(&work);
		if (!plugin || !work)
			return 1;
		plugin_is_gone = 0;
		pthread_create(&thread, NULL, outlives_plugin, (void *)work);
		while (!__atomic_load_n(&plugin_is_gone, __ATOMIC_ACQUIRE))
			usleep(100);
		dlclose(plugin);
		__atomic_store_n(&plugin_is_gone, 2, __ATOMIC_RELEASE);
		pthread_join(thread, NULL);
		if (key < 0)
			key = free_key();
	}
	puts(free_key() == key ? "ok" : "keys are used up");
	puts(n_handled_signals() == handled ? "ok" : "signals are used up");
	return 0;
}

/* ---- which ---- */

static const struct {
	const char *name;
	int (*run)(void);
} scenarios[] = {
	{ "child_exits", child_exits },
	{ "child_underscore_exits", child_underscore_exits },
	{ "forks_nest", forks_nest },
	{ "vfork_child", vfork_child },
	{ "execs", execs },
	{ "underscore_exit", underscore_exit },
	{ "quick_exits", quick_exits },
	{ "aborts", aborts },
	{ "forks_among_threads", forks_among_threads },
	{ "threads_come_and_go", threads_come_and_go },
	{ "threads_are_cancelled", threads_are_cancelled },
	{ "threads_are_cancelled_while_tracing", threads_are_cancelled_while_tracing },
	{ "thread_exits", thread_exits },
	{ "spans_in_thread_destructors", spans_in_thread_destructors },
	{ "jumps", jumps },
	{ "coroutines", coroutines },
	{ "deep_recursion", deep_recursion },
	{ "signal_handlers_meet_spans", signal_handlers_meet_spans },
	{ "signal_on_alternate_stack", signal_on_alternate_stack },
	{ "jump_out_of_signal_handler", jump_out_of_signal_handler },
	{ "constructors_and_destructors", constructors_and_destructors },
	{ "closes_all_descriptors", closes_all_descriptors },
	{ "out_of_memory", out_of_memory },
	{ "files_may_not_grow", files_may_not_grow },
	{ "closed_stderr", closed_stderr },
	{ "broken_pipe", broken_pipe },
	{ "plugin_comes_and_goes", plugin_comes_and_goes },
	{ "plugin_outlived_by_threads", plugin_outlived_by_threads },
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

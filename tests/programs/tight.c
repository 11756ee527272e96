/* tight.c - programs that leave the tracer little room: they must go as they would without one. */
/* Usage: tight SCENARIO. What is printed must not depend on tracing. */
#include <leaf/trace.h>

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int sum;

/* ---- small stacks ---- */

static int show_point(char *out, size_t cap, const void *object)
{
	const int *at = object;
	return snprintf(out, cap, "(%d, %d)", at[0], at[1]);
}

/* Each call reaches other call sites, with values of the kinds that take most work to show. */
static __attribute__((noinline)) void meet(int which)
{
	double number = 1e300 / 3;
	long double far = 1e4000L / 7;
	const char *text = "a text that is longer than a few letters are";
	int point[] = { 3, 4 };
	(void)show_point;
	switch (which) {
	case 0: {
		LEAF_SPAN(LEAF_LEVEL_INFO, "first", which, number);
		sum++;
		break;
	}
	case 1:
		LEAF_ERROR("an event", which, number, far);
		break;
	case 2: {
		LEAF_SPAN(LEAF_LEVEL_TRACE, "texts", leaf_str(text), far);
		LEAF_WARN("inside", leaf_str(text), leaf_bytes(text, 20));
		break;
	}
	case 3:
		LEAF_INFO("shown", LEAF_AS(point, leaf_shown(show_point, point)));
		break;
	case 4: {
		LEAF_FN(LEAF_LEVEL_DEBUG, which, number, far, text, point);
		LEAF_SPAN(LEAF_LEVEL_INFO, "late", LEAF_LATE(outcome));
		LEAF_RECORD(outcome, number);
		break;
	}
	default:
		LEAF_DEBUG("no more", which, far);
	}
	sum += which;
}

/* A stack of exactly this size; what grows beyond it is a fault. */
static char *make_stack(size_t size)
{
	char *pages = mmap(NULL, size + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);
	mprotect(pages, 4096, PROT_NONE);
	return pages + 4096;
}

static volatile int turn;

static void on_signal(int number)
{
	(void)number;
	meet(turn);
}

/* What the kernel itself puts on the stack for a handler differs by a lot between machines. */
static int small_alternate_stack(void)
{
	enum { CLASSIC = 8192 };
	stack_t stack = { .ss_sp = make_stack(CLASSIC), .ss_size = CLASSIC };
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK };
	if (sigaltstack(&stack, NULL) != 0)
		return 1;
	sigaction(SIGUSR2, &action, NULL);
	for (int i = 0; i < 12; i++) {
		turn = i % 6;
		raise(SIGUSR2);
	}
	printf("%d\n", sum);
	return 0;
}

static ucontext_t scheduler, coroutine;

static void run_coroutine(void)
{
	for (int i = 0; i < 12; i++) {
		meet(i % 6);
		swapcontext(&coroutine, &scheduler);
	}
}

static int small_coroutine(void)
{
	enum { SMALL = 8192 };
	getcontext(&coroutine);
	coroutine.uc_stack.ss_sp = make_stack(SMALL);
	coroutine.uc_stack.ss_size = SMALL;
	coroutine.uc_link = &scheduler;
	makecontext(&coroutine, run_coroutine, 0);
	for (int i = 0; i < 12; i++)
		swapcontext(&scheduler, &coroutine);
	printf("%d\n", sum);
	return 0;
}

static void *run_thread(void *arg)
{
	for (int i = 0; i < 12; i++)
		meet(i % 6);
	return arg;
}

static int small_thread(void)
{
	pthread_attr_t attr;
	pthread_t thread;
	pthread_attr_init(&attr);
	pthread_attr_setstack(&attr, make_stack(16384), 16384);
	if (pthread_create(&thread, &attr, run_thread, NULL) != 0)
		return 1;
	pthread_join(thread, NULL);
	printf("%d\n", sum);
	return 0;
}

/* ---- locks of others ---- */

static sem_t go;

static void *change_filter(void *arg)
{
	sem_wait(&go);
#ifndef LEAF_DISABLE
	leaf_filter_set(NULL, "trace");
#endif
	return arg;
}

/* With the dynamic linker's lock held, while the tracer waits for it with its own lock held. */
static int in_callback(struct dl_phdr_info *object, size_t size, void *arg)
{
	const struct timespec pause = { 0, 50 * 1000 * 1000 };
	int *n = arg;
	(void)object, (void)size;
	if ((*n)++ > 0)
		return 0;
	sem_post(&go);
	nanosleep(&pause, NULL);
	LEAF_SPAN(LEAF_LEVEL_INFO, "in the callback");
	LEAF_INFO("first");
	LEAF_INFO("second");
	meet(0);
	return 0;
}

static int loader_callback(void)
{
	pthread_t thread;
	int n = 0;
	LEAF_INFO("before");
	sem_init(&go, 0, 0);
	pthread_create(&thread, NULL, change_filter, NULL);
	dl_iterate_phdr(in_callback, &n);
	pthread_join(thread, NULL);
	LEAF_INFO("after");
	puts(n > 0 ? "ok" : "none");
	return 0;
}

/* Memory mapped by this process, in KiB. */
static long mapped_kib(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (!file || fscanf(file, "%ld", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return pages * 4;
}

/* As sandboxes do that know only what their programs need. */
static int refuse_membarrier(void)
{
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_membarrier, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof program / sizeof *program, program };
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) |
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

/* Neither filters nor their texts stay behind. */
static int filters_change_often(void)
{
	static char directives[8192];
	long before = 0;
	for (size_t at = 0; at + 40 < sizeof directives;)
		at += (size_t)sprintf(directives + at, "some::target_%zu=info,", at);
	if (refuse_membarrier() != 0)
		return 1;
	for (int i = 0; i < 400; i++) {
#ifndef LEAF_DISABLE
		leaf_filter_set(NULL, directives);
#endif
		LEAF_INFO("round", i);
		if (i == 20)
			before = mapped_kib();
	}
	puts(mapped_kib() - before < 1024 ? "ok" : "memory grows");
	return 0;
}

/* A plug-in comes and goes; the tracer that it has brought is there for the next. */
static int plugin_leaves_its_tracer(void)
{
	char path[4096];
	long before = 0;
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 32);
	path[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(path, '/');
	if (!slash)
		return 1;
	strcpy(slash + 1, "plug_shared.so");
	for (int i = 0; i < 50; i++) {
		void *plugin = dlopen(path, RTLD_NOW);
		int (*work)(int) = plugin ? (int (*)(int))dlsym(plugin, "plug_shared_work") : NULL;
		if (!work || work(i) != 2 * i)
			return 1;
		dlclose(plugin);
		if (i == 10)
			before = mapped_kib();
	}
	puts(mapped_kib() - before < 1024 ? "ok" : "memory grows");
	return 0;
}

/* ---- control leaves the tracer ---- */

static sigjmp_buf out_of_tracer;

static int show_and_leave(char *out, size_t cap, const void *object)
{
	(void)out, (void)cap, (void)object;
	siglongjmp(out_of_tracer, 1);
}

static __attribute__((noinline)) void leave(volatile int depth)
{
	if (depth > 0) {
		leave(depth - 1);
		sum++;
		return;
	}
	LEAF_SPAN(LEAF_LEVEL_INFO, "left", LEAF_AS(i, leaf_shown(show_and_leave, "")));
	LEAF_INFO("left", LEAF_AS(i, leaf_shown(show_and_leave, "")));
	(void)show_and_leave;
}

/* The same place is reached again: at once. Any other: after a while. */
static int left_by_a_jump(void)
{
	const struct timespec pause = { 0, 150 * 1000 * 1000 };
	for (volatile int i = 0; i < 5; i++)
		if (sigsetjmp(out_of_tracer, 1) == 0)
			leave(5);
	LEAF_INFO("too soon");
	nanosleep(&pause, NULL);
	LEAF_INFO("heard again");
	puts("ok");
	return 0;
}

/* ---- descriptors ---- */

/* Started without the three of them, and some other file may have their numbers. */
static int speaks_to_nobody(void)
{
	static const char said[] = "what the host says\n";
	int heard = 0;
	LEAF_INFO("a file is open now");
	meet(0);
	for (int fd = 0; fd < 3; fd++)
		heard += write(fd, said, sizeof said - 1) > 0;
	meet(1);
	return heard;
}

static jmp_buf again;

static int jumps_at_one_level(void)
{
	for (volatile int i = 0; i < 50; i++) {
		if (setjmp(again) != 0)
			continue;
		LEAF_SPAN(LEAF_LEVEL_INFO, "left in its function");
		longjmp(again, 1);
	}
	LEAF_INFO("after the jumps");
	puts("ok");
	return 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} scenarios[] = {
	{ "small_alternate_stack", small_alternate_stack },
	{ "small_coroutine", small_coroutine },
	{ "small_thread", small_thread },
	{ "loader_callback", loader_callback },
	{ "filters_change_often", filters_change_often },
	{ "plugin_leaves_its_tracer", plugin_leaves_its_tracer },
	{ "left_by_a_jump", left_by_a_jump },
	{ "jumps_at_one_level", jumps_at_one_level },
	{ "speaks_to_nobody", speaks_to_nobody },
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

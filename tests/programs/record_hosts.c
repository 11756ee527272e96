/* record_hosts.c - programs that make it hard to record them. */
/* Usage: record_hosts close|exec|restart|cancel|many|deep|large|sites FILE */
/* build: -O0 */
#define LEAF_TARGET "hosts"
#include <leaf/trace.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile unsigned sum;

static __attribute__((noinline)) void work(int i)
{
	LEAF_FN(LEAF_LEVEL_TRACE, i);
	sum += (unsigned)i;
}

static void works(int n)
{
	for (int i = 0; i < n; i++)
		work(i);
}

/* A daemon: closes every descriptor, then opens files of its own under the same numbers. */
static int close_all(const char *path)
{
	works(10);
	for (int fd = 3; fd < 1024; fd++)
		close(fd);
	int mine = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	for (int fd = 190; fd < 220; fd++)
		dup2(mine, fd);
	works(100000);
	LEAF_INFO("a call site that is new");
	return write(mine, "mine\n", 5) == 5 ? 0 : 1;
}

static int restart(void)
{
	works(10);
	leaf_trace_stop();
	works(10);
	leaf_trace_start(NULL);
	works(10);
	return 0;
}

static void *until_cancelled(void *arg)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "cancelled");
	for (;;) {
		works(1000);
		pthread_testcancel();
	}
	return arg;
}

static int cancel(void)
{
	for (int i = 0; i < 50; i++) {
		pthread_t thread;
		if (pthread_create(&thread, NULL, until_cancelled, NULL) != 0)
			return 1;
		usleep(500);
		pthread_cancel(thread);
		pthread_join(thread, NULL);
	}
	return 0;
}

static void *short_lived(void *arg)
{
	works(2);
	return arg;
}

static int many(void)
{
	for (int i = 0; i < 20000; i += 4) {
		pthread_t threads[4];
		for (int k = 0; k < 4; k++)
			if (pthread_create(&threads[k], NULL, short_lived, NULL) != 0)
				return 1;
		for (int k = 0; k < 4; k++)
			pthread_join(threads[k], NULL);
	}
	return 0;
}

static __attribute__((noinline)) int deep(int n)
{
	LEAF_FN(LEAF_LEVEL_TRACE, n);
	return n ? deep(n - 1) + 1 : 0;
}

static void *run_deep(void *arg)
{
	sum = (unsigned)deep(1000000);
	return arg;
}

static int go_deep(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, (size_t)1 << 30);
	if (pthread_create(&thread, &attributes, run_deep, NULL) != 0)
		return 1;
	pthread_join(thread, NULL);
	return 0;
}

struct block {
	char bytes[256];
};

static __attribute__((noinline)) void large_values(const char *t, struct block b)
{
	LEAF_FN(LEAF_LEVEL_TRACE, leaf_str(t), leaf_str(t), leaf_str(t), leaf_str(t), leaf_str(t),
		leaf_str(t), leaf_str(t), leaf_bytes(t, 5000), b, b, b, b, b, b, b, leaf_str(t));
	sum++;
}

static int large(void)
{
	static char text[5001];
	struct block block;
	memset(text, 'x', sizeof text - 1);
	memset(&block, 7, sizeof block);
	for (int i = 0; i < 20; i++)
		large_values(text, block);
	return 0;
}

/* More call sites than short codes have room for. */
#define SITE(n)                                                                                    \
	{                                                                                          \
		LEAF_SPAN(LEAF_LEVEL_TRACE, "site" #n, sum);                                       \
		sum = sum + 1;                                                                     \
	}
#define SITE4(n) SITE(n##0) SITE(n##1) SITE(n##2) SITE(n##3)
#define SITE16(n) SITE4(n##0) SITE4(n##1) SITE4(n##2) SITE4(n##3)
#define SITE64(n) SITE16(n##0) SITE16(n##1) SITE16(n##2) SITE16(n##3)

/* In functions of 64: compilers take minutes for thousands of spans in one. */
#define SITES64(n)                                                                                 \
	__attribute__((noinline)) static void sites##n(void)                                       \
	{                                                                                          \
		SITE64(n)                                                                          \
	}
#define SITES256(n) SITES64(n##0) SITES64(n##1) SITES64(n##2) SITES64(n##3)
/* clang-format off */
SITES256(0) SITES256(1) SITES256(2) SITES256(3) SITES256(4)
SITES256(5) SITES256(6) SITES256(7) SITES256(8) SITES256(9)
	/* clang-format on */

	static int sites(void)
{
#define CALL256(n) sites##n##0(), sites##n##1(), sites##n##2(), sites##n##3()
	for (int round = 0; round < 2; round++) {
		CALL256(0), CALL256(1), CALL256(2), CALL256(3), CALL256(4);
		CALL256(5), CALL256(6), CALL256(7), CALL256(8), CALL256(9);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	if (strcmp(what, "close") == 0 && argc > 2)
		return close_all(argv[2]);
	if (strcmp(what, "exec") == 0) {
		works(10);
		execl(argv[0], argv[0], "work", (char *)NULL);
		return 1;
	}
	if (strcmp(what, "restart") == 0)
		return restart();
	if (strcmp(what, "cancel") == 0)
		return cancel();
	if (strcmp(what, "many") == 0)
		return many();
	if (strcmp(what, "deep") == 0)
		return go_deep();
	if (strcmp(what, "large") == 0)
		return large();
	if (strcmp(what, "sites") == 0)
		return sites();
	works(argc > 2 ? atoi(argv[2]) : 20);
	return 0;
}

/* log_load.c - log_load THREADS LINES END: threads that write numbered lines; then the END. */
/*
 * END: exit, _exit, kill (by SIGKILL), segv, fork (the child writes as many lines), wait (for a
 * signal). Each thread writes a span line and an event line by turns, some with text.
 */
#include <leaf/trace.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#undef LEAF_TARGET
#define LEAF_TARGET "load"

static int n_lines;

static void step(int who, int i)
{
	LEAF_FN(LEAF_LEVEL_INFO, who, i);
	if (i % 4 == 1)
		LEAF_INFO("text", who, i, leaf_str("b\"ob"));
	else
		LEAF_INFO("number", who, i);
}

static void *work(void *arg)
{
	for (int i = 0; i < n_lines; i++)
		step((int)(size_t)arg, i);
	return NULL;
}

static void run(int n_threads)
{
	pthread_t threads[64];
	for (int i = 1; i < n_threads; i++)
		pthread_create(&threads[i], NULL, work, (void *)(size_t)i);
	work(NULL);
	for (int i = 1; i < n_threads; i++)
		pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
	if (argc != 4 || atoi(argv[1]) > 64)
		return 2;
	int n_threads = atoi(argv[1]);
	n_lines = atoi(argv[2]);
	run(n_threads);
	const char *end = argv[3];
	if (strcmp(end, "_exit") == 0)
		_exit(0);
	if (strcmp(end, "kill") == 0)
		kill(getpid(), SIGKILL);
	if (strcmp(end, "segv") == 0)
		raise(SIGSEGV);
	if (strcmp(end, "wait") == 0) {
		puts("waiting");
		fflush(stdout);
		pause();
	}
	if (strcmp(end, "fork") == 0) {
		pid_t child = fork();
		if (child == 0) {
			run(n_threads);
			exit(0);
		}
		waitpid(child, NULL, 0);
		printf("%d\n", (int)child);
	}
	return 0;
}

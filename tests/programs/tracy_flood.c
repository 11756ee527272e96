/* tracy_flood.c - spans without end, and what memory they took. Usage: tracy_flood ZONES [THREADS [MS]]
 * Goes on for MS with a span each millisecond, or until there is a file 'stop'. Prints how many KiB the process has grown to at most, beyond what it had at the beginning.
 */
#include <leaf/trace.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long zones_per_thread;

__attribute__((noinline)) static void leaf_of_tree(long i)
{
	LEAF_FN(LEAF_LEVEL_DEBUG);
	__asm__ volatile("" : : "r"(i));
}

static void *branch(void *arg)
{
	for (long i = 0; i + 10 <= zones_per_thread; i += 10) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "branch", i);
		for (int leaf = 0; leaf < 9; leaf++)
			leaf_of_tree(i);
	}
	return arg;
}

/* A line of /proc/self/status in KiB. */
static long status_kib(const char *name)
{
	char line[256];
	long kib = -1;
	FILE *status = fopen("/proc/self/status", "r");
	while (status && fgets(line, sizeof line, status))
		if (strncmp(line, name, strlen(name)) == 0)
			kib = atol(line + strlen(name) + 1);
	if (status)
		fclose(status);
	return kib;
}

int main(int argc, char **argv)
{
	long zones = argc > 1 ? atol(argv[1]) : 100000;
	int threads = argc > 2 ? atoi(argv[2]) : 1;
	pthread_t id[64];
	if (threads < 1 || threads > 64)
		return 2;
	long before = status_kib("VmRSS:");
	zones_per_thread = zones / threads;
	for (int i = 0; i < threads; i++)
		pthread_create(&id[i], NULL, branch, NULL);
	for (int i = 0; i < threads; i++)
		pthread_join(id[i], NULL);
	for (int i = 0; argc > 3 && i < atoi(argv[3]) && access("stop", F_OK) != 0; i++) {
		LEAF_SPAN(LEAF_LEVEL_INFO, "rest", i);
		usleep(1000);
	}
	printf("%ld\n", status_kib("VmHWM:") - before);
	return 0;
}

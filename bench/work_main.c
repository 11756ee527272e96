/* work_main.c - runs one of the C workloads and prints what it took. */
/*
 * work flat|fib CALLS [THREADS]: prints "BENCH cpu_ns calls checksum" and "MEMORY KiB", which is
 * resident at the end. With THREADS, each thread makes CALLS calls on a processor of its own, and
 * cpu_ns is the mean over the threads.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "work.h"

enum { FIB_DEPTH = 25, FIB_CALLS = 242785, MAX_THREADS = 64 };

struct job {
	int fib;
	long calls; /* asked for; then made */
	int cpu;
	uint64_t cpu_ns;
	unsigned checksum;
	pthread_barrier_t *barrier;
};

static uint64_t cpu_now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Callgrind counts inside this function only. */
__attribute__((noinline)) unsigned bench_work(struct job *job);

__attribute__((noinline)) unsigned bench_work(struct job *job)
{
	unsigned sum = 0;

	if (job->fib) {
		long rounds = (job->calls + FIB_CALLS - 1) / FIB_CALLS;

		for (long i = 0; i < rounds; i++)
			sum += bench_fib(FIB_DEPTH, (int)(i & 7));
		job->calls = rounds * FIB_CALLS;
	} else {
		for (long i = 0; i < job->calls; i++)
			sum += (unsigned)bench_tiny((int)i, 7);
	}
	return sum;
}

/* First calls register sites, touch pages and fill caches; they are not what is measured. */
static void warm_up(void)
{
	for (int i = 0; i < 1000; i++)
		bench_tiny(i, 1);
	bench_fib(FIB_DEPTH - 10, 1);
	for (int i = FIB_DEPTH; i > FIB_DEPTH - 10; i--)
		bench_fib(1, 1);
}

static void *run(void *arg)
{
	struct job *job = arg;
	cpu_set_t set;
	uint64_t start;

	if (job->cpu >= 0) {
		CPU_ZERO(&set);
		CPU_SET((size_t)job->cpu, &set);
		sched_setaffinity(0, sizeof(set), &set);
	}
	if (bench_thread_start)
		bench_thread_start();
	warm_up();
	pthread_barrier_wait(job->barrier);
	start = cpu_now(CLOCK_THREAD_CPUTIME_ID);
	job->checksum = bench_work(job);
	job->cpu_ns = cpu_now(CLOCK_THREAD_CPUTIME_ID) - start;
	return NULL;
}

/*
 * Without pages of files, which come and go with the page cache, and counted page by page: the peak
 * that getrusage knows is off by some hundred KiB.
 */
static void print_memory(void)
{
	FILE *f = fopen("/proc/self/smaps_rollup", "r");
	char line[256];
	long kib = 0, part;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "Pss_Anon: %ld", &part) == 1 ||
		    sscanf(line, "Pss_Shmem: %ld", &part) == 1)
			kib += part;
	if (f)
		fclose(f);
	printf("MEMORY %ld\n", kib);
}

static int run_threads(const struct job *job, int n)
{
	pthread_t thread[MAX_THREADS];
	struct job jobs[MAX_THREADS];
	pthread_barrier_t barrier;
	uint64_t cpu_ns = 0;
	int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN);

	pthread_barrier_init(&barrier, NULL, (unsigned)n);
	for (int i = 0; i < n; i++) {
		jobs[i] = *job;
		jobs[i].cpu = i % cpus;
		jobs[i].barrier = &barrier;
		if (pthread_create(&thread[i], NULL, run, &jobs[i]))
			return 1;
	}
	for (int i = 0; i < n; i++) {
		pthread_join(thread[i], NULL);
		cpu_ns += jobs[i].cpu_ns / (unsigned)n;
	}
	printf("BENCH %llu %ld %u\n", (unsigned long long)cpu_ns, jobs[0].calls, jobs[0].checksum);
	return 0;
}

int main(int argc, char **argv)
{
	struct job job = { .cpu = -1 };
	uint64_t start, cpu_ns;

	if (argc < 3) {
		fprintf(stderr, "usage: work flat|fib CALLS [THREADS]\n");
		return 2;
	}
	job.fib = !strcmp(argv[1], "fib");
	job.calls = atol(argv[2]);
	if (argc > 3)
		return run_threads(&job, atoi(argv[3]) < MAX_THREADS ? atoi(argv[3]) : MAX_THREADS);
	if (bench_thread_start)
		bench_thread_start();
	warm_up();
	/* The whole process: a helper thread's time is a cost as well, unless the row asks for its own. */
	clockid_t clock = getenv("BENCH_OWN") ? CLOCK_THREAD_CPUTIME_ID : CLOCK_PROCESS_CPUTIME_ID;
	start = cpu_now(clock);
	job.checksum = bench_work(&job);
	cpu_ns = cpu_now(clock) - start;
	printf("BENCH %llu %ld %u\n", (unsigned long long)cpu_ns, job.calls, job.checksum);
	print_memory();
	return 0;
}

/* record_kill_main.c - kill a recorded program at random instants; is every ended span there? */
/*
 * Usage: record_kill PROGRAM FOLDER TIMES THREADS [MAX_MB [plain|signals|jumps [SEED]]]
 *
 * Runs record_load TIMES times into recordings under FOLDER, kills each with SIGKILL after 0 to 10
 * ms, and checks what is left: each round that the program had counted is there with its values,
 * nothing is twice or out of order, what was open is marked so. A line for each that is not so.
 * Exits 1 if there was one.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "record/recmerge.h"

enum { MAX_THREADS = 64, JUMPS = 511 };

static const volatile uint64_t *counters;

struct check {
	const char *wrong; /* the first thing */
	uint64_t spans, opens;
	int t;		/* the program's number of this thread; -1: not yet known */
	int64_t round;	/* open, or closed last; -1: none */
	int64_t closed; /* rounds */
	int bounded;
	int interrupts, jumps; /* may happen */
	uint64_t missing;      /* rounds that a jump left before they were recorded */
	uint64_t last;
};

static int64_t number(const struct recstep *step, unsigned i)
{
	struct leaf_value value;
	if (i >= step->site->n_fields || !recsite_value(step->site, step->values, i, &value))
		return -1;
	return value.len == 4 ? (int32_t)leaf_value_u64(&value) : (int64_t)leaf_value_u64(&value);
}

static int is_site(const struct recstep *step, const char *name)
{
	return step->site && strcmp(step->site->name, name) == 0;
}

static const char *check_round(struct check *check, const struct recstep *step)
{
	int t = (int)number(step, 0);
	int64_t i = number(step, 1);
	if (i < 0)
		return NULL; /* it made the call site known */
	if (step->depth != 0 && !check->jumps)
		return "a round inside another span";
	if (check->t < 0)
		check->t = t;
	if (t != check->t || t < 0 || t >= MAX_THREADS)
		return "a round of another thread";
	if (i <= check->round)
		return "a round is there twice";
	if (i != check->round + 1 && !check->jumps && !(check->bounded && check->round < 0))
		return "a round is missing";
	check->missing += (uint64_t)(i - check->round - 1);
	check->round = i;
	return NULL;
}

static const char *check_event(const struct check *check, const struct recstep *step)
{
	char want[32];
	struct leaf_value value;
	snprintf(want, sizeof want, "round %lld", (long long)check->round);
	if (check->round < 0)
		return NULL;
	if (number(step, 0) != check->round || check->round % 64)
		return check->jumps ? NULL : "an event out of order";
	if (!recsite_value(step->site, step->values, 1, &value) || value.len != strlen(want) ||
	    memcmp(value.data, want, value.len) != 0)
		return "an event with another text";
	return NULL;
}

static const char *check_step(struct check *check, const struct recstep *step)
{
	if (step->ticks < check->last)
		return "time goes back";
	check->last = step->ticks;
	switch (step->kind) {
	case RECSTEP_OPEN:
		check->spans++;
		if (is_site(step, "one_round"))
			return check_round(check, step);
		if (is_site(step, "inner") && check->round >= 0 && !check->jumps &&
		    number(step, 0) != (int)check->round)
			return "an inner span of another round";
		return NULL;
	case RECSTEP_CLOSE:
		if (is_site(step, "one_round") && check->round >= 0)
			check->closed = check->round + 1;
		return NULL;
	case RECSTEP_EVENT:
		return check_event(check, step);
	case RECSTEP_STILL_OPEN:
		check->opens++;
		return NULL;
	case RECSTEP_ENDED:
		return NULL;
	case RECSTEP_DROPPED:
		return check->interrupts ? NULL : "records were dropped";
	case RECSTEP_LEFT:
		return check->jumps ? NULL : "a span was left";
	case RECSTEP_LOST:
	case RECSTEP_RESUMED:
		return check->bounded && check->round < 0 ? NULL : "a part is lost";
	default:
		return "a step that should not be";
	}
}

static void check_thread(struct check *total, const struct recrun *run,
			 const struct recsites *sites, const struct recthread *thread)
{
	struct check check = { .t = -1,
			       .round = -1,
			       .bounded = total->bounded,
			       .interrupts = total->interrupts,
			       .jumps = total->jumps };
	struct recwalk walk;
	struct recstep step;
	int there = 1;
	recwalk_init(&walk, run, sites, thread->part, thread->end);
	while (!check.wrong && there) {
		if (recwalk_next(&walk, &step, &there) != LEAF_E_OK)
			check.wrong = leaf_err_text();
		else if (there)
			check.wrong = check_step(&check, &step);
	}
	recwalk_release(&walk);
	if (!check.wrong && check.t >= 0) {
		int64_t counted = (int64_t)counters[check.t];
		if (check.closed < counted && !check.jumps)
			check.wrong = "the last rounds are missing";
		if (check.missing > counters[JUMPS] && !check.bounded)
			check.wrong = "more rounds are missing than were jumped out of";
		if (check.closed > counted + 1)
			check.wrong = "there are rounds that did not take place";
	}
	if (check.wrong)
		total->wrong = check.wrong;
	total->spans += check.spans;
	total->opens += check.opens;
}

static void check_run(struct check *total, const char *path)
{
	struct recrun run;
	struct recsites sites = { 0 };
	struct recparts parts = { 0 };
	struct recthread *threads = NULL;
	size_t n = 0;
	if (recrun_open(&run, path) != LEAF_E_OK) {
		total->wrong = leaf_err_text();
		return;
	}
	if (recsites_load(&sites, &run) != LEAF_E_OK || recparts_load(&parts, &run) != LEAF_E_OK ||
	    recthreads_list(&threads, &n, &parts) != LEAF_E_OK)
		total->wrong = leaf_err_text();
	if (sites.n_damaged || parts.n_damaged)
		total->wrong = "damaged pieces";
	for (size_t i = 0; i < n; i++)
		check_thread(total, &run, &sites, &threads[i]);
	free(threads);
	recparts_release(&parts);
	recsites_release(&sites);
	recrun_release(&run);
}

static void check_recording(struct check *total, const char *folder)
{
	struct recrun_list list;
	if (recrun_find(&list, folder) != LEAF_E_OK) {
		for (int t = 0; t < MAX_THREADS; t++)
			if (counters[t])
				total->wrong = "no recording";
		return;
	}
	for (size_t i = 0; i < list.n; i++)
		check_run(total, list.paths[i]);
	recrun_list_release(&list);
}

static void run_and_kill(const char *program, const char *shared, const char *threads,
			 const char *folder, const char *max_mb, const char *mode, long after_us)
{
	pid_t pid = fork();
	if (pid == 0) {
		setenv("LEAF_LOG", "trace", 1);
		setenv("LEAF_TEXT_FILTER", "off", 1);
		setenv("LEAF_FLAME", "off", 1);
		setenv("LEAF_RECORD", folder, 1);
		if (max_mb)
			setenv("LEAF_RECORD_MAX_MB", max_mb, 1);
		execl(program, program, shared, threads, "0", "0", mode, (char *)NULL);
		_exit(127);
	}
	struct timespec nap = { after_us / 1000000, after_us % 1000000 * 1000 };
	while (!counters[0] && waitpid(pid, NULL, WNOHANG) == 0)
		;
	nanosleep(&nap, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void remove_folder(const char *folder)
{
	char command[4200];
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	if (system(command) != 0)
		fprintf(stderr, "record_kill: cannot remove %s\n", folder);
}

int main(int argc, char **argv)
{
	char shared[4096], folder[4096];
	int failures = 0;
	setvbuf(stdout, NULL, _IOLBF, 0);
	struct check total = { 0 };
	if (argc < 5)
		return 2;
	const char *max_mb = argc > 5 && atoi(argv[5]) ? argv[5] : NULL;
	const char *mode = argc > 6 && strcmp(argv[6], "plain") != 0 ? argv[6] : NULL;
	unsigned seed = argc > 7 ? (unsigned)atoi(argv[7]) : (unsigned)time(NULL);
	snprintf(shared, sizeof shared, "%s/counters", argv[2]);
	int fd = open(shared, O_RDWR | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || ftruncate(fd, 4096) != 0)
		return 2;
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		return 2;
	counters = page;
	total.bounded = max_mb != NULL;
	total.interrupts = mode != NULL;
	total.jumps = mode && strcmp(mode, "jumps") == 0;
	for (int i = 0; i < atoi(argv[3]); i++) {
		long after_us = rand_r(&seed) % 10000;
		memset(page, 0, 4096);
		snprintf(folder, sizeof folder, "%s/recording-%d", argv[2], i);
		run_and_kill(argv[1], shared, argv[4], folder, max_mb, mode, after_us);
		total.wrong = NULL;
		check_recording(&total, folder);
		if (total.wrong) {
			printf("%s: killed after %ld us: %s\n", folder, after_us, total.wrong);
			failures++;
		} else {
			remove_folder(folder);
		}
	}
	printf("%d of %s recordings are whole: %llu spans, %llu open at the end\n",
	       atoi(argv[3]) - failures, argv[3], (unsigned long long)total.spans,
	       (unsigned long long)total.opens);
	return failures != 0;
}

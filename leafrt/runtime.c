/* runtime.c - start, lock, fork, end. */
#include "leafrt/runtime.h"

#include "leafrt/ask.h"
#include "leafrt/backend.h"
#include "leafrt/byte_set.h"
#include "leafrt/counters.h"
#include "leafrt/expr.h"
#include "leafrt/inputs.h"
#include "leafrt/outputs.h"
#include "leafrt/path.h"
#include "leafrt/prediction.h"
#include "leafrt/rt_config.h"
#include "leafrt/shadow.h"
#include "leafrt/sharing.h"
#include "leafrt/unmodelled.h"
#include "pri/fused.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

__attribute__((visibility("default"))) _Thread_local struct pri_call leaf_call;
struct counters counters;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local bool inside;
static _Thread_local int kept_errno;
static bool on;

bool runtime_is_on(void)
{
	return on;
}

bool runtime_enter(void)
{
	if (!on)
		return false;
	if (inside) {
		counters.busy++;
		return false;
	}
	inside = true;
	kept_errno = errno;
	pthread_mutex_lock(&lock);
	return true;
}

void runtime_leave(void)
{
	pthread_mutex_unlock(&lock);
	errno = kept_errno;
	inside = false;
}

static void before_fork(void)
{
	pthread_mutex_lock(&lock);
}

static void after_fork(void)
{
	pthread_mutex_unlock(&lock);
}

static void in_child(void)
{
	pthread_mutex_init(&lock, NULL);
	if (on)
		outputs_in_child();
}

/* Address space beyond what is mapped by now, which the shadow's reservation is the most of. */
static void limit_memory(void)
{
	unsigned long pages = 0;
	FILE *file = rt_config.max_mb ? fopen("/proc/self/statm", "re") : NULL;
	if (!file)
		return;
	if (fscanf(file, "%lu", &pages) == 1) {
		rlim_t most = (rlim_t)pages * 4096 + ((rlim_t)rt_config.max_mb << 20);
		setrlimit(RLIMIT_AS, &(struct rlimit){ most, most });
	}
	fclose(file);
}

static bool start_parts(void)
{
	return expr_start((uint32_t)rt_config.max_expressions) && byte_set_start() &&
	       path_start() && ask_start() && inputs_start();
}

/* glibc hands main's arguments to constructors. */
__attribute__((constructor(101))) static void start(int argc, char **argv)
{
	rt_config_read();
	sharing_start(rt_config.shared);
	/* Compiled code reads presence bytes whatever the backend is. */
	if (!shadow_start()) {
		static const char text[] = "leaf: the addresses of the shadow memory are taken\n";
		ssize_t ignored = write(2, text, sizeof text - 1);
		(void)ignored;
		_exit(70);
	}
	if (backend_chosen()->start)
		backend_chosen()->start();
	if (strcmp(rt_config.backend, "symex") != 0 || !start_parts())
		return;
	pthread_atfork(before_fork, after_fork, in_child);
	outputs_start();
	prediction_start();
	inputs_arguments(argc, argv);
	inputs_environment();
	on = true;
}

/* After the parts, which reserve a lot. */
__attribute__((constructor(102))) static void start_limits(void)
{
	limit_memory();
}

static void say_summary(void)
{
	static const char *const stages[] = {
#define STAGE(name, json, meaning) json,
#include "leafrt/stages.def"
	};
	static const char *const causes[] = {
#define C(name, json, meaning) json,
#include "pri/concretize.def"
	};
	fprintf(stderr,
		"leaf: %llu calls, %u expressions, %llu constraints, %llu questions, %llu outputs, solver %.1f ms, %llu stale bytes",
		(unsigned long long)counters.calls, expr_count() - 1,
		(unsigned long long)counters.constraints, (unsigned long long)counters.questions,
		(unsigned long long)counters.outputs, (double)counters.solver_ns / 1e6,
		(unsigned long long)counters.stale);
	for (size_t i = 0; i < COUNTERS_N_STAGES; i++)
		if (counters.answered[i])
			fprintf(stderr, ", %s %llu", stages[i],
				(unsigned long long)counters.answered[i]);
	for (size_t i = 0; i < PRI_N_CAUSES; i++)
		if (counters.concretized[i])
			fprintf(stderr, ", concrete by %s %llu", causes[i],
				(unsigned long long)counters.concretized[i]);
	if (rt_config.check)
		fprintf(stderr, ", %llu failed checks", (unsigned long long)counters.failed_checks);
	fputc('\n', stderr);
}

__attribute__((destructor)) static void end(void)
{
	if (backend_chosen()->end)
		backend_chosen()->end();
	if (!on)
		return;
	if (rt_config.check && runtime_enter()) {
		ask_check();
		runtime_leave();
	}
	sharing_count();
	if (rt_config.summary)
		say_summary();
	if (rt_config.summary)
		unmodelled_say(stderr);
}

/* spread.c - the same thing done with many items by a few threads. */
#include "profile/spread.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { MAX_JOBS = 16 };

struct range {
	leaf_err (*f)(void *closure, size_t from, size_t to);
	void *closure;
	size_t from, to;
	leaf_err err;
	char why[512];
	pthread_t thread;
};

static void *work(void *argument)
{
	struct range *range = argument;
	range->err = range->f(range->closure, range->from, range->to);
	if (range->err != LEAF_E_OK)
		snprintf(range->why, sizeof range->why, "%s", leaf_err_text());
	return NULL;
}

unsigned spread_jobs(unsigned jobs)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	if (!jobs)
		jobs = processors > 0 ? (unsigned)processors : 1;
	return jobs < MAX_JOBS ? jobs : MAX_JOBS;
}

leaf_err spread(size_t n, unsigned jobs, size_t least,
		leaf_err (*f)(void *closure, size_t from, size_t to), void *closure)
{
	struct range ranges[MAX_JOBS];
	size_t parts = spread_jobs(jobs), started = 1;
	if (parts > n / least)
		parts = n / least;
	if (parts < 2)
		return f(closure, 0, n);
	for (size_t i = 0; i < parts; i++)
		ranges[i] = (struct range){
			.f = f, .closure = closure, .from = n * i / parts, .to = n * (i + 1) / parts
		};
	while (started < parts &&
	       !pthread_create(&ranges[started].thread, NULL, work, &ranges[started]))
		started++;
	work(&ranges[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(ranges[i].thread, NULL);
	for (size_t i = started; i < parts; i++)
		work(&ranges[i]);
	for (size_t i = 0; i < parts; i++) {
		if (ranges[i].err != LEAF_E_OK)
			return leaf_fail(ranges[i].err, "%s", ranges[i].why);
	}
	return LEAF_E_OK;
}

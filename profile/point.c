/* point.c - places between two changes, at which tests make the program die, fail or be interrupted. */
#include "profile/point.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
enum { N_SIGNALS = sizeof signals / sizeof *signals };

static volatile sig_atomic_t came, piped;
static struct sigaction before[N_SIGNALS];
static int is_deaf;

static void note(int number)
{
	if (number != SIGPIPE)
		came = number;
	else
		piped = 1;
}

void point_begin(void)
{
	struct sigaction action = { .sa_handler = note };
	sigemptyset(&action.sa_mask);
	for (int i = 0; i < N_SIGNALS; i++) {
		sigaction(signals[i], NULL, &before[i]);
		/* nohup means what it says. */
		if (before[i].sa_handler != SIG_IGN || signals[i] == SIGPIPE)
			sigaction(signals[i], &action, NULL);
	}
}

void point_end(void)
{
	for (int i = 0; i < N_SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
}

void point_deaf(int deaf)
{
	is_deaf = deaf;
}

int point_signal(void)
{
	return came;
}

int point_pipe(void)
{
	return piped;
}

#ifdef LEAF_TESTS

unsigned point_patience(unsigned seconds)
{
	const char *wish = getenv("LEAF_PROFILE_PATIENCE");
	return wish ? (unsigned)strtoul(wish, NULL, 10) : seconds;
}

static void remember(const char *name, unsigned long n)
{
	const char *path = getenv("LEAF_PROFILE_POINTS");
	FILE *file = path ? fopen(path, "a") : NULL;
	if (!file)
		return;
	fprintf(file, "%s:%lu\n", name, n);
	fclose(file);
}

/* Whether this is the place that the test means. */
static int is_meant(const char *wish, const char *name, unsigned long n)
{
	const char *at = strchr(wish, '@');
	const char *colon = strrchr(wish, ':');
	size_t len = strlen(name);
	if (!at || strncmp(at + 1, name, len) != 0)
		return 0;
	if (at[1 + len] == 0)
		return n == 0;
	return at[1 + len] == ':' && colon == at + 1 + len && strtoul(colon + 1, NULL, 10) == n;
}

static leaf_err obey(const char *name, unsigned long n)
{
	const char *wish = getenv("LEAF_PROFILE_POINT");
	remember(name, n);
	if (!wish || !is_meant(wish, name, n))
		return LEAF_E_OK;
	if (!strncmp(wish, "kill@", 5))
		raise(SIGKILL);
	if (!strncmp(wish, "int@", 4))
		raise(SIGINT);
	if (!strncmp(wish, "term@", 5))
		raise(SIGTERM);
	/* Somebody else does something at this very moment. */
	if (!strncmp(wish, "run@", 4) && system(getenv("LEAF_PROFILE_RUN")))
		return leaf_fail(LEAF_E_CHILD, "the test's own command failed");
	if (!strncmp(wish, "fail@", 5) && !is_deaf)
		return leaf_fail(LEAF_E_IO, "the test wants a failure at %s", name);
	return LEAF_E_OK;
}

#else

unsigned point_patience(unsigned seconds)
{
	return seconds;
}

static leaf_err obey(const char *name, unsigned long n)
{
	(void)name;
	(void)n;
	return LEAF_E_OK;
}

#endif

leaf_err point(const char *name, unsigned long n)
{
	LEAF_TRY(obey(name, n));
	if (came && !is_deaf)
		return leaf_fail(LEAF_E_INTERRUPTED, "interrupted");
	return LEAF_E_OK;
}

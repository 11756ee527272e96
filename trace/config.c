/* config.c - what the user asked for: options given to leaf_trace_start(), then the environment. */
#include "trace/config.h"

#include "base/arena.h"
#include "base/edits.h"
#include "trace/say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/auxv.h>
#include <unistd.h>

static const char *const known[] = {
#define ENV(name, values, otherwise, help) #name,
#include "trace/env.def"
};
enum { N_KNOWN = sizeof known / sizeof *known };

static const char *given[N_KNOWN]; /* values, by index in known */
static struct leaf__arena arena;

static int find(const char *name, size_t len)
{
	for (int i = 0; i < N_KNOWN; i++)
		if (strlen(known[i]) == len && memcmp(known[i], name, len) == 0)
			return i;
	return -1;
}

static int is_sink_filter(const char *name, size_t len)
{
	static const char suffix[] = "_FILTER";
	size_t n = sizeof suffix - 1;
	return len > n + 5 && strncmp(name, "LEAF_", 5) == 0 &&
	       memcmp(name + len - n, suffix, n) == 0;
}

int leaf__config_knows(const char *const *options)
{
	for (; options && *options; options++) {
		const char *equals = strchr(*options, '=');
		if (!equals || find(*options, (size_t)(equals - *options)) < 0)
			return 0;
	}
	return 1;
}

int leaf__config_set(const char *const *options)
{
	const char *values[N_KNOWN] = { NULL };
	struct leaf__arena fresh = { 0 };
	for (; options && *options; options++) {
		const char *equals = strchr(*options, '=');
		int i = equals ? find(*options, (size_t)(equals - *options)) : -1;
		char *copy = i < 0 ? NULL
				   : leaf__arena_strndup(&fresh, equals + 1, strlen(equals + 1));
		if (!copy) {
			leaf__arena_release(&fresh);
			errno = i < 0 ? EINVAL : ENOMEM;
			return -1;
		}
		values[i] = copy;
	}
	leaf__arena_release(&arena);
	arena = fresh;
	memcpy(given, values, sizeof given);
	return 0;
}

const char *leaf__config_get(const char *name)
{
	size_t len = strlen(name);
	int i = find(name, len);
	const char *value = NULL;
	if (i >= 0 && given[i])
		value = given[i];
	else if (i >= 0 || is_sink_filter(name, len) || strcmp(name, "NO_COLOR") == 0)
		value = secure_getenv(name); /* not from who starts a set-user-ID program */
	return value && *value ? value : NULL;
}

int leaf__config_nobody_asked(void)
{
	for (int i = 0; i < N_KNOWN; i++)
		if (given[i])
			return 0;
	return getauxval(AT_SECURE) != 0;
}

long leaf__config_number(const char *name, long otherwise, long low, long high)
{
	const char *text = leaf__config_get(name);
	char *end;
	int saved = errno;
	long number = text ? strtol(text, &end, 10) : otherwise;
	errno = saved;
	if (text && (end == text || *end)) {
		leaf__say("%s='%s' is not a number: the default it is", name, text);
		return otherwise;
	}
	if (number >= low && number <= high)
		return number;
	number = number < low ? low : high;
	leaf__say("%s='%s' is not from %ld to %ld: %ld it is", name, text, low, high, number);
	return number;
}

int leaf__config_flag(const char *name)
{
	static const char *const yes[] = { "1", "true", "yes", "on" };
	const char *text = leaf__config_get(name);
	for (size_t i = 0; text && i < sizeof yes / sizeof *yes; i++)
		if (strcasecmp(text, yes[i]) == 0)
			return 1;
	return 0;
}

/* The known name that this one was meant to be; NULL if it is known or like none. */
static const char *meant(const char *name, size_t len)
{
	enum { PREFIX = 5 }; /* LEAF_, which they have in common */
	const char *best = NULL;
	size_t least = (len - PREFIX) / 5 + 1;
	if (find(name, len) >= 0)
		return NULL;
	for (int i = 0; i < N_KNOWN; i++) {
		if (strncmp(known[i], name, len) == 0 && known[i][len] == '_')
			return known[i]; /* the unit is missing, as in LEAF_TRACY_WAIT */
		size_t edits = leaf__edit_distance(known[i], strlen(known[i]), name, len);
		if (edits <= least && (!best || edits < least)) {
			least = edits;
			best = known[i];
		}
	}
	return best;
}

void leaf__config_check(void)
{
	static int done;
	if (done || !environ)
		return;
	done = 1;
	for (char **variable = environ; *variable; variable++) {
		size_t len = strcspn(*variable, "=");
		const char *name = len > 6 && strncasecmp(*variable, "LEAF_", 5) == 0
					   ? meant(*variable, len)
					   : NULL;
		if (name)
			leaf__say("'%.*s' in the environment means nothing; did you mean %s?",
				  (int)len, *variable, name);
	}
}

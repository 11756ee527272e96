/* fake_options.c - options of the fake server. */
#include "tests/tracy/fake_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *text;
} hostilities[FAKE_HOSTILITIES] = {
#define HOSTILE(name, text) { #name, text },
#include "tests/tracy/fake_hostile.def"
};

void fake_options_init(struct fake_options *options)
{
	*options = (struct fake_options){
#define WORD(name, value, help) .name = value,
#define NUMBER(name, value, help) .name = value,
#define FLAG(name, value, help) .name = value,
#include "tests/tracy/fake_options.def"
	};
}

static void option_help(const char *name, const char *value, const char *help)
{
	char spelled[64];
	snprintf(spelled, sizeof spelled, "%s%s", name, value);
	for (char *c = spelled; *c && *c != ' '; c++)
		if (*c == '_')
			*c = '-';
	printf("  --%-22s %s\n", spelled, help);
}

static void print_help(void)
{
	puts("fake_tracy - a Tracy server for tests: connects to a client, checks each rule of the\n"
	     "protocol, and prints what it saw as JSON, one line for each session.\n"
	     "Exits 0, 1: a rule is broken (said on stderr), 2: wrong usage.\n\noptions:");
	char value[64];
#define WORD(name, initial, help)                                                                  \
	snprintf(value, sizeof value, " WORD%s%.20s", *initial ? " = " : "", initial);             \
	option_help(#name, value, help);
#define NUMBER(name, initial, help)                                                                \
	snprintf(value, sizeof value, " N = %d", initial);                                         \
	option_help(#name, value, help);
#define FLAG(name, initial, help) option_help(#name, "", help);
#include "tests/tracy/fake_options.def"
	puts("\nhow to misbehave:");
	for (int i = 0; i < FAKE_HOSTILITIES; i++)
		printf("  %-24s %s\n", hostilities[i].name, hostilities[i].text);
}

int fake_listed(const char *list, const char *word)
{
	size_t n = strlen(word);
	while (*list) {
		size_t len = strcspn(list, ",");
		if (len == n && strncmp(list, word, n) == 0)
			return 1;
		list += len + (list[len] == ',');
	}
	return 0;
}

/* "--leave-ms" is the option leave_ms. */
static int is_option(const char *given, const char *name)
{
	if (strncmp(given, "--", 2) != 0)
		return 0;
	for (given += 2; *given && *name; given++, name++)
		if (*given != *name && !(*given == '-' && *name == '_'))
			return 0;
	return !*given && !*name;
}

static int read_hostilities(struct fake_options *options)
{
	size_t named = *options->hostile != 0, found = 0;
	for (const char *c = options->hostile; *c; c++)
		named += *c == ',';
	for (int i = 0; i < FAKE_HOSTILITIES; i++)
		if (fake_listed(options->hostile, hostilities[i].name)) {
			options->hostilities |= 1u << i;
			found++;
		}
	if (found == named)
		return 0;
	fprintf(stderr, "fake_tracy: no such way to misbehave in '%s'\n", options->hostile);
	return 2;
}

static int read_number(long *out, const char *name, const char *text)
{
	char *end;
	errno = 0;
	*out = strtol(text, &end, 10);
	if (!errno && end != text && !*end)
		return 1;
	fprintf(stderr, "fake_tracy: '%s' wants a number, not '%s'\n", name, text);
	return 0;
}

int fake_options_read(struct fake_options *options, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *given = argv[i], *value = i + 1 < argc ? argv[i + 1] : "";
		if (strcmp(given, "--help") == 0) {
			print_help();
			return 1;
		}
#define WORD(name, initial, help)                                                                  \
	if (is_option(given, #name)) {                                                             \
		options->name = value;                                                             \
		i++;                                                                               \
		continue;                                                                          \
	}
#define NUMBER(name, initial, help)                                                                \
	if (is_option(given, #name)) {                                                             \
		if (!read_number(&options->name, given, value))                                    \
			return 2;                                                                  \
		i++;                                                                               \
		continue;                                                                          \
	}
#define FLAG(name, initial, help)                                                                  \
	if (is_option(given, #name)) {                                                             \
		options->name = 1;                                                                 \
		continue;                                                                          \
	}
#include "tests/tracy/fake_options.def"
		fprintf(stderr, "fake_tracy: no option '%s'; see --help\n", given);
		return 2;
	}
	return read_hostilities(options);
}

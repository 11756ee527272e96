/* fake_options.h - options of the fake server. */
#ifndef FAKE_OPTIONS_H
#define FAKE_OPTIONS_H

#include <stdio.h>

enum fake_hostility {
#define HOSTILE(name, text) HOSTILE_##name,
#include "tests/tracy/fake_hostile.def"
	FAKE_HOSTILITIES
};

struct fake_options {
#define WORD(name, value, help) const char *name;
#define NUMBER(name, value, help) long name;
#define FLAG(name, value, help) long name;
#include "tests/tracy/fake_options.def"
	unsigned hostilities; /* bits 1 << HOSTILE_… */
};

void fake_options_init(struct fake_options *options);

/* 0: read; 1: help was printed; 2: wrong, and said so on stderr. */
int fake_options_read(struct fake_options *options, int argc, char **argv);

/* `word` is one of the comma-separated `list`. */
int fake_listed(const char *list, const char *word);

static inline int fake_is_hostile(const struct fake_options *options, enum fake_hostility how)
{
	return (int)(options->hostilities >> how & 1);
}

#endif

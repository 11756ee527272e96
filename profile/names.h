/* names.h - the first few of many paths, for a sentence. */
#ifndef LEAF_PROFILE_NAMES_H
#define LEAF_PROFILE_NAMES_H

#include "base/buf.h"

/* All zero is a valid empty one. */
struct names {
	struct leaf__buf text; /* "a, b, c" */
	size_t n;
};

void names_release(struct names *names);

/* Bytes that would spoil a line are shown as '?'. */
leaf_err names_add(struct names *names, const char *path) LEAF_MUST_USE;

/* "a, b, c and 4 more", in 'out'; "" if there are none. */
void names_say(char out[1024], const struct names *names);

#endif

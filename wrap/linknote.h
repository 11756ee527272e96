/* linknote.h - what the linker's wrapper tells of each link, and how `leaf build` reads it. */
#ifndef LEAF_WRAP_LINKNOTE_H
#define LEAF_WRAP_LINKNOTE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

enum link_verdict {
#define V(name, came, word, meaning) LINK_##name,
#include "wrap/links.def"
	LINK_N
};

/* In the environment of a command under `leaf build`: the file that takes the notes, or "on". */
#define LINKNOTE_VARIABLE "LEAF_BUILD"

bool link_gave(enum link_verdict verdict);	     /* Leaf went in */
bool link_lacks(enum link_verdict verdict);	     /* instrumented code is without it */
const char *link_meaning(enum link_verdict verdict); /* a half-sentence */

/* One link. */
struct linknote {
	enum link_verdict verdict;
	const char *output; /* what was linked, as an absolute path if that was to be had */
	const char *cause;  /* the input that decided; "" if none did */
	bool program;	    /* something to run, not a shared library or a relocatable object */
};

/* Add a note to the file, an absolute path, in one write. Nothing happens if that is not possible: a build does not fail for it. */
void linknote_add(const char *file, const struct linknote *note);

/*
 * The note at *at in text, which is changed: pieces of it become strings. Returns false at the end; a damaged
 * line is passed over.
 */
bool linknote_next(struct linknote *note, char **at);

#endif

/* place.h - where in the text a function's line goes, and how it is laid out there. */
#ifndef LEAF_INSTRUMENT_PLACE_H
#define LEAF_INSTRUMENT_PLACE_H

#include "instrument/cfuncs.h"

#include <stdbool.h>
#include <stddef.h>

/* A place for a statement: put indent [indent_len], a tab if 'deeper', it, and 'eol' at 'at'. */
struct place {
	size_t at;
	bool own_line; /* else: a blank and the statement, no more */
	const char *indent;
	size_t indent_len;
	bool deeper;
	const char *eol;
};

/*
 * The place in a function's body: on a line of its own behind the line of the '{' if only blanks
 * and comments stand behind it there, else right behind the '{'.
 */
struct place place_in_body(const char *text, size_t len, const struct cfuncs_fn *fn);

/*
 * The place for the head of a file: its start, behind a byte order mark, or the line behind the
 * #include of a precompiled header, which must come first.
 */
size_t place_of_head(const char *text, size_t len);

/* The line ending of the first line; a newline if there is none. */
const char *place_eol(const char *text, size_t len);

#endif

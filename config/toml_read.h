/* toml_read.h - what the parts of the TOML reader share. */
#ifndef LEAF_CONFIG_TOML_READ_H
#define LEAF_CONFIG_TOML_READ_H

#include "config/toml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Arrays and inline tables may be this deep in each other. */
enum { TOML_MAX_DEPTH = 64 };

struct toml_reader {
	struct toml *toml;
	const char *text;
	size_t at, len;
	uint32_t section; /* how many headers have been read */
	unsigned depth;
	char *scratch; /* [len + 1] for the string that is being read */
};

/* A string's bytes, in the arena. */
struct toml_text {
	const char *bytes;
	uint32_t len;
};

/* The byte at an offset from here; 0 behind the end (NULs in the text are refused before). */
char toml_peek(const struct toml_reader *reader, size_t ahead);

/* Whether these bytes come next. */
bool toml_comes(const struct toml_reader *reader, const char *bytes);

/* Pass over blanks; over blanks, comments and line ends. */
void toml_skip_blanks(struct toml_reader *reader);
leaf_err toml_skip_lines(struct toml_reader *reader) LEAF_MUST_USE;

/* A zeroed value; NULL without memory. */
struct toml_value *toml_new(struct toml_reader *reader, enum toml_kind kind, size_t at);

/* Read a string that begins here, of any of the four forms; or no multi-line one, for a key. */
leaf_err toml_read_string(struct toml_reader *reader, struct toml_text *out, bool key)
	LEAF_MUST_USE;

/* Read a number, boolean, date or time that begins here. */
leaf_err toml_read_scalar(struct toml_reader *reader, struct toml_value *out) LEAF_MUST_USE;

/* Read a value that begins here. */
leaf_err toml_read_value(struct toml_reader *reader, struct toml_value **out) LEAF_MUST_USE;

/* Read key = value into a table, dots in the key included. */
leaf_err toml_read_entry(struct toml_reader *reader, struct toml_value *table) LEAF_MUST_USE;

/* Read one part of a key. */
leaf_err toml_read_key(struct toml_reader *reader, struct toml_text *key) LEAF_MUST_USE;

/* The entry of a table by a key of any bytes. */
struct toml_value *toml_entry(const struct toml_value *table, const struct toml_text *key);

/* Put a value behind the others of a table or an array. */
void toml_append(struct toml_value *to, struct toml_value *value);

#endif

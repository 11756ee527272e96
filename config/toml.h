/* toml.h - a TOML text as a tree of values. */
#ifndef LEAF_CONFIG_TOML_H
#define LEAF_CONFIG_TOML_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum toml_kind {
#define T(name, said) TOML_##name,
#include "config/toml_kinds.def"
};

/* How a table or an array came to be, which decides who may add to it. */
enum toml_origin {
	TOML_IMPLIED, /* by [it.below]: may still get its own header */
	TOML_DOTTED,  /* by it.key = …: only such keys, under the same header, may add to it */
	TOML_HEADED,  /* by [it], or [[it]] for an array */
	TOML_WHOLE,   /* by it = […] or it = {…}: complete */
};

/* A value. Fields that its kind does not name are zero. */
struct toml_value {
	enum toml_kind kind;
	enum toml_origin origin; /* TABLE, ARRAY */
	uint32_t section;	 /* of a DOTTED table: which header it stands under */
	uint32_t at;		 /* byte offset of the value; of a table's header or first key */
	uint32_t key_at;	 /* byte offset of the key, in a table */
	const char *key;	 /* in a table; UTF-8 with a NUL behind it */
	uint32_t key_len;
	uint32_t len;
	const char *
		text; /* [len] STRING: UTF-8 with a NUL behind it, lines ended by '\n'; else as written */
	int64_t integer;		 /* INTEGER */
	double real;			 /* FLOAT */
	bool boolean;			 /* BOOLEAN */
	struct toml_value *first, *last; /* ARRAY: elements; TABLE: entries; in their order */
	struct toml_value *next;
};

/* All zero is a valid empty document. */
struct toml {
	const char *name; /* of the file, for errors; borrowed */
	const char *text; /* borrowed */
	size_t len;
	struct toml_value *root;
	struct leaf__arena arena;
};

/* Longer texts are refused: a table is searched entry by entry. */
#define TOML_MAX ((size_t)1 << 16)

void toml_release(struct toml *toml);

/*
 * Read a whole document.
 *
 *   name  of the file, for errors; borrowed, as the text is, until toml_release()
 *   text  [len] bytes
 *   out   empty; filled in
 *
 * Errors: SYNTAX, "NAME:LINE:COLUMN: …", columns being bytes from 1; LIMIT beyond TOML_MAX; NOMEM.
 *         'out' is empty then.
 * Threads: pure.
 * Source: TOML 1.0.0 (toml.io), the whole of it.
 */
leaf_err toml_parse(struct toml *out, const char *name, const char *text, size_t len) LEAF_MUST_USE;

/* The entry of a table; NULL if it has none, or is no table. */
const struct toml_value *toml_find(const struct toml_value *table, const char *key);

/* "a string", "an integer": what a kind is called in a sentence. */
const char *toml_kind_said(enum toml_kind kind);

/* leaf_fail() with the place of a byte of the text before the sentence. */
leaf_err toml_fail(const struct toml *toml, size_t at, leaf_err code, const char *fmt, ...)
	LEAF_PRINTF(4, 5);

#endif

/* cmacros.h - which names are macros, and what is known of them. */
#ifndef LEAF_INSTRUMENT_CMACROS_H
#define LEAF_INSTRUMENT_CMACROS_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/clex.h"

#include <stddef.h>
#include <stdint.h>

/* What is known of a macro: bits; those in MARKS are cwords marks found in its replacement. */
enum {
	CMACROS_MARKS = 255,
	CMACROS_DEFINED = 1 << 8,
	CMACROS_CALL = 1 << 9,	  /* takes arguments */
	CMACROS_HEADER = 1 << 10, /* its replacement may be a function's header: it ends in ')' */
	CMACROS_OPENS = 1 << 11,  /* its replacement has more '{' than '}' */
	CMACROS_CLOSES = 1 << 12, /* the other way round */
	CMACROS_TAG = 1 << 13,	  /* its replacement holds struct, union or enum */
	CMACROS_SELF = 1 << 14,	  /* its replacement holds its own name */
};

/* All zero is a valid empty set. */
struct cmacros {
	struct leaf__buf names; /* one behind the other */
	struct cmacros_name *slots;
	size_t n, cap;
	unsigned any; /* what all names together have */
};

/* Answers given before; see cmacros_view. */
enum { CMACROS_CACHE = 256 };
struct cmacros_cached {
	const char *name; /* borrowed from the text that was asked for */
	uint32_t len, hash;
	unsigned known;
};

/*
 * The sets that are in force for a text: its headers'. The same few names are asked for again and
 * again, so a view that is asked by one thread, while one text lives, may have a cache.
 */
struct cmacros_view {
	const struct cmacros *const *sets;
	size_t n;
	unsigned any;		      /* what all names of all sets together have */
	struct cmacros_cached *cache; /* CMACROS_CACHE entries, zeroed for each text; or NULL */
};

void cmacros_release(struct cmacros *set);

/*
 * If 'directive' of the text that 'lexer' reads is a #define, note its name.
 *
 * Errors: NOMEM
 */
leaf_err cmacros_note(struct cmacros *set, const struct clex *lexer,
		      const struct clex_token *directive) LEAF_MUST_USE;

/* Note every #define of text [len]. Errors: NOMEM; LIMIT beyond CLEX_MAX. */
leaf_err cmacros_scan(struct cmacros *set, const char *text, size_t len) LEAF_MUST_USE;

/* What is known of a name, over all definitions seen; 0 if it is no macro. view may be NULL. */
unsigned cmacros_find(const struct cmacros *set, const char *name, size_t len);
unsigned cmacros_find_all(const struct cmacros *set, const struct cmacros_view *view,
			  const char *name, size_t len);

/* Only the cwords marks in the replacements of a name; cheap where no macro has any. */
unsigned cmacros_marks(const struct cmacros *set, const struct cmacros_view *view, const char *name,
		       size_t len);

#endif

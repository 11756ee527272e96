/* cfuncs.h - where the functions are in a C source text. */
#ifndef LEAF_INSTRUMENT_CFUNCS_H
#define LEAF_INSTRUMENT_CFUNCS_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/cmacros.h"
#include "instrument/cparams.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cfuncs_bit {
#define F(name, json) CFUNCS_BIT_##name,
#include "instrument/cfuncs.def"
};
enum cfuncs_flag {
#define F(name, json) CFUNCS_##name = 1 << CFUNCS_BIT_##name,
#include "instrument/cfuncs.def"
};

/* A function definition, or (UNKNOWN) braces at file scope that may be one. Offsets are in bytes. */
struct cfuncs_fn {
	uint32_t head; /* where its declaration begins */
	uint32_t name, name_len;
	uint32_t line, column;	   /* of its name, from 1; the column in bytes */
	uint32_t brace;		   /* of the '{' of its body */
	uint32_t brace_len;	   /* 2 for the digraph <% */
	uint32_t first;		   /* of the first token in the body; == end - 1 for an empty one */
	uint32_t end;		   /* behind its '}'; the text's length if UNCLOSED */
	uint32_t params, n_params; /* in cfuncs.params */
	uint32_t flags;		   /* a set of enum cfuncs_flag */
};

/* What is in one text. All zero is a valid empty one. */
struct cfuncs {
	LEAF__VEC(struct cfuncs_fn) fns;      /* in order of brace */
	LEAF__VEC(struct cparams_one) params; /* of all functions */
	bool cplusplus;			      /* the text is C++; fns is not to be trusted */
	bool trigraph;			      /* a trigraph would change the tokens */
	bool skip;			      /* a comment says leaf:skip-file */
	bool uneven; /* braces are not even, at least in the branches that were followed */
};

void cfuncs_release(struct cfuncs *funcs);

/*
 * Find the function definitions of one source file.
 *
 *   text  [len] bytes, any encoding that keeps ASCII; NULs are blanks. Borrowed, not kept.
 *   view  macros that are in force besides the text's own; NULL if none are known
 *   out   empty; filled in
 *
 * Errors: NOMEM; LIMIT if the text has more than CLEX_MAX bytes. 'out' is empty then.
 *         Nothing in the text is an error: what is not understood is left out or flagged.
 * Threads: pure; any number of calls at once.
 * Source: C11 5.1.1.2 (what a line and a comment are), 6.9.1 (what a definition is).
 */
leaf_err cfuncs_scan(struct cfuncs *out, const char *text, size_t len,
		     const struct cmacros_view *view) LEAF_MUST_USE;

/* The name of a flag in JSON. */
const char *cfuncs_flag_json(enum cfuncs_bit bit);

#endif

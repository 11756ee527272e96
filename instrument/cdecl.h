/* cdecl.h - what the tokens before a '{' at file scope declare: a function, a type, neither. */
#ifndef LEAF_INSTRUMENT_CDECL_H
#define LEAF_INSTRUMENT_CDECL_H

#include "instrument/cmacros.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One token of a declaration. A braced part that is over is one token with punct CDECL_BRACED. */
struct cdecl_token {
	uint32_t at, len;
	uint32_t branch; /* of #if … #endif: which one it stands in */
	uint32_t match;	 /* of ( and [ and their ends: the index of the other one */
	uint8_t kind;	 /* enum clex_kind */
	uint8_t class;	 /* of a WORD: enum cwords_class */
	char punct;	 /* of a PUNCT; else 0 */
	bool spliced;
};

enum { CDECL_BRACED = 'B' };

struct cdecl {
	const char *text;
	struct cdecl_token *tokens;
	size_t n;
	const struct cmacros *macros;
	const struct cmacros_view *view;
};

enum cdecl_what {
	CDECL_UNKNOWN,
	CDECL_FUNCTION,
	CDECL_TYPE,    /* struct, union or enum: the declaration goes on behind its '}' */
	CDECL_LINKAGE, /* extern "C" */
};

/* A function's declarator, as token indices. */
struct cdecl_fn {
	size_t name, name_end; /* more than one token for MACRO(name) */
	size_t open;	       /* the '(' of its parameters; meaningless if there are none */
	bool has_params;       /* false for TEST(name) { and YY_DECL { */
	bool plain_name;       /* one word, not in parentheses: a macro of that name would expand */
	bool knr;	       /* the parameters are names, their types stand behind the ')' */
};

/*
 * Pair up the parentheses and brackets: fills in match.
 * Returns false if they do not pair, or are more than 64 deep.
 */
bool cdecl_pair(struct cdecl *decl);

/*
 * Judge a declaration whose '{' comes next; *fn is filled in for CDECL_FUNCTION. Its tokens are
 * paired; linear in their number.
 *
 * Source: C11 6.7, 6.9.1; GCC's attribute syntax.
 */
enum cdecl_what cdecl_judge(const struct cdecl *decl, struct cdecl_fn *fn);

/*
 * A declaration with a ';' in it: whether it is the old form f(a, b) int a; char *b; as far as it
 * goes, and not unreasonably long. Then *fn is filled in.
 */
bool cdecl_is_old_form(const struct cdecl *decl, struct cdecl_fn *fn);

/* What is known of the word at token i as a macro. */
unsigned cdecl_macro(const struct cdecl *decl, size_t i);

#endif

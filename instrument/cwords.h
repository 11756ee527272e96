/* cwords.h - what each keyword is good for in a declaration. */
#ifndef LEAF_INSTRUMENT_CWORDS_H
#define LEAF_INSTRUMENT_CWORDS_H

#include <stdbool.h>
#include <stddef.h>

enum cwords_class {
	CWORDS_NAME, /* no keyword */
	CWORDS_TYPE,
	CWORDS_TYPEOF, /* a type with its operand in parentheses */
	CWORDS_TAG,    /* struct, union, enum */
	CWORDS_QUALIFIER,
	CWORDS_STATIC,
	CWORDS_INLINE,
	CWORDS_STORAGE,
	CWORDS_ATTRIBUTE,      /* something in parentheses follows that says nothing about names */
	CWORDS_STATEMENT,      /* cannot stand at file scope */
	CWORDS_STATEMENT_LIKE, /* cannot be the name of a function */
	CWORDS_CPLUSPLUS,
};

/* The class of word [len]; NAME for what is not in cwords.def. */
enum cwords_class cwords_class(const char *word, size_t len);

/* Whether a word looks like a macro's name: capitals, digits and '_' only, two capitals at least. */
bool cwords_is_capitals(const char *word, size_t len);

/*
 * What a word inside an attribute, or inside a macro's replacement, says about a function; with or
 * without underscores around it. A set of these, 0 for other words.
 */
enum cwords_mark {
#define M(word, flag, bit) CWORDS_MARK_##flag = 1u << (bit),
#include "instrument/cmarks.def"
};
unsigned cwords_marks(const char *word, size_t len);

#endif

/* linkline.h - what the command line of a linker asks for, and the same with Leaf's library in it. */
#ifndef LEAF_WRAP_LINKLINE_H
#define LEAF_WRAP_LINKLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* All zero is a valid empty one. */
struct linkline {
	LEAF__VEC(char *) words; /* every argument but the first, @files opened; each owned */
	bool from_file;		 /* some of them came from an @file */
	bool shared;		 /* makes a shared library */
	bool relocatable;
	bool has_rpath;
	const char *output;	 /* "a.out" if none is named */
	const char *interpreter; /* of a dynamically linked program; NULL: none */
	size_t place; /* where a library goes in: before the C library's; 0: there is none */
	bool names_leaf;
	LEAF__VEC(char *) inputs; /* objects and archives, in order; each owned */
};

void linkline_release(struct linkline *line);

/*
 * Read the command line of GNU ld, gold, lld or mold.
 *
 *   argv  [argc], argv[0] is the linker's name
 *   line  empty; filled in. Files given as -lNAME are looked for as the linker does it; those that are
 *         found as shared libraries are not inputs, nor are the compiler's own.
 *
 * Errors: NOMEM. An @file that cannot be read stays a word.
 * Source: ld(1); libiberty's buildargv() for the quoting in @files.
 */
leaf_err linkline_parse(struct linkline *line, int argc, char *const *argv) LEAF_MUST_USE;

/*
 * The words with 'library' put in, and argv[0] = 'linker'; ended by NULL.
 *
 *   shared  whether it is a shared library; a program then looks for it in its folder when it runs
 *   out     the vector is to be freed, the words are borrowed from 'line', and some from 'more'
 *   more    an empty buffer that keeps words that are new
 *
 * Errors: NOMEM
 */
leaf_err linkline_add(char ***out, struct leaf__buf *more, const struct linkline *line,
		      const char *linker, const char *library, bool shared) LEAF_MUST_USE;

/* Append words [n], quoted so that an @file of them means the same. Errors: NOMEM. */
leaf_err linkline_quote(struct leaf__buf *out, char *const *words, size_t n) LEAF_MUST_USE;

#endif

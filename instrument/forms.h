/* forms.h - the text that instrumenting puts into a file, and how it is known again. */
#ifndef LEAF_INSTRUMENT_FORMS_H
#define LEAF_INSTRUMENT_FORMS_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/cfuncs.h"
#include "instrument/clex.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * At the head of a body stands (all of them without the blank before the parenthesis, which is here
 * so that this comment is none)
 *	LEAF_FN_AUTO (TRACE, "dir::file", a, b);
 * and at the head of the file a few directives, each with FORMS_MARK behind it, which include the
 * header that defines LEAF_FN_AUTO or, where that is not to be found, let it vanish. The macro's
 * name is the mark of the statement; by hand one writes LEAF_FN.
 *
 * Where returned values are shown, it is
 *	LEAF_FN_RET_AUTO (TRACE, (f)(a, b), "dir::file", a, b);
 * whose call, never made, has the type of what is returned; and in the body
 *	return LEAF_RET_AUTO (value);
 * or, if there was no blank behind 'return', with one put there, return LEAF_RET_AUTO_GAP (value).
 */
#define FORMS_MACRO "LEAF_FN_AUTO"
#define FORMS_RET_MACRO "LEAF_FN_RET_AUTO"
#define FORMS_RETURN "LEAF_RET_AUTO"
#define FORMS_RETURN_GAP "LEAF_RET_AUTO_GAP"
#define FORMS_STEM "LEAF_" /* all of these begin with it */
#define FORMS_MARK "/* leaf:auto */"

/* More parameters are not named in a line. */
enum { FORMS_MAX_ARGS = 32 };

struct forms_options {
	const char *level;	      /* ERROR … TRACE; NULL is TRACE */
	const char *target;	      /* any bytes; NULL is "" */
	bool no_args;		      /* name no parameters */
	bool no_guard;		      /* only the #include, without what makes it optional */
	bool ret;		      /* show what is returned, where that can be done */
	const char *const *skip_args; /* globs over parameter names */
	size_t n_skip_args;
};

/*
 * Append the statement for a function, without blanks around it.
 *
 *   returns  it is one whose returned values are shown
 *
 * Errors: NOMEM
 */
leaf_err forms_statement(struct leaf__buf *out, const char *text, const struct cfuncs *funcs,
			 const struct cfuncs_fn *fn, const struct forms_options *options,
			 bool returns) LEAF_MUST_USE;

/* Append the lines for the head of a file, each ended by 'eol'. Errors: NOMEM. */
leaf_err forms_head(struct leaf__buf *out, const char *eol, const struct forms_options *options)
	LEAF_MUST_USE;

/* The parameters that the statement names, in order; returns how many. */
size_t forms_args(const struct cparams_one *args[FORMS_MAX_ARGS], const char *text,
		  const struct cfuncs *funcs, const struct cfuncs_fn *fn,
		  const struct forms_options *options);

/* Whether a directive is a line of the head. */
bool forms_is_head(const char *text, const struct clex_token *directive);

/*
 * If a statement begins at text + at, in a comment or a directive, where there are no tokens: its
 * length. Only what forms_statement() writes on one line is known there. Else 0.
 */
size_t forms_written(const char *text, size_t at, size_t end);

#endif

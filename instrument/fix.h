/* fix.h - put a line at the head of every function body of a C source text. */
#ifndef LEAF_INSTRUMENT_FIX_H
#define LEAF_INSTRUMENT_FIX_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/cfuncs.h"
#include "instrument/cmacros.h"
#include "instrument/forms.h"
#include "instrument/rules.h"

#include <stdbool.h>
#include <stddef.h>

struct fix_options {
	struct rules_options rules;
	struct forms_options forms;
};

/* What fix_text() did. All zero is a valid empty one. */
struct fix_report {
	struct leaf__buf bare; /* the text without inserted lines; funcs speaks of it */
	struct cfuncs funcs;
	LEAF__VEC(enum rules_why) whys; /* of each function */
	size_t taken;			/* how many have a line now */
};

void fix_report_release(struct fix_report *report);

/*
 * Append text [len] to 'out' with a line in each function that the rules take, and the head of
 * the file if there is any. Lines that were inserted before are renewed: fix(x) is fix(strip(x)).
 *
 *   view    macros of the headers that the text includes; NULL if none are known
 *   header  the text is a header
 *   report  empty; filled in
 *
 * Before it returns, the result is checked: taking the lines out again gives strip(x) byte for
 * byte, and what tokens there are besides the inserted ones is unchanged.
 *
 * Errors: NOMEM, LIMIT as strip_text(); UNSUPPORTED if the check fails. 'out' is unchanged then;
 *         'report' may be filled in and is to be released.
 * Threads: pure.
 */
leaf_err fix_text(struct leaf__buf *out, struct fix_report *report, const char *text, size_t len,
		  const struct cmacros_view *view, bool header, const struct fix_options *options)
	LEAF_MUST_USE;

#endif

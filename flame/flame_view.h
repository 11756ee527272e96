/* flame_view.h - folded files to pages and tables, in one call each. */
#ifndef LEAF_FLAME_FLAME_VIEW_H
#define LEAF_FLAME_FLAME_VIEW_H

#include <stdio.h>

#include "base/err.h"

/*
 * Write the page 'html' of a folded file. A table of calls is taken into account when there is one
 * (see flame_view_companion()).
 *
 *   folded  path
 *   html    path; replaced at once or not at all
 *   title   of one line; NULL: the name of the folded file
 *
 * Errors: UNSUPPORTED when leaf was built without the page (leaf_err_text() says what to do);
 *         SYNTAX, NOTFOUND, IO, NOMEM, LIMIT
 */
leaf_err flame_view_page(const char *folded, const char *html, const char *title) LEAF_MUST_USE;

/*
 * Print the n functions that take the most time themselves, and a line with the sum.
 *
 *   width  columns of the terminal; 0: names are not cut
 *
 * Errors: as above, but for UNSUPPORTED
 */
leaf_err flame_view_top(FILE *out, const char *folded, size_t n, int width, int color)
	LEAF_MUST_USE;

/*
 * The table of calls that lies beside a folded file: its name with the extension .tsv, or with
 * ".stats" or "-stats.tsv" in place of the extension. NULL when there is none, or it is older by more
 * than a minute. The caller frees.
 */
char *flame_view_companion(const char *folded);

#endif

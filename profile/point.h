/* point.h - places between two changes, at which tests make the program die, fail or be interrupted. */
#ifndef LEAF_PROFILE_POINT_H
#define LEAF_PROFILE_POINT_H

#include "base/err.h"

/*
 * Note that a place has been reached: has the user asked to stop?
 *
 *   name  of the place;  n  how many times it has been passed before, for places in loops
 *
 * Builds with -DLEAF_TESTS read LEAF_PROFILE_POINT=WHAT@NAME or WHAT@NAME:N, where WHAT is kill, int, term,
 * fail or run (LEAF_PROFILE_RUN), and append the name of each place to the file that LEAF_PROFILE_POINTS names.
 *
 * Errors: INTERRUPTED
 */
leaf_err point(const char *name, unsigned long n) LEAF_MUST_USE;

/* From here on until point_end() Ctrl-C, SIGTERM and SIGHUP are noticed by point() alone. */
void point_begin(void);
void point_end(void);

/* After how many seconds something is long; builds with -DLEAF_TESTS read LEAF_PROFILE_PATIENCE. */
unsigned point_patience(unsigned seconds);

/* While something is undone, point() says nothing of signals. */
void point_deaf(int deaf);

/* Whether a signal has come. */
int point_signal(void);

/* Whether something was written to a pipe that nobody reads. */
int point_pipe(void);

#endif

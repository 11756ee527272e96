/* onto.h - work that is home, but beside its branch, which has moved on: git's own rebase takes it there. */
#ifndef LEAF_PROFILE_ONTO_H
#define LEAF_PROFILE_ONTO_H

#include "profile/profile.h"

/*
 * HEAD is journal.target, a branch of its own; the work is to get to journal.onto. With changes that
 * are not committed, or with journal.onto checked out elsewhere, it stays, and that is said.
 *
 * Errors: CHILD  there are conflicts: the journal's phase is REBASE, the sentence says what to do
 */
leaf_err onto_begin(struct profile *profile) LEAF_MUST_USE;

/* In phase REBASE: go on after conflicts have been settled, or give up and stay. */
leaf_err onto_continue(struct profile *profile) LEAF_MUST_USE;
leaf_err onto_give_up(struct profile *profile) LEAF_MUST_USE;

/* Whether a branch is checked out in a work tree. */
leaf_err onto_is_elsewhere(bool *is, struct profile *profile, const char *ref) LEAF_MUST_USE;

#endif

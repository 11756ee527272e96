/* look.h - whether the repository is in a state from which one can set up, or go home. */
#ifndef LEAF_PROFILE_LOOK_H
#define LEAF_PROFILE_LOOK_H

#include "profile/profile.h"

/* Nobody else is at work. Errors: STATE, who is */
leaf_err look_alone(const struct profile *profile) LEAF_MUST_USE;

/* No merge, rebase, bisection … goes on, and nobody else is at work. Errors: STATE, what to do */
leaf_err look_idle(struct profile *profile) LEAF_MUST_USE;

/* Also: there is a commit; profile->journal gets 'base' and 'original'. */
leaf_err look_begin(struct profile *profile) LEAF_MUST_USE;

/* No path has a conflict that is not settled. Errors: STATE */
leaf_err look_merged(struct profile *profile) LEAF_MUST_USE;

/*
 * HEAD is on the instrumented branch; or, for an abort ('gone_too'), that branch is gone and HEAD is
 * back where it was before set-up.
 *
 * Errors: STATE, how to get there
 */
leaf_err look_on_branch(struct profile *profile, bool gone_too) LEAF_MUST_USE;

/* The disk has room for what the rows need three times over. */
leaf_err look_room(struct profile *profile) LEAF_MUST_USE;

#endif

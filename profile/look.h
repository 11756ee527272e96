/* look.h - whether the repository is in a state from which one can set up, or go home. */
#ifndef LEAF_PROFILE_LOOK_H
#define LEAF_PROFILE_LOOK_H

#include "profile/profile.h"

/* No merge, rebase, bisection … goes on, and nobody else is at work. Errors: STATE, what to do */
leaf_err look_idle(struct profile *profile) LEAF_MUST_USE;

/* Also: there is a commit; profile->journal gets 'base' and 'original'. */
leaf_err look_begin(struct profile *profile) LEAF_MUST_USE;

/* The disk has room for what the rows need three times over. */
leaf_err look_room(struct profile *profile) LEAF_MUST_USE;

#endif

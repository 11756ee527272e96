/* steps.h - a set-up, step by step, each with its undo. */
#ifndef LEAF_PROFILE_STEPS_H
#define LEAF_PROFILE_STEPS_H

#include "profile/profile.h"

#define S(name, meaning)                                                                           \
	leaf_err steps_##name(struct profile *profile) LEAF_MUST_USE;                              \
	leaf_err steps_undo_##name(struct profile *profile) LEAF_MUST_USE;
#include "profile/steps.def"

/* Do all; if one fails, undo it and those before it. Returns what the step returned. */
leaf_err steps_run(struct profile *profile) LEAF_MUST_USE;

/* In a dry run: tell what would be done. */
leaf_err steps_tell(struct profile *profile) LEAF_MUST_USE;

/* Undo all steps, the last first; goes on after a failure, and returns the first. */
leaf_err steps_undo_all(struct profile *profile) LEAF_MUST_USE;

#endif

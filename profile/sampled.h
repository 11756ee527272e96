/* sampled.h - which files a build and a run have written, so that nobody takes them for work. */
#ifndef LEAF_PROFILE_SAMPLED_H
#define LEAF_PROFILE_SAMPLED_H

#include "profile/oidmap.h"
#include "profile/profile.h"

/*
 * Note the untracked files, and those that are not as the index has them, as they are now.
 *
 *   programs  [n], absolute paths of what the build linked with Leaf
 */
leaf_err sampled_note(struct profile *profile, const char *const *programs, size_t n) LEAF_MUST_USE;

/* At the end: say what of it is still there, and that it still holds Leaf. */
void sampled_say(struct profile *profile);

/* From path to id; empty if nothing was noted. */
leaf_err sampled_load(struct oidmap *ids, struct git *git) LEAF_MUST_USE;

#endif

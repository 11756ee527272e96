/* way.h - what stands where files are to come back: folders where a file was, a file where a folder was. */
#ifndef LEAF_PROFILE_WAY_H
#define LEAF_PROFILE_WAY_H

#include "profile/oidmap.h"
#include "profile/profile.h"

#include <stddef.h>

/*
 * Make way for files and links at some paths of the work tree.
 *
 *   paths  [n], inside the work tree
 *   kept   files of the work tree that may go, since a backup holds them: path -> anything
 *
 * Files of 'kept' that are in the way are removed; whatever else is in the way (ignored files, say) is moved to a
 * name of its own beside it, and said. Done again after a crash it goes on.
 *
 * Errors: IO
 */
leaf_err way_clear(struct profile *profile, const char *const *paths, size_t n,
		   const struct oidmap *kept) LEAF_MUST_USE;

#endif

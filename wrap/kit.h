/* kit.h - the folder that holds what a build needs of Leaf: header, libraries, linker's wrapper. */
#ifndef LEAF_WRAP_KIT_H
#define LEAF_WRAP_KIT_H

#include <limits.h>

#include "base/err.h"

struct kit {
	char root[PATH_MAX];
#define K(name, path) char name[PATH_MAX];
#include "wrap/kit.def"
};

/*
 * Find the kit of the running command: beside the folder of its program, in a build of Leaf, or where
 * it was installed, relative to it, so that an installed Leaf may be moved. All paths are absolute.
 *
 * Errors: NOTFOUND if it is not complete
 */
leaf_err kit_find(struct kit *kit) LEAF_MUST_USE;

#endif

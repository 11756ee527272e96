/* kit.c - the folder that holds what a build needs of Leaf: header, libraries, linker's wrapper. */
#include "wrap/kit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wrap/reallinker.h"

/* From the folder of the installed command to the installed kit; the build defines it. */
#ifndef LEAF_KIT_FROM_BIN
#define LEAF_KIT_FROM_BIN "../lib/leaf/kit"
#endif

static bool join(char *path, const char *folder, const char *name)
{
	return snprintf(path, PATH_MAX, "%s/%s", folder, name) < PATH_MAX;
}

static bool is_kit(const char *path)
{
	char wrapper[PATH_MAX], header[PATH_MAX];
	return join(wrapper, path, "bin/" LINKER_WRAPPER) && access(wrapper, X_OK) == 0 &&
	       join(header, path, "include/leaf/auto.h") && access(header, R_OK) == 0;
}

static bool try_root(struct kit *kit, const char *folder, const char *way)
{
	char path[PATH_MAX];
	return join(path, folder, way) && is_kit(path) && realpath(path, kit->root);
}

leaf_err kit_find(struct kit *kit)
{
	char program[PATH_MAX] = "";
	ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
	char *slash = len > 0 ? strrchr(program, '/') : NULL;
	if (!slash)
		return leaf_fail(LEAF_E_NOTFOUND,
				 "cannot tell where this program lies; is /proc mounted");
	*slash = 0;
	if (!try_root(kit, program, "../kit") && !try_root(kit, program, LEAF_KIT_FROM_BIN))
		return leaf_fail(
			LEAF_E_NOTFOUND,
			"the header, the libraries and the linker's wrapper are not in '%s/" LEAF_KIT_FROM_BIN
			"'; install Leaf anew",
			program);
#define K(name, path)                                                                              \
	if (!join(kit->name, kit->root, path))                                                     \
		return leaf_fail(LEAF_E_LIMIT, "the path '%s' is too long", kit->root);
#include "wrap/kit.def"
	return LEAF_E_OK;
}

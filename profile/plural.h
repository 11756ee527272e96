/* plural.h - one file, two files. */
#ifndef LEAF_PROFILE_PLURAL_H
#define LEAF_PROFILE_PLURAL_H

/* What stands behind a noun of which there are n. */
#define PLURAL(n) ((n) == 1 ? "" : "s")

#endif

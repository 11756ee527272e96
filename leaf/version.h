/* version.h - which Leaf this is. */
#ifndef LEAF_LEAF_VERSION_H
#define LEAF_LEAF_VERSION_H

/* "0.1.0" */
extern const char version_text[];

/* The features of this build, separated by spaces; "" when there are none. */
extern const char version_features[];

/* The compiler that built it. */
extern const char version_compiler[];

#endif

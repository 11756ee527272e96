/* version.c - which Leaf this is; the build defines both words. */
#include "leaf/version.h"

#ifndef LEAF_VERSION
#define LEAF_VERSION "unversioned"
#endif
#ifndef LEAF_FEATURES
#define LEAF_FEATURES ""
#endif

const char version_text[] = LEAF_VERSION;
const char version_features[] = LEAF_FEATURES;
#ifdef __clang__
const char version_compiler[] = __VERSION__;
#else
const char version_compiler[] = "gcc " __VERSION__;
#endif

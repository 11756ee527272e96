/* reallinker.h - the linker that a wrapper of the same name stands before. */
#ifndef LEAF_WRAP_REALLINKER_H
#define LEAF_WRAP_REALLINKER_H

#include <stddef.h>

/*
 * Find the linker that the compiler would have run: in the folders of COMPILER_PATH, which gcc fills in for its
 * children, then where the calling program itself lies, as clang looks, then in PATH.
 *
 *   path  [cap], gets the file
 *   name  how the wrapper was called, "ld" or "ld.lld"; may stand behind a folder
 *
 * Folders of wrappers are passed over: those that hold LINKER_WRAPPER. Returns path, or NULL if there is none.
 */
const char *reallinker_find(char *path, size_t cap, const char *name);

/* The file whose other names are the linkers'. */
#define LINKER_WRAPPER "leaf-ld"

#endif

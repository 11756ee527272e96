/* stacks_file.h - a new file that appears under its name when it is whole. */
#ifndef LEAF_FLAME_STACKS_FILE_H
#define LEAF_FLAME_STACKS_FILE_H

#include <stdio.h>

#include "base/err.h"

struct stacks_file {
	FILE *out;
	char *path, *temporary; /* temporary NULL: 'path' is written itself */
};

/* Begin to write. What is no regular file, as /dev/stdout, is written directly. Errors: IO, NOMEM */
leaf_err stacks_file_begin(struct stacks_file *file, const char *path) LEAF_MUST_USE;

/*
 * With LEAF_E_OK put it in its place, with another error drop it.
 *
 * Errors: 'err' itself; IO when not all could be written. The file that was there stands then.
 */
leaf_err stacks_file_end(struct stacks_file *file, leaf_err err) LEAF_MUST_USE;

#endif

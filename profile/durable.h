/* durable.h - small files that are on the disk when the call returns. */
#ifndef LEAF_PROFILE_DURABLE_H
#define LEAF_PROFILE_DURABLE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Make a file or replace it in one step, durably; the folder exists. Errors: IO */
leaf_err durable_write(const char *path, const char *bytes, size_t len) LEAF_MUST_USE;

/* Write all of bytes [len] to a descriptor. Errors: IO */
leaf_err durable_put(int fd, const char *bytes, size_t len, const char *path) LEAF_MUST_USE;

/* Make what was done in the folder of a path durable. */
leaf_err durable_folder(const char *path) LEAF_MUST_USE;

#endif

/* file.h - a whole file read at once, and replaced at once or not at all. */
#ifndef LEAF_BASE_FILE_H
#define LEAF_BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Append the whole contents of a regular file to 'out'.
 *
 * Errors: NOTFOUND, IO, NOMEM; LIMIT if it has more than 'max' bytes. 'out' is unchanged then.
 */
leaf_err leaf__file_read(struct leaf__buf *out, const char *path, size_t max) LEAF_MUST_USE;

/*
 * Put data [len] in the place of the file 'path', which must exist. Readers see the old file or
 * the new one. Permission bits are kept, owner and group where that is allowed. A process that is
 * killed leaves the old file or the new one, and at worst a '.NAME.leaf-new' beside it.
 *
 * Errors: IO (the folder is not writable, the disk is full; the old file stands)
 * Threads: any, on different paths; not two processes on the same path.
 */
leaf_err leaf__file_replace(const char *path, const char *data, size_t len) LEAF_MUST_USE;

/*
 * The same in steps, for many files: prepare some, sync them all, then commit each. The disk then
 * has to be waited for once and not for each file.
 *
 *   prepare  writes the new file; nothing is changed yet. 'path' is borrowed until the end
 *   sync     waits until the disk has it; may be left out
 *   commit   puts it in its place, and releases it in any case
 *   forget   releases it; nothing is changed
 */
struct leaf__file_new {
	const char *path;
	int fd; /* of the new file */
	bool named, synced;
};
leaf_err leaf__file_prepare(struct leaf__file_new *out, const char *path, const char *data,
			    size_t len) LEAF_MUST_USE;
leaf_err leaf__file_sync(struct leaf__file_new *file) LEAF_MUST_USE;
leaf_err leaf__file_commit(struct leaf__file_new *file) LEAF_MUST_USE;
void leaf__file_forget(struct leaf__file_new *file);

/* Remove what a killed leaf__file_replace() may have left beside a file. */
void leaf__file_clean(const char *path);

#endif

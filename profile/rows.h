/* rows.h - the files that a set-up touches, and what they hold before and after. */
#ifndef LEAF_PROFILE_ROWS_H
#define LEAF_PROFILE_ROWS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>
#include <sys/stat.h>

enum rows_image { ROWS_HEAD, ROWS_INDEX, ROWS_TREE, ROWS_IMAGES };

/* One state of a file. Ids are those of blobs, raw: no filter has been between. */
struct row_image {
	unsigned mode;	   /* git's; of the work tree: st_mode */
	const char *id;	   /* NULL: there is no such file in this state */
	const char *fixed; /* with lines in; the same as id if there is nothing to put in */
};

/* By which a file is known to be the one that was read. */
struct row_file {
	uint64_t dev, ino, size;
	int64_t mtime_ns, ctime_ns;
};

struct row {
	const char *path; /* from the top of the work tree */
	struct row_image images[ROWS_IMAGES];
	unsigned flags; /* GITLIST_… of the index entry */
	struct row_file file;
};

/* In order of path. All zero is a valid empty one. */
struct rows {
	LEAF__VEC(struct row) list;
	struct leaf__arena arena;
};

void rows_release(struct rows *rows);

/* The row of a path, or NULL. The rows are in order. */
struct row *rows_find(const struct rows *rows, const char *path);

/* To a file and from it. Errors: IO, NOMEM, SYNTAX */
leaf_err rows_save(const struct rows *rows, const char *path) LEAF_MUST_USE;
leaf_err rows_load(struct rows *rows, const char *path) LEAF_MUST_USE;

struct row_file row_file_of(const struct stat *st);

#endif

/* put.h - give files of the work tree other bytes: all prepared, then made durable, then renamed. */
#ifndef LEAF_PROFILE_PUT_H
#define LEAF_PROFILE_PUT_H

#include "profile/profile.h"

/* One file that is to get the bytes of a blob. */
struct put_file {
	const char *path;      /* inside the work tree */
	const char *id;	       /* of the bytes; NULL: the file is to go */
	unsigned mode;	       /* st_mode: its permission bits, or that it is a link */
	struct row_file found; /* what must be there now; ino 0: nothing */
};

/* All zero is a valid empty list. Paths and ids are borrowed. */
struct put_list {
	LEAF__VEC(struct put_file) files;
};

void put_release(struct put_list *list);
leaf_err put_add(struct put_list *list, const struct put_file *file) LEAF_MUST_USE;

/*
 * Do it. A file that is not what was found is an error; those before it have been replaced then.
 * Each gets the present time, never an older one.
 *
 *   name  of the point() passed for each file
 *
 * Errors: STATE (somebody has changed a file), INTERRUPTED, IO, CHILD
 */
leaf_err put_all(const struct put_list *list, struct git *git, const char *name) LEAF_MUST_USE;

/* Remove what a put_all() that was cut short has left in the work tree. */
void put_clean(struct git *git);

#endif

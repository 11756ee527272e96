/* insert.h - put lines into all images of all rows, as blobs; nothing visible changes. */
#ifndef LEAF_PROFILE_INSERT_H
#define LEAF_PROFILE_INSERT_H

#include "profile/profile.h"

/*
 * For each row: read its images, put lines in, check that taking them out gives the same bytes,
 * store the blobs, note the ids. Rows in which nothing changes are dropped and counted.
 *
 * Errors: STATE if a file holds inserted lines already; INTERRUPTED, CHILD, IO, NOMEM
 * Threads: starts some of its own.
 */
leaf_err insert_rows(struct profile *profile) LEAF_MUST_USE;

#endif

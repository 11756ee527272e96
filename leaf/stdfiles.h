/* stdfiles.h - standard input, output and error that may be closed, full or gone. */
#ifndef LEAF_LEAF_STDFILES_H
#define LEAF_LEAF_STDFILES_H

#include "base/err.h"

/*
 * Make descriptors 0, 1 and 2 taken, so that no file opened later becomes one of them. A closed
 * one is filled such that its use fails. To be called before anything is opened.
 */
void stdfiles_open(void);

/*
 * Write out what standard output still holds.
 *
 * Errors: IO  some output was lost (disk full, closed, reader gone)
 */
leaf_err stdfiles_flush(void) LEAF_MUST_USE;

#endif

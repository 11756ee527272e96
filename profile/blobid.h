/* blobid.h - the id that git gives to the bytes of a file. */
#ifndef LEAF_PROFILE_BLOBID_H
#define LEAF_PROFILE_BLOBID_H

#include <stdbool.h>
#include <stddef.h>

enum { BLOBID_SIZE = 65 }; /* characters of the longest, and a NUL */

/*
 * Write the id of a blob of bytes [len] to 'out', in hexadecimal.
 *
 * Threads: pure.
 * Source: FIPS 180-4; gitformat: the hash of "blob LEN\0" and the bytes.
 */
void blobid_of(char out[BLOBID_SIZE], const char *bytes, size_t len, bool sha256);

#endif

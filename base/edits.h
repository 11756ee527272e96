/* edits.h - how far one word is from another. */
#ifndef LEAF_BASE_EDITS_H
#define LEAF_BASE_EDITS_H

#include <stddef.h>

/*
 * How many bytes to insert, remove, change or swap with the next to come from a to b; ASCII case
 * does not count. SIZE_MAX if one of them is longer than 64 bytes.
 *
 * Threads: pure.
 * Source: optimal string alignment, a restriction of Damerau's distance (CACM 7(3), 1964).
 */
size_t leaf__edit_distance(const char *a, size_t a_len, const char *b, size_t b_len);

#endif

/* tell.h - what programs say of themselves beside spans and events, as far as it must be kept. */
#ifndef LEAF_TRACE_TELL_H
#define LEAF_TRACE_TELL_H

#include <stddef.h>

/*
 * What leaf_app_info() was told: text i, from 0 on, and its length; NULL when there are no more.
 * They live as long as the process.
 */
const char *leaf__tell_app_info_at(unsigned i, size_t *len);

#endif

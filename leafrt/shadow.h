/* shadow.h - labels of the program's memory, byte by byte. */
#ifndef LEAF_LEAFRT_SHADOW_H
#define LEAF_LEAFRT_SHADOW_H

#include "pri/fused.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reserve the presence bytes where compiled code looks for them. False: the addresses are taken. */
bool shadow_start(void);

/*
 * The value of `bytes` bytes at `at`, little-endian; 0 if all are concrete. A byte whose label says another value than memory holds was
 * written by code that is not instrumented: it is forgotten, and counted.
 *
 * Threads: all of this file under the runtime's lock.
 */
leaf_label shadow_load(const void *at, size_t bytes);

/* Label 0 forgets. */
void shadow_store(void *at, size_t bytes, leaf_label value);
void shadow_copy(void *to, const void *from, size_t bytes);
void shadow_forget(void *at, size_t bytes);

/* Is any of the bytes symbolic? Reads presence only. */
bool shadow_any(const void *at, size_t bytes);

#endif

/* backend.h - the contract of a backend of the full level: one slot for each call. */
#ifndef LEAF_LEAFRT_BACKEND_H
#define LEAF_LEAFRT_BACKEND_H

#include "pri/pri_types.h"

/*
 * An empty slot means "not interested". Slots get the numbers that the program's calls gave back; they return nothing, since
 * numbers are given out in one place.
 *
 * Threads: any number at once.
 */
struct leaf_backend {
	const char *name;
	void (*start)(void);
	void (*end)(void);
#define PRI_V(name, signature, parameters, arguments, shown) void(*name) parameters;
#define PRI_P PRI_V
#define PRI_O PRI_V
#define PRI_I PRI_V
#include "pri/pri.def"
};

#define B(name, meaning) extern const struct leaf_backend backend_##name;
#include "leafrt/backends.def"

/* The one that LEAF_BACKEND names; the first if there is no such. */
const struct leaf_backend *backend_chosen(void);

#endif

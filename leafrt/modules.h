/* modules.h - the instrumented modules of the process, and what a site's numbers mean. */
#ifndef LEAF_LEAFRT_MODULES_H
#define LEAF_LEAFRT_MODULES_H

#include "pri/site_map.h"

struct modules_place {
	const char *function;
	const char *file;
};

/* The function that a site is in; "?" if its module has gone. Threads: any. */
struct modules_place modules_place(const struct pri_site *site);

/* A place in the source: a function by its address, and a block of it by its number. */
struct modules_where {
	const char *function;
	const char *file;
	uint32_t function_line, line, column;
};

/* What is not known is "?" and 0. Threads: any. */
struct modules_where modules_where(uint64_t function, uint32_t block);

#endif

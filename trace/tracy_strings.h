/* tracy_strings.h - the names that a viewer knows by handle, and its questions about them. */
/*
 * Handles are numbers in these tables, each kind by itself, and never addresses: what a viewer asks
 * is looked up here, and what is not here is "?". They stay the same while the tables live. Equal
 * texts have one handle. One thread at a time.
 */
#ifndef LEAF_TRACE_TRACY_STRINGS_H
#define LEAF_TRACE_TRACY_STRINGS_H

#include "base/arena.h"
#include "trace/tracy_wire.h"

/* The kinds stand from bit 40 on; a viewer takes handles below 2^56. */
enum tracy_kind { TRACY_STRING = 1, TRACY_LOCATION, TRACY_PLOT, TRACY_FRAME_SET, TRACY_FIBER };

enum {
	TRACY_LOCATIONS_MAX = 32000, /* what viewers bear, almost */
	TRACY_NAMES_MAX = 1 << 18,
	TRACY_OPEN_PER_HANDLE = 200, /* times that a location is open at once under one handle */
	TRACY_VARIANTS = 100	     /* handles of one location, for deep recursion */
};

struct tracy_name {
	const char *text;
	uint32_t len, hash;
};

struct tracy_place {
	uint32_t name, file, line; /* numbers of names */
	uint32_t colour;
	uint32_t variants; /* handed out so far */
};

struct tracy_table {
	uint32_t *slots; /* [n_slots] number of an entry, 0: free */
	uint32_t n_slots, n;
};

/* All zero is valid and empty. */
struct tracy_strings {
	struct leaf__arena arena;
	struct tracy_name *names;   /* [from 1 on] */
	struct tracy_place *places; /* [from 1 on] */
	uint32_t names_room, places_room;
	struct tracy_table by_text, by_place;
	uint32_t n_handles; /* of locations, variants included */
};

void leaf__tracy_strings_release(struct tracy_strings *strings);

/* The number of this text, made if need be and copied; 0: too many, or no memory. */
uint32_t leaf__tracy_name(struct tracy_strings *strings, const char *text, size_t len);

static inline uint64_t leaf__tracy_handle(enum tracy_kind kind, uint32_t number)
{
	return (uint64_t)kind << 40 | number;
}

/* Of a fiber: viewers tell fibers apart by their handles, and several may have one name. */
enum { TRACY_FIBER_NAME_BITS = 20 };
_Static_assert(TRACY_NAMES_MAX < 1 << TRACY_FIBER_NAME_BITS, "every name fits");

static inline uint64_t leaf__tracy_fiber_handle(uint32_t fiber, uint32_t name)
{
	uint32_t place = fiber & ((1u << (40 - TRACY_FIBER_NAME_BITS)) - 1);
	return leaf__tracy_handle(TRACY_FIBER, name) | (uint64_t)place << TRACY_FIBER_NAME_BITS;
}

/*
 * The number of a call site's location; one that stands for all further ones when there are too
 * many. 0 without memory. Its colour is by target.
 */
uint32_t leaf__tracy_place(struct tracy_strings *strings, const char *name, const char *file,
			   uint32_t line, const char *target);

/*
 * The handle of a location that is open 'times' times in a thread already: viewers count that in 8
 * bits. 0: no more, leave the zone out.
 */
uint64_t leaf__tracy_location_handle(struct tracy_strings *strings, uint32_t place, uint32_t times);

/* Answer a question about a name or a location; others are not for this module. */
void leaf__tracy_answer(const struct tracy_strings *strings, struct tracy_wire *wire,
			const struct tracy_query *query);

#endif

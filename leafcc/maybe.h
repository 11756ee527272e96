/* maybe.h - which values of a function may be symbolic. */
#ifndef LEAF_LEAFCC_MAYBE_H
#define LEAF_LEAFCC_MAYBE_H

#include "leafcc/label_map.h"
#include "leafcc/unit.h"

/*
 * Mark in 'map' every value of 'function' that may be symbolic: what memory, arguments and calls give, and what is
 * computed from such values. Constants, addresses of variables and results of floating-point arithmetic are not.
 *
 * Errors: NOMEM
 */
leaf_err maybe_symbolic(struct label_map *map, const struct unit *unit, LLVMValueRef function)
	LEAF_MUST_USE;

#endif

/* label_map.h - from an SSA value to the SSA values that are its labels. */
#ifndef LEAF_LEAFCC_LABEL_MAP_H
#define LEAF_LEAFCC_LABEL_MAP_H

#include "base/err.h"

#include <llvm-c/Core.h>
#include <stdbool.h>
#include <stddef.h>

struct label_slot {
	LLVMValueRef value;
	LLVMValueRef *labels; /* NULL until they are set */
	unsigned n;
};

/* Open addressing; all zero is a valid empty map. A value that is in it may be symbolic; all others never are. */
struct label_map {
	struct label_slot *slots;
	size_t n, cap;
};

void label_map_release(struct label_map *map);

/* Note that 'value' may be symbolic and has 'n' labels; *fresh tells whether it was not known before. Errors: NOMEM. */
leaf_err label_map_mark(struct label_map *map, LLVMValueRef value, unsigned n, bool *fresh)
	LEAF_MUST_USE;

/* The labels [n] of a value, to be filled in by who defines it; NULL if it is never symbolic. */
LLVMValueRef *label_map_at(const struct label_map *map, LLVMValueRef value, unsigned *n);

bool label_map_has(const struct label_map *map, LLVMValueRef value);

#endif

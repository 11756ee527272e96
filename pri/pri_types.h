/* pri_types.h - types of the program runtime interface at its full level. */
#ifndef LEAF_PRI_PRI_TYPES_H
#define LEAF_PRI_PRI_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Calls of the full level are named PRI_FULL_PREFIX and the name in pri.def. */
#define PRI_FULL_PREFIX "leaf_pri_"

/* Places, operands and branching infos are numbers that the runtime gives out; each is used once, by a call soon after. */
typedef uint64_t pri_place;
typedef uint64_t pri_operand;
typedef uint64_t pri_branching;
typedef char pri_char;
typedef unsigned __int128 pri_u128;

enum pri_operator {
#define OP(name, number, symbol, operands, kind) PRI_OP_##name = number,
#include "pri/operators.def"
};

struct pri_bytes {
	const void *data;
	size_t len;
};
struct pri_operands {
	const pri_operand *item;
	size_t n;
};
struct pri_words {
	const pri_u128 *item;
	size_t n;
};
struct pri_chars {
	const pri_char *item;
	size_t n;
};
struct pri_indices {
	const uint32_t *item;
	size_t n;
};

/* What a branching info stands for. */
struct pri_branching_info {
	uint32_t node_location;
	pri_operand discriminant;
	uint64_t discr_bit_size;
	bool discr_is_signed;
};

#endif

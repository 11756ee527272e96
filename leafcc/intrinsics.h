/* intrinsics.h - what an intrinsic does to labels. */
#ifndef LEAF_LEAFCC_INTRINSICS_H
#define LEAF_LEAFCC_INTRINSICS_H

#include "pri/pri_types.h"

#include <llvm-c/Core.h>
#include <stdbool.h>

enum intrinsic_kind {
	INTRINSIC_BINARY,
	INTRINSIC_UNARY,
	INTRINSIC_OVERFLOW,
	INTRINSIC_SATURATED,
	INTRINSIC_SAME,
	INTRINSIC_FUNNEL_LEFT,
	INTRINSIC_FUNNEL_RIGHT,
};

struct intrinsic {
	const char *name;
	enum intrinsic_kind kind;
	enum pri_operator operator, overflow;
};

/* The function that a call instruction names directly, NULL for a pointer or inline assembly. */
LLVMValueRef intrinsic_callee(LLVMValueRef call);

/* Is the callee none of the program's: one of LLVM's own functions, or a call of the full level? */
bool intrinsic_is(LLVMValueRef callee);

/* Its row; NULL if it gives concrete values. */
const struct intrinsic *intrinsic_find(LLVMValueRef callee);

/* Is the callee this intrinsic, whatever its types? 'name' without the types, as "llvm.memcpy". */
bool intrinsic_named(LLVMValueRef callee, const char *name);

#endif

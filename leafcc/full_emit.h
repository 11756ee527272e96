/* full_emit.h - calls of the full level as IR: places, operands, and what is known of them. */
#ifndef LEAF_LEAFCC_FULL_EMIT_H
#define LEAF_LEAFCC_FULL_EMIT_H

#include "leafcc/weave.h"
#include "pri/pri_types.h"

/* The rows of pri.def, in their order. */
enum full_call {
#define PRI_V(name, signature, parameters, arguments, shown) FULL_##name,
#define PRI_P PRI_V
#define PRI_O PRI_V
#define PRI_I PRI_V
#include "pri/pri.def"
	FULL_N_CALLS
};

/* Call the runtime; args as the signature says, 128-bit values as two, lists as pointer and count. */
LLVMValueRef full_call(struct weave *w, enum full_call which, const LLVMValueRef *args, unsigned n);

/* A place for a variable, a value or an argument of this function. */
LLVMValueRef full_place(struct weave *w, LLVMValueRef value);

/* The place that a pointer points to, with its address and the type of what is there. */
LLVMValueRef full_pointee(struct weave *w, LLVMValueRef pointer, LLVMTypeRef type);

/* Say the type of a place. */
void full_type(struct weave *w, LLVMValueRef place, LLVMTypeRef type);

/* A value as an operand: a constant, or a copy of its place. */
LLVMValueRef full_operand(struct weave *w, LLVMValueRef value);

/* The value that a branch looks at: where it was loaded from, if it was. *is_char: a character is. */
LLVMValueRef full_discriminant(struct weave *w, LLVMValueRef value, bool *is_char);

/* Operands [n] as a list in memory: its address and its length. */
void full_list(struct weave *w, LLVMValueRef out[2], const LLVMValueRef *operands, unsigned n);

#endif

/* visit.h - what is woven around each kind of instruction. */
#ifndef LEAF_LEAFCC_VISIT_H
#define LEAF_LEAFCC_VISIT_H

#include "leafcc/intrinsics.h"
#include "leafcc/weave.h"

/* All look at w->at, which stands nowhere; they place it and set its labels. */
void visit_instruction(struct weave *w);

/* The terminator stays in w->home; code before it. */
void visit_terminator(struct weave *w);

/* Begin the function: variables of 'block' (the entry) first, then the labels of arguments. */
void visit_entry(struct weave *w, LLVMBasicBlockRef block);

/* By opcode, from visit.def. */
#define V(opcode, function) void function(struct weave *w);
#include "leafcc/visit.def"

/* The same at the full level; entry comes after the variables have been placed. */
void visit_full(struct weave *w);
void visit_full_terminator(struct weave *w);
void visit_full_entry(struct weave *w);

/* The runtime's operator for an opcode or a comparison. */
enum pri_operator visit_operator(LLVMOpcode opcode);
enum pri_operator visit_comparison(LLVMIntPredicate predicate);

/* The kinds of calls that visit_call() tells apart; the call has been placed. */
void visit_intrinsic_value(struct weave *w, const struct intrinsic *row);
void visit_copy(struct weave *w);
void visit_fill(struct weave *w);

/* i1: may one of the bytes at the pointer be symbolic? The second: the byte that it may point to, if it points anywhere. */
LLVMValueRef visit_presence(struct weave *w, LLVMValueRef pointer, uint64_t bytes);
LLVMValueRef visit_presence_anywhere(struct weave *w, LLVMValueRef pointer);

/* Ask for other places than the one that a symbolic pointer points to, and take it for this one. */
void visit_target(struct weave *w, LLVMValueRef pointer);

/* visit_call.c: labels of arguments and results. */
void visit_pass_and_call(struct weave *w, LLVMValueRef function);
void visit_pass(struct weave *w, LLVMValueRef function);
void visit_take_arguments(struct weave *w);
void visit_va_start(struct weave *w);
LLVMValueRef visit_load_field(struct weave *w, uint64_t offset, LLVMTypeRef type);
void visit_store_field(struct weave *w, uint64_t offset, LLVMTypeRef type, LLVMValueRef value);
unsigned visit_gather(struct weave *w, LLVMValueRef *labels, unsigned n, unsigned room,
		      LLVMValueRef value);

#endif

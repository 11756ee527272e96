/* weave.h - put code that carries labels between the instructions of a function. */
#ifndef LEAF_LEAFCC_WEAVE_H
#define LEAF_LEAFCC_WEAVE_H

#include "leafcc/label_map.h"
#include "leafcc/unit.h"

/*
 * A function being woven. Each block keeps its identity and its terminator, so that phis of its successors stay as they
 * are; what was before the terminator moves to a new block in front, and splits there as guards need it.
 *
 *   b       where the next instruction goes
 *   home    the block whose instructions are being moved
 *   block   its number in the function as the compiler had it
 *   level   which calls this walk puts in
 *   entry   is it the first block?
 *   added   an earlier walk made the block: its branch is none of the program's
 *   covers  this walk is the function's first, which notes what is covered
 *   at      the instruction that is being visited
 *   kept    where a variadic function keeps labels until va_start, NULL in others
 *   err     the first error; visitors need not check
 */
struct weave {
	struct unit *unit;
	LLVMValueRef function;
	LLVMBuilderRef b;
	LLVMBasicBlockRef home;
	uint32_t block;
	enum pri_level level;
	bool entry, added, covers;
	LLVMValueRef at;
	LLVMValueRef kept;
	struct label_map labels;
	leaf_err err;
};

/* Instrument one function that has a body. Errors: NOMEM. */
leaf_err weave_function(struct unit *unit, LLVMValueRef function) LEAF_MUST_USE;

/* A test with a slow side, open between weave_guard() and weave_join(). */
struct weave_guard {
	LLVMBasicBlockRef fast, slow, join;
	bool open;
};

/* From here on code runs only if 'condition' (i1) holds; expected not to. */
struct weave_guard weave_guard(struct weave *w, LLVMValueRef condition);

/* The same if one of the labels [n] is not 0. Not open if all are the constant 0: then emit nothing and do not join. */
struct weave_guard weave_guard_labels(struct weave *w, const LLVMValueRef *labels, unsigned n);

/* End the slow side and go on behind both. */
void weave_join(struct weave *w, struct weave_guard *guard);

/* Behind a join, before anything else: 'slow' if the slow side was run, else 'fast'. */
LLVMValueRef weave_either(struct weave *w, const struct weave_guard *guard, LLVMValueRef slow,
			  LLVMValueRef fast);

/* Put the instruction being visited here. */
void weave_place(struct weave *w);

/* The label of a value that has one scalar; the constant 0 if it is never symbolic. */
LLVMValueRef weave_label(const struct weave *w, LLVMValueRef value);

/* The same of a pointer that is read, written or called through; 0 if nobody asks about addresses. */
LLVMValueRef weave_address(const struct weave *w, LLVMValueRef pointer);

/* The i-th label of an aggregate. */
LLVMValueRef weave_label_of(const struct weave *w, LLVMValueRef value, unsigned i);

/* Set the labels of the instruction being visited, if it has any. */
void weave_set(struct weave *w, LLVMValueRef label);
void weave_set_of(struct weave *w, unsigned i, LLVMValueRef label);

/* labels[0] | labels[1] | ...; the constant 0 if all are. */
LLVMValueRef weave_or(struct weave *w, const LLVMValueRef *labels, unsigned n);

/* Is it the constant 0? */
bool weave_is_none(LLVMValueRef label);

/* A value as the runtime takes it: i64, zero-extended, the bits of a float, the number of an address. */
LLVMValueRef weave_word(struct weave *w, LLVMValueRef value);
LLVMValueRef weave_high_word(struct weave *w, LLVMValueRef value);

/* A pointer as i8*. */
LLVMValueRef weave_any(struct weave *w, LLVMValueRef pointer);

/* The site of the instruction being visited. */
LLVMValueRef weave_site(struct weave *w, enum pri_site_kind kind, unsigned bits);

#endif

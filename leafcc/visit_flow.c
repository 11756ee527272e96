/* visit_flow.c - branches, calls, returns. */
#include "leafcc/visit.h"

#include "leafcc/choice.h"
#include "pri/fused.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void visit_branch(struct weave *w)
{
	if (!LLVMIsConditional(w->at) || w->added || !(w->unit->events & PRI_EVENT_BRANCH))
		return;
	LLVMValueRef condition = LLVMGetCondition(w->at);
	LLVMValueRef label = weave_label(w, condition);
	struct weave_guard guard = weave_guard_labels(w, &label, 1);
	if (!guard.open)
		return;
	LLVMValueRef taken = LLVMBuildZExt(w->b, condition, w->unit->i32, "");
	LLVMValueRef args[] = { weave_site(w, PRI_SITE_BRANCH, 1), label, taken };
	unit_emit_call(w->unit, w->b, UNIT_leaf_branch, args, 3);
	weave_join(w, &guard);
}

/* The values of a switch, as the last site's cases. */
static void note_cases(struct weave *w)
{
	unsigned n = (unsigned)LLVMGetNumOperands(w->at) / 2 - 1;
	LLVMValueRef *values = calloc(n + 1, sizeof *values);
	struct site_table *table = &w->unit->sites;
	if (!values || !table->rows.n || !n) {
		free(values);
		return;
	}
	for (unsigned i = 0; i < n; i++) {
		LLVMValueRef value = LLVMGetOperand(w->at, 2 + 2 * i);
		values[i] = unit_i64(w->unit, LLVMConstIntGetZExtValue(value));
	}
	struct site_row *row = &table->rows.items[table->rows.n - 1];
	row->cases = LLVMConstArray(w->unit->i64, values, n);
	row->n_cases = n;
	free(values);
}

void visit_switch(struct weave *w)
{
	LLVMValueRef value = LLVMGetOperand(w->at, 0);
	LLVMValueRef label = weave_label(w, value);
	unsigned bits = unit_width(w->unit, LLVMTypeOf(value));
	if (!bits || bits > 64 || !(w->unit->events & PRI_EVENT_BRANCH))
		return;
	struct weave_guard guard = weave_guard_labels(w, &label, 1);
	if (!guard.open)
		return;
	LLVMValueRef site = weave_site(w, PRI_SITE_SWITCH, bits);
	if (!w->err)
		note_cases(w);
	LLVMValueRef args[] = { site, label, weave_word(w, value), unit_i32(w->unit, bits) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_switch, args, 4);
	weave_join(w, &guard);
}

void visit_target(struct weave *w, LLVMValueRef pointer)
{
	LLVMValueRef label = weave_address(w, pointer);
	struct weave_guard guard = weave_guard_labels(w, &label, 1);
	if (!guard.open)
		return;
	LLVMValueRef args[] = { weave_site(w, PRI_SITE_CALL, 64), label, weave_any(w, pointer) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_target, args, 3);
	weave_join(w, &guard);
}

void visit_goto(struct weave *w)
{
	visit_target(w, LLVMGetOperand(w->at, 0));
}

void visit_return(struct weave *w)
{
	LLVMValueRef labels[PRI_RETS];
	if (!LLVMGetNumOperands(w->at))
		return;
	unsigned n = visit_gather(w, labels, 0, PRI_RETS, LLVMGetOperand(w->at, 0));
	struct weave_guard guard = weave_guard_labels(w, labels, n);
	if (!guard.open)
		return;
	for (unsigned i = 0; i < n; i++)
		visit_store_field(w, offsetof(struct pri_call, ret) + i * sizeof(leaf_label),
				  w->unit->i32, labels[i]);
	visit_store_field(w, offsetof(struct pri_call, ret_from), w->unit->any,
			  weave_any(w, w->function));
	weave_join(w, &guard);
}

static void call_assembly(struct weave *w)
{
	LLVMValueRef labels[PRI_ARGS];
	unsigned n = 0;
	for (unsigned i = 0; i < LLVMGetNumArgOperands(w->at); i++)
		n = visit_gather(w, labels, n, PRI_ARGS, LLVMGetOperand(w->at, i));
	weave_place(w);
	struct weave_guard guard = weave_guard_labels(w, labels, n);
	if (!guard.open)
		return;
	LLVMValueRef site = weave_site(w, PRI_SITE_ASM, 0);
	for (unsigned i = 0; i < n; i++) {
		LLVMValueRef args[] = { site, labels[i], unit_i32(w->unit, PRI_CAUSE_ASM) };
		if (!weave_is_none(labels[i]))
			unit_emit_call(w->unit, w->b, UNIT_leaf_concretize, args, 3);
	}
	weave_join(w, &guard);
}

static void call_intrinsic(struct weave *w, LLVMValueRef callee)
{
	weave_place(w);
	const struct intrinsic *row = intrinsic_find(callee);
	if (row)
		visit_intrinsic_value(w, row);
	else if (intrinsic_named(callee, "llvm.memcpy") || intrinsic_named(callee, "llvm.memmove"))
		visit_copy(w);
	else if (intrinsic_named(callee, "llvm.memset"))
		visit_fill(w);
	else if (intrinsic_named(callee, "llvm.va_start"))
		visit_va_start(w);
}

void visit_call(struct weave *w)
{
	LLVMValueRef callee = intrinsic_callee(w->at);
	if (LLVMIsAInlineAsm(LLVMGetCalledValue(w->at)))
		call_assembly(w);
	else if (intrinsic_is(callee))
		call_intrinsic(w, callee);
	else
		visit_pass_and_call(w, LLVMGetCalledValue(w->at));
}

/* Its result would come back on another edge than this one: it has no label. */
void visit_invoke(struct weave *w)
{
	visit_pass(w, LLVMGetCalledValue(w->at));
}

/* Variables of constant size have to stay in the entry block to be registers later. */
static void move_variables(struct weave *w, LLVMBasicBlockRef block)
{
	LLVMValueRef next;
	for (LLVMValueRef at = LLVMGetFirstInstruction(block); at; at = next) {
		next = LLVMGetNextInstruction(at);
		if (!LLVMIsAAllocaInst(at) || !LLVMIsAConstantInt(LLVMGetOperand(at, 0)))
			continue;
		LLVMInstructionRemoveFromParent(at);
		LLVMInsertIntoBuilder(w->b, at);
	}
}

void visit_entry(struct weave *w, LLVMBasicBlockRef block)
{
	move_variables(w, block);
	if (w->level == PRI_LEVEL_FULL) {
		visit_full_entry(w);
		return;
	}
	visit_take_arguments(w);
}

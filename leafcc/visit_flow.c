/* visit_flow.c - branches, calls, returns. */
#include "leafcc/visit.h"

#include "pri/fused.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void visit_branch(struct weave *w)
{
	if (!LLVMIsConditional(w->at) || w->added)
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
	if (!bits || bits > 64)
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

static void target(struct weave *w, LLVMValueRef pointer)
{
	LLVMValueRef label = weave_label(w, pointer);
	struct weave_guard guard = weave_guard_labels(w, &label, 1);
	if (!guard.open)
		return;
	LLVMValueRef args[] = { weave_site(w, PRI_SITE_CALL, 64), label, weave_any(w, pointer) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_target, args, 3);
	weave_join(w, &guard);
}

void visit_goto(struct weave *w)
{
	target(w, LLVMGetOperand(w->at, 0));
}

static void store_field(struct weave *w, uint64_t offset, LLVMTypeRef type, LLVMValueRef value)
{
	LLVMBuildStore(w->b, value, unit_tls_field(w->unit, w->b, offset, type));
}

static LLVMValueRef load_field(struct weave *w, uint64_t offset, LLVMTypeRef type)
{
	return LLVMBuildLoad2(w->b, type, unit_tls_field(w->unit, w->b, offset, type), "");
}

/* Labels of a list of values, one after the other; at most `room`. */
static unsigned gather(struct weave *w, LLVMValueRef *labels, unsigned n, unsigned room,
		       LLVMValueRef value)
{
	unsigned scalars = unit_scalars(w->unit, LLVMTypeOf(value));
	for (unsigned i = 0; i < scalars && n < room; i++)
		labels[n++] = weave_label_of(w, value, i);
	return n;
}

void visit_return(struct weave *w)
{
	LLVMValueRef labels[PRI_RETS];
	if (!LLVMGetNumOperands(w->at))
		return;
	unsigned n = gather(w, labels, 0, PRI_RETS, LLVMGetOperand(w->at, 0));
	struct weave_guard guard = weave_guard_labels(w, labels, n);
	if (!guard.open)
		return;
	for (unsigned i = 0; i < n; i++)
		store_field(w, offsetof(struct pri_call, ret) + i * sizeof(leaf_label),
			    w->unit->i32, labels[i]);
	store_field(w, offsetof(struct pri_call, ret_from), w->unit->any,
		    weave_any(w, w->function));
	weave_join(w, &guard);
}

/* The call's arguments come first among its operands. */
static void pass_labels(struct weave *w, const LLVMValueRef *labels, unsigned n,
			LLVMValueRef function)
{
	for (unsigned i = 0; i < n; i++)
		store_field(w, offsetof(struct pri_call, arg) + i * sizeof(leaf_label),
			    w->unit->i32, labels[i]);
	store_field(w, offsetof(struct pri_call, callee), w->unit->any, weave_any(w, function));
}

static unsigned call_labels(struct weave *w, LLVMValueRef *labels)
{
	unsigned n = 0;
	for (unsigned i = 0; i < LLVMGetNumArgOperands(w->at); i++)
		n = gather(w, labels, n, PRI_ARGS, LLVMGetOperand(w->at, i));
	return n;
}

/* What came back, if this very function sent it. */
static void take_result(struct weave *w, LLVMValueRef function)
{
	unsigned n = 0;
	if (!label_map_at(&w->labels, w->at, &n))
		return;
	if (n > PRI_RETS)
		n = PRI_RETS;
	LLVMValueRef from = load_field(w, offsetof(struct pri_call, ret_from), w->unit->any);
	LLVMValueRef nobody = LLVMConstNull(w->unit->any);
	struct weave_guard guard = weave_guard(w, LLVMBuildICmp(w->b, LLVMIntNE, from, nobody, ""));
	LLVMValueRef own = LLVMBuildICmp(w->b, LLVMIntEQ, from, weave_any(w, function), "");
	LLVMValueRef slow[PRI_RETS];
	for (unsigned i = 0; i < n; i++) {
		slow[i] = load_field(w, offsetof(struct pri_call, ret) + i * sizeof(leaf_label),
				     w->unit->i32);
		slow[i] = LLVMBuildSelect(w->b, own, slow[i], w->unit->no_label, "");
	}
	store_field(w, offsetof(struct pri_call, ret_from), w->unit->any, nobody);
	weave_join(w, &guard);
	for (unsigned i = 0; i < n; i++)
		weave_set_of(w, i, weave_either(w, &guard, slow[i], w->unit->no_label));
}

static void say_called(struct weave *w, const LLVMValueRef *labels, unsigned n,
		       LLVMValueRef function)
{
	struct weave_guard guard = weave_guard_labels(w, labels, n);
	if (!guard.open)
		return;
	LLVMValueRef args[] = { weave_site(w, PRI_SITE_CALL, 0), weave_any(w, function) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_called, args, 2);
	weave_join(w, &guard);
}

/* What leaf/sym.h's conditions become: the runtime is told of the condition, the first argument, before its value is judged. */
static void say_condition(struct weave *w, LLVMValueRef function)
{
	static const struct {
		const char *name;
		enum unit_call call;
		enum pri_site_kind kind;
	} rows[] = {
		{ "leaf_sym_assume", UNIT_leaf_assumed, PRI_SITE_ASSUME },
		{ "leaf_sym_assert", UNIT_leaf_asserted, PRI_SITE_ASSERT },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!intrinsic_named(function, rows[i].name) || !LLVMGetNumArgOperands(w->at))
			continue;
		LLVMValueRef holds = LLVMGetOperand(w->at, 0), label = weave_label(w, holds);
		struct weave_guard guard = weave_guard_labels(w, &label, 1);
		if (!guard.open)
			continue;
		LLVMValueRef word = LLVMBuildTrunc(w->b, weave_word(w, holds), w->unit->i32, "");
		LLVMValueRef args[] = { weave_site(w, rows[i].kind, 1), label, word };
		unit_emit_call(w->unit, w->b, rows[i].call, args, 3);
		weave_join(w, &guard);
	}
}

static void call_function(struct weave *w, LLVMValueRef function)
{
	LLVMValueRef labels[PRI_ARGS];
	unsigned n = call_labels(w, labels);
	bool known = LLVMIsAFunction(function) && !LLVMIsDeclaration(function);
	if (!LLVMIsAFunction(function))
		target(w, function);
	else
		say_condition(w, function);
	struct weave_guard guard = weave_guard_labels(w, labels, n);
	if (guard.open) {
		pass_labels(w, labels, n, function);
		weave_join(w, &guard);
	}
	weave_place(w);
	take_result(w, function);
	if (!known)
		say_called(w, labels, n, function);
}

static void call_assembly(struct weave *w)
{
	LLVMValueRef labels[PRI_ARGS];
	unsigned n = call_labels(w, labels);
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

/* Where the labels of variadic arguments are: after those with a name, which took so many registers. */
static void begin_variadic(struct weave *w)
{
	unsigned n_int = 0, n_float = 0, first = 0;
	for (unsigned i = 0; i < LLVMCountParams(w->function); i++) {
		LLVMTypeRef type = LLVMTypeOf(LLVMGetParam(w->function, i));
		LLVMTypeKind kind = LLVMGetTypeKind(type);
		first += unit_scalars(w->unit, type);
		n_int += kind == LLVMIntegerTypeKind || kind == LLVMPointerTypeKind;
		n_float += kind == LLVMFloatTypeKind || kind == LLVMDoubleTypeKind;
	}
	LLVMValueRef args[] = { weave_any(w, LLVMGetOperand(w->at, 0)), unit_i32(w->unit, n_int),
				unit_i32(w->unit, n_float), unit_i32(w->unit, first) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_va_start, args, 4);
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
		begin_variadic(w);
}

void visit_call(struct weave *w)
{
	LLVMValueRef callee = intrinsic_callee(w->at);
	if (LLVMIsAInlineAsm(LLVMGetCalledValue(w->at)))
		call_assembly(w);
	else if (intrinsic_is(callee))
		call_intrinsic(w, callee);
	else
		call_function(w, LLVMGetCalledValue(w->at));
}

/* Its result would come back on another edge than this one: it has no label. */
void visit_invoke(struct weave *w)
{
	LLVMValueRef labels[PRI_ARGS];
	unsigned n = call_labels(w, labels);
	struct weave_guard guard = weave_guard_labels(w, labels, n);
	if (!guard.open)
		return;
	pass_labels(w, labels, n, LLVMGetCalledValue(w->at));
	weave_join(w, &guard);
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
	LLVMValueRef slow[PRI_ARGS], *slot[PRI_ARGS];
	unsigned n = 0, position = 0;
	for (unsigned i = 0; i < LLVMCountParams(w->function); i++) {
		LLVMValueRef param = LLVMGetParam(w->function, i);
		unsigned own = 0;
		LLVMValueRef *labels = label_map_at(&w->labels, param, &own);
		for (unsigned k = 0; k < own && n < PRI_ARGS; k++)
			slot[n++] = &labels[k];
	}
	if (!n)
		return;
	LLVMValueRef callee = load_field(w, offsetof(struct pri_call, callee), w->unit->any);
	LLVMValueRef own = weave_any(w, w->function);
	struct weave_guard guard = weave_guard(w, LLVMBuildICmp(w->b, LLVMIntEQ, callee, own, ""));
	for (position = 0; position < n; position++)
		slow[position] = load_field(
			w, offsetof(struct pri_call, arg) + position * sizeof(leaf_label),
			w->unit->i32);
	store_field(w, offsetof(struct pri_call, callee), w->unit->any,
		    LLVMConstNull(w->unit->any));
	weave_join(w, &guard);
	for (unsigned i = 0; i < n; i++)
		*slot[i] = weave_either(w, &guard, slow[i], w->unit->no_label);
}

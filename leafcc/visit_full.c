/* visit_full.c - every fact about an instruction, by its documented name. */
#include "leafcc/choice.h"
#include "leafcc/full_emit.h"
#include "leafcc/visit.h"
#include "pri/pri_types.h"

#define MOST_ARGUMENTS 32

static void assign(struct weave *w, LLVMValueRef dest, LLVMValueRef operand)
{
	LLVMValueRef args[] = { dest, operand };
	full_call(w, FULL_assign_use, args, 2);
}

static void variable(struct weave *w)
{
	LLVMTypeRef type = LLVMGetAllocatedType(w->at);
	LLVMValueRef place = full_place(w, w->at);
	LLVMValueRef address[] = { place, weave_word(w, w->at) };
	LLVMValueRef size[] = { place, unit_i64(w->unit, LLVMABISizeOfType(w->unit->data, type)) };
	full_call(w, FULL_set_place_address, address, 2);
	full_call(w, FULL_set_place_size, size, 2);
}

static void load(struct weave *w)
{
	LLVMValueRef place = full_pointee(w, LLVMGetOperand(w->at, 0), LLVMTypeOf(w->at));
	LLVMValueRef operand = full_call(w, FULL_ref_operand_copy, &place, 1);
	assign(w, full_place(w, w->at), operand);
}

static void store(struct weave *w)
{
	LLVMValueRef value = LLVMGetOperand(w->at, 0);
	LLVMValueRef operand = full_operand(w, value);
	assign(w, full_pointee(w, LLVMGetOperand(w->at, 1), LLVMTypeOf(value)), operand);
}

static void binary(struct weave *w, enum pri_operator operator)
{
	LLVMValueRef first = full_operand(w, LLVMGetOperand(w->at, 0));
	LLVMValueRef second = full_operand(w, LLVMGetOperand(w->at, 1));
	LLVMValueRef args[] = { full_place(w, w->at), unit_i32(w->unit, operator), first, second };
	full_call(w, FULL_assign_binary_op, args, 4);
}

static void unary(struct weave *w)
{
	LLVMValueRef operand = full_operand(w, LLVMGetOperand(w->at, 0));
	LLVMValueRef args[] = { full_place(w, w->at), unit_i32(w->unit, PRI_OP_NEG), operand };
	full_call(w, FULL_assign_unary_op, args, 3);
}

static void cast(struct weave *w, enum full_call which)
{
	LLVMTypeRef to = LLVMTypeOf(w->at);
	LLVMValueRef operand = full_operand(w, LLVMGetOperand(w->at, 0));
	LLVMValueRef args[5] = { full_place(w, w->at), operand };
	unsigned n = 2;
	bool wide = LLVMGetTypeKind(to) == LLVMDoubleTypeKind;
	if (which == FULL_assign_cast_integer) {
		args[n++] = unit_i64(w->unit, unit_width(w->unit, to));
		args[n++] = unit_i32(w->unit, LLVMGetInstructionOpcode(w->at) == LLVMSExt);
	} else if (which == FULL_assign_cast_float) {
		args[n++] = unit_i64(w->unit, wide ? 11 : 8);
		args[n++] = unit_i64(w->unit, wide ? 53 : 24);
	}
	full_call(w, which, args, n);
}

static void other_value(struct weave *w)
{
	unsigned n = (unsigned)LLVMGetNumOperands(w->at);
	LLVMValueRef operand = n ? full_operand(w, LLVMGetOperand(w->at, 0))
				 : full_call(w, FULL_ref_operand_const_some, NULL, 0);
	assign(w, full_place(w, w->at), operand);
}

/* A pointer into what another pointer points to: its place, step by step. */
static void address(struct weave *w)
{
	LLVMValueRef pointer = full_place(w, LLVMGetOperand(w->at, 0));
	LLVMValueRef place = full_call(w, FULL_ref_place_deref, &pointer, 1);
	LLVMTypeRef type = LLVMGetGEPSourceElementType(w->at);
	for (unsigned i = 1; i < (unsigned)LLVMGetNumOperands(w->at); i++) {
		LLVMValueRef index = LLVMGetOperand(w->at, i);
		bool member = i > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind;
		if (member) {
			uint64_t number = LLVMConstIntGetZExtValue(index);
			LLVMValueRef args[] = { place, unit_i32(w->unit, number) };
			place = full_call(w, FULL_ref_place_field, args, 2);
			type = LLVMStructGetTypeAtIndex(type, (unsigned)number);
			continue;
		}
		if (i > 1)
			type = LLVMGetElementType(type);
		if (LLVMIsConstant(index)) {
			LLVMValueRef args[] = { place, weave_word(w, index), unit_i64(w->unit, 0),
						unit_i32(w->unit, 0) };
			place = full_call(w, FULL_ref_place_constant_index, args, 4);
		} else {
			LLVMValueRef args[] = { place, full_place(w, index) };
			place = full_call(w, FULL_ref_place_index, args, 2);
		}
	}
	LLVMValueRef args[] = { full_place(w, w->at), place, unit_i32(w->unit, 1) };
	full_call(w, FULL_assign_raw_ptr_of, args, 3);
}

static void call(struct weave *w)
{
	LLVMValueRef callee = LLVMGetCalledValue(w->at);
	LLVMValueRef operands[MOST_ARGUMENTS], args[4], after;
	unsigned n = 0;
	bool assembly = LLVMIsAInlineAsm(callee) != NULL;
	if (assembly || intrinsic_is(intrinsic_callee(w->at))) {
		weave_place(w);
		if (!assembly && unit_width(w->unit, LLVMTypeOf(w->at)))
			assign(w, full_place(w, w->at),
			       full_call(w, FULL_ref_operand_const_some, NULL, 0));
		return;
	}
	for (unsigned i = 0; i < LLVMGetNumArgOperands(w->at) && n < MOST_ARGUMENTS; i++)
		operands[n++] = full_operand(w, LLVMGetOperand(w->at, i));
	args[0] = full_operand(w, callee);
	full_list(w, args + 1, operands, n);
	args[3] = unit_i32(w->unit, 0);
	full_call(w, FULL_before_call_func, args, 4);
	weave_place(w);
	after = LLVMGetTypeKind(LLVMTypeOf(w->at)) == LLVMVoidTypeKind
			? full_call(w, FULL_ref_place_return_value, NULL, 0)
			: full_place(w, w->at);
	full_call(w, FULL_after_call_func, &after, 1);
}

static enum pri_operator binary_operator(LLVMValueRef at)
{
	return LLVMGetInstructionOpcode(at) == LLVMICmp
		       ? visit_comparison(LLVMGetICmpPredicate(at))
		       : visit_operator(LLVMGetInstructionOpcode(at));
}

static void told_after(struct weave *w)
{
	switch (LLVMGetInstructionOpcode(w->at)) {
	case LLVMAlloca:
		variable(w);
		break;
	case LLVMLoad:
		load(w);
		break;
	case LLVMStore:
		store(w);
		break;
	case LLVMGetElementPtr:
		address(w);
		break;
	case LLVMTrunc:
	case LLVMZExt:
	case LLVMSExt:
	case LLVMFPToUI:
	case LLVMFPToSI:
		cast(w, FULL_assign_cast_integer);
		break;
	case LLVMUIToFP:
	case LLVMSIToFP:
	case LLVMFPTrunc:
	case LLVMFPExt:
		cast(w, FULL_assign_cast_float);
		break;
	case LLVMPtrToInt:
		cast(w, FULL_assign_cast_expose_prov);
		break;
	case LLVMIntToPtr:
		cast(w, FULL_assign_cast_with_exposed_prov);
		break;
	case LLVMBitCast:
		cast(w, FULL_assign_cast_to_another_ptr);
		break;
	case LLVMFNeg:
		unary(w);
		break;
	default:
		if (LLVMIsABinaryOperator(w->at) || LLVMIsAICmpInst(w->at))
			binary(w, binary_operator(w->at));
		else if (unit_width(w->unit, LLVMTypeOf(w->at)))
			other_value(w);
	}
}

void visit_full(struct weave *w)
{
	unsigned events = w->unit->events;
	if (LLVMIsACallInst(w->at) && events & PRI_EVENT_FUNCTION) {
		call(w);
		return;
	}
	weave_place(w);
	if (events & PRI_EVENT_VALUE && !LLVMIsACallInst(w->at))
		told_after(w);
}

static LLVMValueRef branching(struct weave *w, LLVMValueRef value, bool *is_char)
{
	unsigned bits = unit_width(w->unit, LLVMTypeOf(value));
	weave_site(w, bits == 1 ? PRI_SITE_BRANCH : PRI_SITE_SWITCH, bits);
	LLVMValueRef operand = full_discriminant(w, value, is_char);
	LLVMValueRef args[] = { unit_i32(w->unit, w->block), operand, unit_i64(w->unit, bits),
				unit_i32(w->unit, 0) };
	return full_call(w, FULL_new_branching_info, args, 4);
}

static void if_taken(struct weave *w, LLVMValueRef condition, enum full_call which,
		     const LLVMValueRef *args, unsigned n)
{
	struct weave_guard guard = weave_guard(w, condition);
	full_call(w, which, args, n);
	weave_join(w, &guard);
}

static void branch(struct weave *w)
{
	LLVMValueRef condition = LLVMGetCondition(w->at);
	bool is_char;
	LLVMValueRef info = branching(w, condition, &is_char);
	if_taken(w, condition, FULL_take_branch_true, &info, 1);
	if_taken(w, LLVMBuildNot(w->b, condition, ""), FULL_take_branch_false, &info, 1);
}

/* All values of a switch as a constant list: bytes if they are characters, else 128-bit numbers. */
static void case_list(struct weave *w, LLVMValueRef out[2], const LLVMValueRef *values, unsigned n,
		      bool is_char)
{
	LLVMTypeRef type = LLVMIntTypeInContext(w->unit->context, is_char ? 8 : 128);
	LLVMValueRef items[256];
	n = n < 256 ? n : 256;
	for (unsigned i = 0; i < n; i++)
		items[i] = LLVMConstInt(type, LLVMConstIntGetZExtValue(values[i]), false);
	LLVMValueRef list = LLVMAddGlobal(w->unit->module, LLVMArrayType(type, n), "leaf.cases");
	LLVMSetInitializer(list, LLVMConstArray(type, items, n));
	LLVMSetLinkage(list, LLVMPrivateLinkage);
	LLVMSetGlobalConstant(list, true);
	LLVMSetAlignment(list, 16);
	out[0] = LLVMConstBitCast(list, w->unit->any);
	out[1] = unit_i64(w->unit, n);
}

static void switch_on(struct weave *w)
{
	LLVMValueRef value = LLVMGetOperand(w->at, 0), values[256];
	unsigned n = (unsigned)LLVMGetNumOperands(w->at) / 2 - 1;
	bool is_char;
	LLVMValueRef info = branching(w, value, &is_char);
	LLVMValueRef none = LLVMConstInt(w->unit->i1, 1, false);
	for (unsigned i = 0; i < n && i < 256; i++) {
		values[i] = LLVMGetOperand(w->at, 2 + 2 * i);
		LLVMValueRef is = LLVMBuildICmp(w->b, LLVMIntEQ, value, values[i], "");
		LLVMValueRef number[] = { info, weave_word(w, values[i]), unit_i64(w->unit, 0) };
		LLVMValueRef character[] = { info, unit_i32(w->unit,
							    LLVMConstIntGetZExtValue(values[i])) };
		if_taken(w, is, is_char ? FULL_take_branch_char : FULL_take_branch_int,
			 is_char ? character : number, is_char ? 2 : 3);
		none = LLVMBuildAnd(w->b, none, LLVMBuildNot(w->b, is, ""), "");
	}
	LLVMValueRef args[3] = { info };
	case_list(w, args + 1, values, n, is_char);
	if_taken(w, none, is_char ? FULL_take_branch_ow_char : FULL_take_branch_ow_int, args, 3);
}

static void leave(struct weave *w)
{
	if (LLVMGetNumOperands(w->at) && w->unit->events & PRI_EVENT_VALUE) {
		LLVMValueRef operand = full_operand(w, LLVMGetOperand(w->at, 0));
		assign(w, full_call(w, FULL_ref_place_return_value, NULL, 0), operand);
	}
	full_call(w, FULL_return_from_func, NULL, 0);
}

void visit_full_terminator(struct weave *w)
{
	LLVMOpcode opcode = LLVMGetInstructionOpcode(w->at);
	unsigned events = w->unit->events;
	if (opcode == LLVMRet && events & PRI_EVENT_FUNCTION)
		leave(w);
	else if (!(events & PRI_EVENT_BRANCH))
		return;
	else if (opcode == LLVMBr && LLVMIsConditional(w->at))
		branch(w);
	else if (opcode == LLVMSwitch && LLVMGetNumOperands(w->at) > 2)
		switch_on(w);
}

void visit_full_entry(struct weave *w)
{
	if (!(w->unit->events & PRI_EVENT_FUNCTION))
		return;
	LLVMValueRef function = full_operand(w, w->function);
	full_call(w, FULL_enter_func, &function, 1);
}

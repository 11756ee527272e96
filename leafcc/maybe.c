/* maybe.c - a fixed point over the definitions of a function. */
#include "leafcc/maybe.h"

#include "leafcc/intrinsics.h"

#include <string.h>

static bool any_operand(const struct label_map *map, LLVMValueRef instruction)
{
	for (int i = 0; i < LLVMGetNumOperands(instruction); i++)
		if (label_map_has(map, LLVMGetOperand(instruction, (unsigned)i)))
			return true;
	return false;
}

static bool call_may(const struct label_map *map, LLVMValueRef call)
{
	LLVMValueRef callee = intrinsic_callee(call);
	if (LLVMIsAInlineAsm(LLVMGetCalledValue(call)))
		return false;
	if (!intrinsic_is(callee))
		return true;
	return intrinsic_find(callee) && any_operand(map, call);
}

/* Opcodes whose result is concrete whatever their operands are are left to the default. */
static bool may_be(const struct label_map *map, LLVMValueRef instruction)
{
	switch (LLVMGetInstructionOpcode(instruction)) {
	case LLVMLoad:
		return true;
	case LLVMCall:
		return call_may(map, instruction);
	case LLVMAdd:
	case LLVMSub:
	case LLVMMul:
	case LLVMUDiv:
	case LLVMSDiv:
	case LLVMURem:
	case LLVMSRem:
	case LLVMShl:
	case LLVMLShr:
	case LLVMAShr:
	case LLVMAnd:
	case LLVMOr:
	case LLVMXor:
	case LLVMGetElementPtr:
	case LLVMTrunc:
	case LLVMZExt:
	case LLVMSExt:
	case LLVMPtrToInt:
	case LLVMIntToPtr:
	case LLVMBitCast:
	case LLVMICmp:
	case LLVMPHI:
	case LLVMSelect:
	case LLVMExtractValue:
	case LLVMInsertValue:
	case LLVMFreeze:
		return any_operand(map, instruction);
	default:
		return false;
	}
}

/* A pass over all instructions; *changed if one more was found. */
static leaf_err sweep(struct label_map *map, const struct unit *unit, LLVMValueRef function,
		      bool *changed)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef at = LLVMGetFirstInstruction(block); at;
		     at = LLVMGetNextInstruction(at)) {
			unsigned n = unit_scalars(unit, LLVMTypeOf(at));
			bool fresh = false;
			if (n && !label_map_has(map, at) && may_be(map, at))
				LEAF_TRY(label_map_mark(map, at, n, &fresh));
			*changed |= fresh;
		}
	return LEAF_E_OK;
}

leaf_err maybe_symbolic(struct label_map *map, const struct unit *unit, LLVMValueRef function)
{
	size_t len;
	bool fresh;
	bool entry = strcmp(LLVMGetValueName2(function, &len), "main") == 0;
	for (unsigned i = 0; !entry && i < LLVMCountParams(function); i++) {
		LLVMValueRef param = LLVMGetParam(function, i);
		unsigned n = unit_scalars(unit, LLVMTypeOf(param));
		if (n)
			LEAF_TRY(label_map_mark(map, param, n, &fresh));
	}
	bool changed = true;
	while (changed) {
		changed = false;
		LEAF_TRY(sweep(map, unit, function, &changed));
	}
	return LEAF_E_OK;
}

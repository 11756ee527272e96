/* full_emit.c - the calls of pri.def, declared by their signatures. */
#include "leafcc/full_emit.h"

#include <stdlib.h>
#include <string.h>

#define MOST_WORDS 16

static const struct {
	const char *name, *signature;
	char result;
} rows[] = {
#define PRI_V(name, signature, parameters, arguments, shown)                                       \
	{ PRI_FULL_PREFIX #name, signature, 'v' },
#define PRI_P(name, signature, parameters, arguments, shown)                                       \
	{ PRI_FULL_PREFIX #name, signature, 'q' },
#define PRI_O PRI_P
#define PRI_I PRI_P
#include "pri/pri.def"
};

static LLVMTypeRef row_type(const struct unit *unit, enum full_call which)
{
	LLVMTypeRef params[MOST_WORDS];
	unsigned n = 0;
	for (const char *at = rows[which].signature; *at; at++) {
		bool list = strchr("sAWCU", *at) != NULL;
		params[n++] = list ? unit->any : strchr("obuc", *at) ? unit->i32 : unit->i64;
		if (list || *at == 'w')
			params[n++] = unit->i64;
	}
	return LLVMFunctionType(rows[which].result == 'v' ? unit->nothing : unit->i64, params, n,
				false);
}

LLVMValueRef full_call(struct weave *w, enum full_call which, const LLVMValueRef *args, unsigned n)
{
	LLVMTypeRef type = row_type(w->unit, which);
	LLVMValueRef function = LLVMGetNamedFunction(w->unit->module, rows[which].name);
	if (!function)
		function = LLVMAddFunction(w->unit->module, rows[which].name, type);
	w->unit->stats.calls++;
	return LLVMBuildCall2(w->b, type, function, (LLVMValueRef *)(uintptr_t)args, n, "");
}

/* Numbers are given out in the order of first use; 0 is the return value's. */
static LLVMValueRef number_of(struct weave *w, LLVMValueRef value)
{
	bool fresh;
	leaf_err err = label_map_mark(&w->labels, value, 1, &fresh);
	if (err) {
		w->err = err;
		return unit_i32(w->unit, 0);
	}
	LLVMValueRef *slot = label_map_at(&w->labels, value, NULL);
	if (fresh)
		*slot = unit_i32(w->unit, w->labels.n);
	return *slot;
}

LLVMValueRef full_place(struct weave *w, LLVMValueRef value)
{
	if (LLVMIsAArgument(value)) {
		unsigned i = 0;
		while (LLVMGetParam(w->function, i) != value)
			i++;
		LLVMValueRef position = unit_i32(w->unit, i + 1);
		return full_call(w, FULL_ref_place_argument, &position, 1);
	}
	LLVMValueRef number = number_of(w, value);
	return full_call(w, FULL_ref_place_local, &number, 1);
}

static uint64_t hash(uint64_t seed, const char *text)
{
	for (; *text; text++)
		seed = (seed ^ (unsigned char)*text) * 0x100000001b3u;
	return seed;
}

/* The same number for the same type in every unit: a hash of how LLVM writes it. */
static void say_type_id(struct weave *w, LLVMValueRef place, LLVMTypeRef type)
{
	char *text = LLVMPrintTypeToString(type);
	LLVMValueRef args[] = { place, unit_i64(w->unit, hash(0xcbf29ce484222325u, text)),
				unit_i64(w->unit, hash(0x9e3779b97f4a7c15u, text)) };
	full_call(w, FULL_set_place_type_id, args, 3);
	LLVMDisposeMessage(text);
}

static void say_float(struct weave *w, LLVMValueRef place, unsigned exponent, unsigned significand)
{
	LLVMValueRef args[] = { place, unit_i64(w->unit, exponent),
				unit_i64(w->unit, significand) };
	full_call(w, FULL_set_place_type_float, args, 3);
}

void full_type(struct weave *w, LLVMValueRef place, LLVMTypeRef type)
{
	unsigned bits = unit_width(w->unit, type);
	LLVMTypeKind kind = LLVMGetTypeKind(type);
	LLVMValueRef args[] = { place, unit_i64(w->unit, bits), unit_i32(w->unit, 0) };
	if (kind == LLVMFloatTypeKind)
		say_float(w, place, 8, 24);
	else if (kind == LLVMDoubleTypeKind)
		say_float(w, place, 11, 53);
	else if (bits == 1)
		full_call(w, FULL_set_place_type_bool, &place, 1);
	else if (bits == 8)
		full_call(w, FULL_set_place_type_char, &place, 1);
	else if (kind == LLVMIntegerTypeKind && bits)
		full_call(w, FULL_set_place_type_int, args, 3);
	say_type_id(w, place, type);
}

LLVMValueRef full_pointee(struct weave *w, LLVMValueRef pointer, LLVMTypeRef type)
{
	LLVMValueRef variable = full_place(w, pointer);
	LLVMValueRef place = full_call(w, FULL_ref_place_deref, &variable, 1);
	LLVMValueRef args[] = { place, weave_word(w, pointer) };
	full_call(w, FULL_set_place_address, args, 2);
	full_type(w, place, type);
	return place;
}

static LLVMValueRef integer_operand(struct weave *w, LLVMValueRef value, unsigned bits)
{
	LLVMValueRef args[] = { weave_word(w, value), weave_high_word(w, value),
				unit_i64(w->unit, bits), unit_i32(w->unit, 0) };
	return full_call(w, FULL_ref_operand_const_int, args, 4);
}

static LLVMValueRef function_operand(struct weave *w, LLVMValueRef function)
{
	LLVMValueRef id = weave_word(w, function);
	return full_call(w, FULL_ref_operand_const_func, &id, 1);
}

static LLVMValueRef constant_operand(struct weave *w, LLVMValueRef value)
{
	unsigned bits = unit_width(w->unit, LLVMTypeOf(value));
	LLVMTypeKind kind = LLVMGetTypeKind(LLVMTypeOf(value));
	if (LLVMIsAFunction(value))
		return function_operand(w, value);
	if (LLVMIsUndef(value) || !bits)
		return full_call(w, FULL_ref_operand_const_some, NULL, 0);
	if (bits == 1) {
		LLVMValueRef bit = LLVMBuildZExt(w->b, value, w->unit->i32, "");
		return full_call(w, FULL_ref_operand_const_bool, &bit, 1);
	}
	if (kind == LLVMFloatTypeKind || kind == LLVMDoubleTypeKind) {
		bool wide = kind == LLVMDoubleTypeKind;
		LLVMValueRef args[] = { weave_word(w, value), unit_i64(w->unit, 0),
					unit_i64(w->unit, wide ? 11 : 8),
					unit_i64(w->unit, wide ? 53 : 24) };
		return full_call(w, FULL_ref_operand_const_float, args, 4);
	}
	return integer_operand(w, value, bits);
}

LLVMValueRef full_operand(struct weave *w, LLVMValueRef value)
{
	if (LLVMIsConstant(value))
		return constant_operand(w, value);
	if (!LLVMIsAInstruction(value) && !LLVMIsAArgument(value))
		return full_call(w, FULL_ref_operand_const_some, NULL, 0);
	LLVMValueRef place = full_place(w, value);
	return full_call(w, FULL_ref_operand_copy, &place, 1);
}

LLVMValueRef full_discriminant(struct weave *w, LLVMValueRef value, bool *is_char)
{
	LLVMValueRef from = value;
	while (LLVMIsAZExtInst(from) || LLVMIsASExtInst(from))
		from = LLVMGetOperand(from, 0);
	*is_char = unit_width(w->unit, LLVMTypeOf(from)) == 8;
	if (!LLVMIsALoadInst(from))
		return full_operand(w, value);
	LLVMValueRef place = full_pointee(w, LLVMGetOperand(from, 0), LLVMTypeOf(from));
	return full_call(w, FULL_ref_operand_copy, &place, 1);
}

void full_list(struct weave *w, LLVMValueRef out[2], const LLVMValueRef *operands, unsigned n)
{
	LLVMTypeRef type = LLVMArrayType(w->unit->i64, n);
	LLVMValueRef list = n ? LLVMBuildAlloca(w->b, type, "") : NULL;
	for (unsigned i = 0; i < n; i++) {
		LLVMValueRef at[] = { unit_i64(w->unit, 0), unit_i64(w->unit, i) };
		LLVMBuildStore(w->b, operands[i],
			       LLVMBuildInBoundsGEP2(w->b, type, list, at, 2, ""));
	}
	out[0] = n ? weave_any(w, list) : LLVMConstNull(w->unit->any);
	out[1] = unit_i64(w->unit, n);
}

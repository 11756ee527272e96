/* unit.c - types, constants and runtime calls of a translation unit. */
#include "leafcc/unit.h"

#include "pri/fused.h"

#include <stddef.h>
#include <string.h>

#define MOST_PARAMETERS 12

static const struct {
	const char *name;
	const char *signature;
} call_rows[] = {
#define F(result, name, parameters, signature) { #name, signature },
#include "pri/fused.def"
};

leaf_err unit_init(struct unit *unit, LLVMModuleRef module, const char *path, enum pri_level level)
{
	*unit = (struct unit){ .module = module, .level = level };
	const char *triple = LLVMGetTarget(module);
	if (strncmp(triple, "x86_64", 6) != 0 || !strstr(triple, "linux"))
		return leaf_fail(LEAF_E_UNSUPPORTED,
				 "target '%s': only x86-64 Linux can be instrumented", triple);
	LLVMContextRef c = LLVMGetModuleContext(module);
	unit->context = c;
	unit->data = LLVMGetModuleDataLayout(module);
	unit->i1 = LLVMInt1TypeInContext(c);
	unit->i8 = LLVMInt8TypeInContext(c);
	unit->i16 = LLVMInt16TypeInContext(c);
	unit->i32 = LLVMInt32TypeInContext(c);
	unit->i64 = LLVMInt64TypeInContext(c);
	unit->mem_word = unit->i64;
	unit->nothing = LLVMVoidTypeInContext(c);
	unit->any = LLVMPointerType(unit->i8, 0);
	unit->no_label = LLVMConstInt(unit->i32, 0, false);
	LLVMMetadataRef weights[] = {
		LLVMMDStringInContext2(c, "branch_weights", 14),
		LLVMValueAsMetadata(LLVMConstInt(unit->i32, 1, false)),
		LLVMValueAsMetadata(LLVMConstInt(unit->i32, 100000, false)),
	};
	unit->unlikely = LLVMMetadataAsValue(c, LLVMMDNodeInContext2(c, weights, 3));
	return site_table_init(&unit->sites, module, path, level);
}

void unit_release(struct unit *unit)
{
	site_table_release(&unit->sites);
}

static LLVMTypeRef letter_type(const struct unit *unit, char letter)
{
	switch (letter) {
	case 'v':
		return unit->nothing;
	case 'l':
	case 'i':
	case 'b':
		return unit->i32;
	case 'q':
		return unit->i64;
	default:
		return unit->any;
	}
}

static LLVMTypeRef call_type(const struct unit *unit, const char *signature)
{
	LLVMTypeRef params[MOST_PARAMETERS];
	unsigned n = 0;
	for (const char *at = signature + 1; *at; at++) {
		if (*at == 'w')
			params[n++] = unit->i64;
		params[n++] = *at == 'w' ? unit->i64 : letter_type(unit, *at);
	}
	return LLVMFunctionType(letter_type(unit, signature[0]), params, n, false);
}

static void mark_cold(struct unit *unit, LLVMValueRef function)
{
	static const char *const names[] = { "cold", "nounwind" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		unsigned kind = LLVMGetEnumAttributeKindForName(names[i], strlen(names[i]));
		LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
					LLVMCreateEnumAttribute(unit->context, kind, 0));
	}
}

LLVMValueRef unit_emit_call(struct unit *unit, LLVMBuilderRef b, enum unit_call which,
			    LLVMValueRef *args, unsigned n)
{
	LLVMTypeRef type = call_type(unit, call_rows[which].signature);
	if (!unit->call_of[which]) {
		LLVMValueRef known = LLVMGetNamedFunction(unit->module, call_rows[which].name);
		unit->call_of[which] = known ? known
					     : LLVMAddFunction(unit->module, call_rows[which].name,
							       type);
		mark_cold(unit, unit->call_of[which]);
	}
	unit->stats.calls++;
	return LLVMBuildCall2(b, type, unit->call_of[which], args, n, "");
}

LLVMValueRef unit_tls_field(struct unit *unit, LLVMBuilderRef b, uint64_t offset,
			    LLVMTypeRef field_type)
{
	if (!unit->tls) {
		unit->tls_type = LLVMArrayType(unit->i8, (unsigned)sizeof(struct pri_call));
		unit->tls = LLVMAddGlobal(unit->module, unit->tls_type, "leaf_call");
		LLVMSetThreadLocalMode(unit->tls, LLVMInitialExecTLSModel);
		LLVMSetAlignment(unit->tls, _Alignof(struct pri_call));
	}
	LLVMValueRef at[] = { unit_i64(unit, 0), unit_i64(unit, offset) };
	LLVMValueRef byte = LLVMBuildInBoundsGEP2(b, unit->tls_type, unit->tls, at, 2, "");
	return LLVMBuildBitCast(b, byte, LLVMPointerType(field_type, 0), "");
}

LLVMValueRef unit_i32(const struct unit *unit, uint64_t value)
{
	return LLVMConstInt(unit->i32, value, false);
}

LLVMValueRef unit_i64(const struct unit *unit, uint64_t value)
{
	return LLVMConstInt(unit->i64, value, false);
}

unsigned unit_width(const struct unit *unit, LLVMTypeRef type)
{
	(void)unit;
	switch (LLVMGetTypeKind(type)) {
	case LLVMIntegerTypeKind:
		return LLVMGetIntTypeWidth(type) <= 128 ? LLVMGetIntTypeWidth(type) : 0;
	case LLVMPointerTypeKind:
		return LLVMGetPointerAddressSpace(type) == 0 ? 64 : 0;
	case LLVMFloatTypeKind:
		return 32;
	case LLVMDoubleTypeKind:
		return 64;
	default:
		return 0;
	}
}

unsigned unit_scalars(const struct unit *unit, LLVMTypeRef type)
{
	unsigned n = 0;
	switch (LLVMGetTypeKind(type)) {
	case LLVMStructTypeKind:
		for (unsigned i = 0; i < LLVMCountStructElementTypes(type); i++)
			n += unit_scalars(unit, LLVMStructGetTypeAtIndex(type, i));
		return n;
	case LLVMArrayTypeKind:
		return LLVMGetArrayLength(type) * unit_scalars(unit, LLVMGetElementType(type));
	default:
		return unit_width(unit, type) != 0;
	}
}

unsigned unit_scalar_index(const struct unit *unit, LLVMTypeRef type, const unsigned *path,
			   unsigned n)
{
	unsigned index = 0;
	for (unsigned at = 0; at < n; at++) {
		if (LLVMGetTypeKind(type) == LLVMArrayTypeKind) {
			type = LLVMGetElementType(type);
			index += path[at] * unit_scalars(unit, type);
			continue;
		}
		for (unsigned i = 0; i < path[at]; i++)
			index += unit_scalars(unit, LLVMStructGetTypeAtIndex(type, i));
		type = LLVMStructGetTypeAtIndex(type, path[at]);
	}
	return index;
}

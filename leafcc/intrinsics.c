/* intrinsics.c - rows of intrinsics.def by name. */
#include "leafcc/intrinsics.h"

#include <string.h>

static const struct intrinsic rows[] = {
#define I(name, kind, operator, overflow)                                                          \
	{ name, INTRINSIC_##kind, PRI_OP_##operator,(enum pri_operator) PRI_OVERFLOW_##overflow },
#define PRI_OVERFLOW_0 0
#define PRI_OVERFLOW_UADDO PRI_OP_UADDO
#define PRI_OVERFLOW_SADDO PRI_OP_SADDO
#define PRI_OVERFLOW_USUBO PRI_OP_USUBO
#define PRI_OVERFLOW_SSUBO PRI_OP_SSUBO
#define PRI_OVERFLOW_UMULO PRI_OP_UMULO
#define PRI_OVERFLOW_SMULO PRI_OP_SMULO
#include "leafcc/intrinsics.def"
};

LLVMValueRef intrinsic_callee(LLVMValueRef call)
{
	return LLVMIsAFunction(LLVMGetCalledValue(call));
}

bool intrinsic_is(LLVMValueRef callee)
{
	size_t len;
	return callee && (LLVMGetIntrinsicID(callee) != 0 ||
			  strncmp(LLVMGetValueName2(callee, &len), PRI_FULL_PREFIX,
				  sizeof PRI_FULL_PREFIX - 1) == 0);
}

bool intrinsic_named(LLVMValueRef callee, const char *name)
{
	size_t len;
	const char *own = callee ? LLVMGetValueName2(callee, &len) : "";
	size_t n = strlen(name);
	return strncmp(own, name, n) == 0 && (own[n] == 0 || own[n] == '.');
}

const struct intrinsic *intrinsic_find(LLVMValueRef callee)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (intrinsic_named(callee, rows[i].name))
			return &rows[i];
	return NULL;
}

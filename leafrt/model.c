/* model.c - labels of arguments and results of modelled functions; functions without a model. */
#include "leafrt/model.h"

leaf_label model_argument(const void *self, unsigned i)
{
	return leaf_call.callee == self ? leaf_call.arg[i] : 0;
}

void model_taken(const void *self)
{
	if (leaf_call.callee == self)
		leaf_call.callee = 0;
}

void model_return(const void *self, leaf_label label)
{
	if (!label)
		return;
	leaf_call.ret[0] = label;
	leaf_call.ret_from = self;
}

/* What has no model yet goes to the function itself; the caller sees that labels were not taken. */
#define M(name)                                                                                    \
	__asm__(".weak leaf_m_" #name "\n.type leaf_m_" #name ",@function\nleaf_m_" #name          \
		":\n\tjmp " #name "@PLT\n");
#include "pri/models.def"

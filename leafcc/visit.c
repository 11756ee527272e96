/* visit.c - from opcodes to visitors. */
#include "leafcc/visit.h"

typedef void visitor(struct weave *w);

static visitor *visitor_of(LLVMValueRef instruction)
{
	switch (LLVMGetInstructionOpcode(instruction)) {
#define V(opcode, function)                                                                        \
	case LLVM##opcode:                                                                         \
		return function;
#include "leafcc/visit.def"
	default:
		return NULL;
	}
}

void visit_instruction(struct weave *w)
{
	if (w->level == PRI_LEVEL_FULL) {
		visit_full(w);
		return;
	}
	visitor *visit = visitor_of(w->at);
	if (visit)
		visit(w);
	else
		weave_place(w);
}

void visit_terminator(struct weave *w)
{
	if (w->level == PRI_LEVEL_FULL) {
		visit_full_terminator(w);
		return;
	}
	visitor *visit = visitor_of(w->at);
	if (visit)
		visit(w);
}

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
	visitor *visit = visitor_of(w->at);
	if (visit)
		visit(w);
	else
		weave_place(w);
}

void visit_terminator(struct weave *w)
{
	visitor *visit = visitor_of(w->at);
	if (visit)
		visit(w);
}

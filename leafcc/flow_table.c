/* flow_table.c - edges by terminators, calls by name. */
#include "leafcc/flow_table.h"

#include "leafcc/intrinsics.h"

#include <stdlib.h>
#include <string.h>

struct flow {
	LEAF__VEC(struct pri_edge) edges;
	LEAF__VEC(LLVMValueRef) calls;
	struct label_map called;
	uint32_t *lines;
};

static uint32_t number_of(const struct label_map *numbers, LLVMBasicBlockRef block)
{
	LLVMValueRef *slot = label_map_at(numbers, LLVMBasicBlockAsValue(block), NULL);
	return (uint32_t)LLVMConstIntGetZExtValue(*slot);
}

/* What leads along successor i: 1 and 0 for a branch, the case's number for a switch. */
static uint32_t when(LLVMValueRef end, unsigned i)
{
	switch (LLVMGetInstructionOpcode(end)) {
	case LLVMBr:
		return LLVMIsConditional(end) ? i == 0 : PRI_EDGE_ALWAYS;
	case LLVMSwitch:
		return i == 0 ? PRI_EDGE_DEFAULT : i - 1;
	default:
		return PRI_EDGE_ALWAYS;
	}
}

static leaf_err note_edges(struct flow *flow, uint32_t from, LLVMValueRef end,
			   const struct label_map *numbers)
{
	for (unsigned i = 0; i < LLVMGetNumSuccessors(end); i++) {
		LEAF_TRY(LEAF__VEC_ROOM(&flow->edges));
		flow->edges.items[flow->edges.n++] = (struct pri_edge){
			.from = from,
			.to = number_of(numbers, LLVMGetSuccessor(end, i)),
			.when = when(end, i)
		};
	}
	return LEAF_E_OK;
}

static leaf_err note_call(struct flow *flow, LLVMValueRef callee)
{
	bool fresh;
	if (!LLVMIsAFunction(callee) || intrinsic_is(callee))
		return LEAF_E_OK;
	LEAF_TRY(label_map_mark(&flow->called, callee, 1, &fresh));
	if (!fresh)
		return LEAF_E_OK;
	LEAF_TRY(LEAF__VEC_ROOM(&flow->calls));
	flow->calls.items[flow->calls.n++] = callee;
	return LEAF_E_OK;
}

static leaf_err note_block(struct flow *flow, uint32_t number, LLVMBasicBlockRef block,
			   const struct label_map *numbers)
{
	for (LLVMValueRef at = LLVMGetFirstInstruction(block); at;
	     at = LLVMGetNextInstruction(at)) {
		if (!flow->lines[number])
			flow->lines[number] = LLVMGetDebugLocLine(at);
		if (LLVMIsACallInst(at) || LLVMIsAInvokeInst(at))
			LEAF_TRY(note_call(flow, LLVMGetCalledValue(at)));
	}
	return note_edges(flow, number, LLVMGetBasicBlockTerminator(block), numbers);
}

leaf_err flow_table_note(struct site_table *table, LLVMBasicBlockRef *blocks, unsigned n,
			 const struct label_map *numbers)
{
	struct flow flow = { .lines = calloc(n + 1, sizeof *flow.lines) };
	leaf_err err = flow.lines ? LEAF_E_OK : leaf_fail(LEAF_E_NOMEM, "out of memory");
	for (unsigned i = 0; i < n && !err; i++)
		err = note_block(&flow, i, blocks[i], numbers);
	if (!err)
		site_table_flow(table, &(struct site_flow){ .lines = flow.lines,
							    .edges = flow.edges.items,
							    .calls = flow.calls.items,
							    .n_blocks = n,
							    .n_edges = (uint32_t)flow.edges.n,
							    .n_calls = (uint32_t)flow.calls.n });
	free(flow.lines);
	free(flow.edges.items);
	free(flow.calls.items);
	label_map_release(&flow.called);
	return err;
}

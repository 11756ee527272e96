/* weave.c - move a function's instructions one by one, visitors adding theirs before and after. */
#include "leafcc/weave.h"

#include "leafcc/choice.h"
#include "leafcc/flow_table.h"
#include "leafcc/maybe.h"
#include "leafcc/visit.h"

#include <stdlib.h>

#define MOST_GUARD_LABELS 64

bool weave_is_none(LLVMValueRef label)
{
	return LLVMIsAConstantInt(label) && LLVMConstIntGetZExtValue(label) == 0;
}

LLVMValueRef weave_label_of(const struct weave *w, LLVMValueRef value, unsigned i)
{
	unsigned n = 0;
	LLVMValueRef *labels = label_map_at(&w->labels, value, &n);
	return labels && i < n && labels[i] ? labels[i] : w->unit->no_label;
}

LLVMValueRef weave_label(const struct weave *w, LLVMValueRef value)
{
	return weave_label_of(w, value, 0);
}

LLVMValueRef weave_address(const struct weave *w, LLVMValueRef pointer)
{
	return w->unit->events & PRI_EVENT_ADDRESS ? weave_label(w, pointer) : w->unit->no_label;
}

void weave_set_of(struct weave *w, unsigned i, LLVMValueRef label)
{
	unsigned n = 0;
	LLVMValueRef *labels = label_map_at(&w->labels, w->at, &n);
	if (labels && i < n)
		labels[i] = label;
}

void weave_set(struct weave *w, LLVMValueRef label)
{
	weave_set_of(w, 0, label);
}

LLVMValueRef weave_or(struct weave *w, const LLVMValueRef *labels, unsigned n)
{
	LLVMValueRef all = NULL;
	for (unsigned i = 0; i < n; i++)
		if (!weave_is_none(labels[i]))
			all = all ? LLVMBuildOr(w->b, all, labels[i], "") : labels[i];
	return all ? all : w->unit->no_label;
}

struct weave_guard weave_guard(struct weave *w, LLVMValueRef condition)
{
	LLVMContextRef c = w->unit->context;
	struct weave_guard guard = { .fast = LLVMGetInsertBlock(w->b), .open = true };
	LLVMBasicBlockRef slow = LLVMInsertBasicBlockInContext(c, w->home, "");
	guard.join = LLVMInsertBasicBlockInContext(c, w->home, "");
	LLVMValueRef branch = LLVMBuildCondBr(w->b, condition, slow, guard.join);
	LLVMSetMetadata(branch, LLVMGetMDKindIDInContext(c, "prof", 4), w->unit->unlikely);
	LLVMPositionBuilderAtEnd(w->b, slow);
	w->unit->stats.guards++;
	return guard;
}

struct weave_guard weave_guard_labels(struct weave *w, const LLVMValueRef *labels, unsigned n)
{
	LLVMValueRef all = weave_or(w, labels, n);
	if (weave_is_none(all))
		return (struct weave_guard){ .open = false };
	return weave_guard(w, LLVMBuildICmp(w->b, LLVMIntNE, all, w->unit->no_label, ""));
}

void weave_join(struct weave *w, struct weave_guard *guard)
{
	guard->slow = LLVMGetInsertBlock(w->b);
	LLVMBuildBr(w->b, guard->join);
	LLVMPositionBuilderAtEnd(w->b, guard->join);
}

LLVMValueRef weave_either(struct weave *w, const struct weave_guard *guard, LLVMValueRef slow,
			  LLVMValueRef fast)
{
	LLVMBasicBlockRef from[] = { guard->slow, guard->fast };
	LLVMValueRef values[] = { slow, fast };
	LLVMValueRef phi = LLVMBuildPhi(w->b, LLVMTypeOf(slow), "");
	LLVMAddIncoming(phi, values, from, 2);
	return phi;
}

void weave_place(struct weave *w)
{
	LLVMInsertIntoBuilder(w->b, w->at);
}

LLVMValueRef weave_word(struct weave *w, LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);
	switch (LLVMGetTypeKind(type)) {
	case LLVMPointerTypeKind:
		return LLVMBuildPtrToInt(w->b, value, w->unit->i64, "");
	case LLVMFloatTypeKind:
		value = LLVMBuildBitCast(w->b, value, w->unit->i32, "");
		return LLVMBuildZExt(w->b, value, w->unit->i64, "");
	case LLVMDoubleTypeKind:
		return LLVMBuildBitCast(w->b, value, w->unit->i64, "");
	default:
		if (LLVMGetIntTypeWidth(type) > 64)
			return LLVMBuildTrunc(w->b, value, w->unit->i64, "");
		return LLVMBuildZExt(w->b, value, w->unit->i64, "");
	}
}

LLVMValueRef weave_high_word(struct weave *w, LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);
	if (LLVMGetTypeKind(type) != LLVMIntegerTypeKind || LLVMGetIntTypeWidth(type) <= 64)
		return unit_i64(w->unit, 0);
	LLVMValueRef high = LLVMBuildLShr(w->b, value, LLVMConstInt(type, 64, false), "");
	return LLVMBuildTrunc(w->b, high, w->unit->i64, "");
}

LLVMValueRef weave_any(struct weave *w, LLVMValueRef pointer)
{
	return LLVMBuildBitCast(w->b, pointer, w->unit->any, "");
}

LLVMValueRef weave_site(struct weave *w, enum pri_site_kind kind, unsigned bits)
{
	LLVMValueRef site = LLVMConstNull(w->unit->any);
	leaf_err err = site_table_add(&site, &w->unit->sites, w->at, w->block, kind, bits);
	if (err)
		w->err = err;
	return site;
}

/* Every label that a phi or an argument has to have before its block is visited. */
static void begin_labels(struct weave *w, LLVMValueRef phi)
{
	unsigned n = 0;
	LLVMValueRef *labels = label_map_at(&w->labels, phi, &n);
	for (unsigned i = 0; labels && i < n; i++)
		labels[i] = LLVMBuildPhi(w->b, w->unit->i32, "");
}

/* Move the first instruction of 'block' to where the builder is. */
static void move_first(struct weave *w, LLVMBasicBlockRef block)
{
	w->at = LLVMGetFirstInstruction(block);
	LLVMInstructionRemoveFromParent(w->at);
	weave_place(w);
}

static void move_phis(struct weave *w, LLVMBasicBlockRef block, LLVMBasicBlockRef head)
{
	unsigned n = 0;
	for (; LLVMIsAPHINode(LLVMGetFirstInstruction(block)); n++)
		move_first(w, block);
	LLVMValueRef phi = LLVMGetFirstInstruction(head);
	for (; n && w->level == PRI_LEVEL_FUSED; n--, phi = LLVMGetNextInstruction(phi))
		begin_labels(w, phi);
}

static void cover(struct weave *w)
{
	LLVMValueRef byte;
	leaf_err err = site_table_cover(&byte, &w->unit->sites, w->block);
	if (err) {
		w->err = err;
		return;
	}
	LLVMBuildStore(w->b, LLVMConstInt(w->unit->i8, 1, false), byte);
	w->unit->stats.blocks++;
}

static void weave_block(struct weave *w, LLVMBasicBlockRef block, LLVMBasicBlockRef head)
{
	w->home = block;
	LLVMPositionBuilderAtEnd(w->b, head);
	move_phis(w, block, head);
	if (LLVMGetInstructionOpcode(LLVMGetFirstInstruction(block)) == LLVMLandingPad)
		move_first(w, block);
	if (w->entry)
		visit_entry(w, block);
	if (w->covers)
		cover(w);
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
	while ((w->at = LLVMGetFirstInstruction(block)) != end) {
		w->unit->stats.instructions++;
		LLVMInstructionRemoveFromParent(w->at);
		visit_instruction(w);
	}
	visit_terminator(w);
	LLVMBuildBr(w->b, block);
}

/* Labels of phis: each way in brings the label of the value that it brings. */
static void fill_phis(struct weave *w, LLVMBasicBlockRef block)
{
	for (LLVMValueRef phi = LLVMGetFirstInstruction(block); phi && LLVMIsAPHINode(phi);
	     phi = LLVMGetNextInstruction(phi)) {
		unsigned n = 0;
		LLVMValueRef *labels = label_map_at(&w->labels, phi, &n);
		for (unsigned i = 0; labels && i < n; i++)
			for (unsigned k = 0; k < LLVMCountIncoming(phi); k++) {
				LLVMBasicBlockRef from = LLVMGetIncomingBlock(phi, k);
				LLVMValueRef label = weave_label_of(w, LLVMGetIncomingValue(phi, k),
								    i);
				LLVMAddIncoming(labels[i], &label, &from, 1);
			}
	}
}

/* Blocks so that a definition comes before its uses: depth first from the entry, reversed. */
struct order {
	LLVMBasicBlockRef *blocks, *heads;
	uint32_t *numbers;
	bool *added;
	unsigned n, at;
	struct label_map seen;
};

static leaf_err put_after(struct order *order, LLVMBasicBlockRef start)
{
	/* An explicit stack: functions of a hundred thousand blocks exist. */
	LEAF__VEC(struct {
		LLVMBasicBlockRef block;
		unsigned next;
	})
	stack = { 0 };
	bool fresh;
	leaf_err err = label_map_mark(&order->seen, LLVMBasicBlockAsValue(start), 1, &fresh);
	if (!err)
		err = LEAF__VEC_ROOM(&stack);
	if (!err) {
		stack.items[stack.n].block = start;
		stack.items[stack.n++].next = 0;
	}
	while (!err && stack.n) {
		LLVMBasicBlockRef block = stack.items[stack.n - 1].block;
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
		unsigned next = stack.items[stack.n - 1].next++;
		if (next >= LLVMGetNumSuccessors(end)) {
			order->blocks[--order->at] = block;
			stack.n--;
			continue;
		}
		LLVMBasicBlockRef to = LLVMGetSuccessor(end, next);
		err = label_map_mark(&order->seen, LLVMBasicBlockAsValue(to), 1, &fresh);
		if (err || !fresh)
			continue;
		err = LEAF__VEC_ROOM(&stack);
		if (!err) {
			stack.items[stack.n].block = to;
			stack.items[stack.n++].next = 0;
		}
	}
	free(stack.items);
	return err;
}

/* The block that now stands in front of 'block'; itself if it cannot be reached. */
static LLVMBasicBlockRef head_of(const struct order *order, LLVMBasicBlockRef block)
{
	LLVMValueRef *slot = label_map_at(&order->seen, LLVMBasicBlockAsValue(block), NULL);
	return slot ? LLVMValueAsBasicBlock(slot[0]) : block;
}

/* Addresses of labels (&&label) mean the head from now on. */
static void move_address(struct weave *w, LLVMBasicBlockRef block, LLVMBasicBlockRef head)
{
	for (LLVMUseRef use = LLVMGetFirstUse(LLVMBasicBlockAsValue(block)); use;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		if (!LLVMIsABlockAddress(user))
			continue;
		LLVMReplaceAllUsesWith(user, LLVMBlockAddress(w->function, head));
		return;
	}
}

static void make_heads(struct weave *w, struct order *order)
{
	for (unsigned i = order->at; i < order->n; i++) {
		LLVMBasicBlockRef block = order->blocks[i];
		order->heads[i] = LLVMInsertBasicBlockInContext(w->unit->context, block, "");
		label_map_at(&order->seen, LLVMBasicBlockAsValue(block),
			     NULL)[0] = LLVMBasicBlockAsValue(order->heads[i]);
	}
	for (LLVMBasicBlockRef from = LLVMGetFirstBasicBlock(w->function); from;
	     from = LLVMGetNextBasicBlock(from)) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(from);
		for (unsigned i = 0; end && i < LLVMGetNumSuccessors(end); i++)
			LLVMSetSuccessor(end, i, head_of(order, LLVMGetSuccessor(end, i)));
	}
	for (unsigned i = order->at; i < order->n; i++)
		move_address(w, order->blocks[i], order->heads[i]);
}

/* Blocks' numbers as the compiler had them, of those that were there when the first walk began. */
static leaf_err number_blocks(struct label_map *numbers, const struct weave *w,
			      const struct order *order)
{
	for (unsigned i = order->at; i < order->n; i++) {
		bool fresh;
		LLVMValueRef block = LLVMBasicBlockAsValue(order->blocks[i]);
		LEAF_TRY(label_map_mark(numbers, block, 1, &fresh));
		*label_map_at(numbers, block, NULL) = unit_i32(w->unit, i - order->at);
	}
	return LEAF_E_OK;
}

/* A block that an earlier walk made leads to the one that it was split from. */
static uint32_t number_of(const struct label_map *numbers, LLVMBasicBlockRef block)
{
	LLVMValueRef *slot;
	while (!(slot = label_map_at(numbers, LLVMBasicBlockAsValue(block), NULL)))
		block = LLVMGetSuccessor(LLVMGetBasicBlockTerminator(block), 0);
	return (uint32_t)LLVMConstIntGetZExtValue(*slot);
}

static leaf_err weave_blocks(struct weave *w, struct order *order)
{
	make_heads(w, order);
	for (unsigned i = order->at; i < order->n; i++) {
		w->block = order->numbers[i];
		w->entry = i == order->at;
		w->added = order->added[i];
		weave_block(w, order->blocks[i], order->heads[i]);
		if (w->err)
			return w->err;
	}
	for (unsigned i = order->at; i < order->n && w->level == PRI_LEVEL_FUSED; i++)
		fill_phis(w, order->heads[i]);
	return LEAF_E_OK;
}

/* At the full level the map numbers the values, as they come. */
static leaf_err begin_values(struct weave *w)
{
	if (w->level == PRI_LEVEL_FULL)
		return LEAF_E_OK;
	return maybe_symbolic(&w->labels, w->unit, w->function);
}

/* Put in the calls of one level. The first walk numbers the blocks. */
static leaf_err walk(struct unit *unit, LLVMValueRef function, enum pri_level level,
		     struct label_map *numbers)
{
	struct weave w = {
		.unit = unit, .function = function, .level = level, .covers = !numbers->n
	};
	struct order order = { .n = LLVMCountBasicBlocks(function) };
	order.at = order.n;
	order.blocks = calloc(order.n, sizeof *order.blocks);
	order.heads = calloc(order.n, sizeof *order.heads);
	order.numbers = calloc(order.n, sizeof *order.numbers);
	order.added = calloc(order.n, sizeof *order.added);
	bool room = order.blocks && order.heads && order.numbers && order.added;
	leaf_err err = room ? begin_values(&w) : leaf_fail(LEAF_E_NOMEM, "out of memory");
	if (!err)
		err = put_after(&order, LLVMGetEntryBasicBlock(function));
	if (!err && w.covers)
		err = number_blocks(numbers, &w, &order);
	if (!err && w.covers)
		err = flow_table_note(&unit->sites, order.blocks + order.at, order.n - order.at,
				      numbers);
	for (unsigned i = order.at; i < order.n && !err; i++) {
		order.numbers[i] = number_of(numbers, order.blocks[i]);
		order.added[i] = !label_map_has(numbers, LLVMBasicBlockAsValue(order.blocks[i]));
	}
	w.b = LLVMCreateBuilderInContext(unit->context);
	if (!err)
		err = weave_blocks(&w, &order);
	LLVMDisposeBuilder(w.b);
	label_map_release(&w.labels);
	label_map_release(&order.seen);
	free(order.blocks);
	free(order.heads);
	free(order.numbers);
	free(order.added);
	return err;
}

/* The full level first: it tells what the program does, not what the other level adds. */
leaf_err weave_function(struct unit *unit, LLVMValueRef function)
{
	static const enum pri_level levels[] = { PRI_LEVEL_FULL, PRI_LEVEL_FUSED };
	struct label_map numbers = { 0 };
	leaf_err err = site_table_function(&unit->sites, function);
	for (size_t i = 0; i < sizeof levels / sizeof *levels && !err; i++)
		if (unit->level & levels[i])
			err = walk(unit, function, levels[i], &numbers);
	label_map_release(&numbers);
	unit->stats.functions++;
	return err;
}

/* visit_memory.c - loads, stores, copies: the shadow beside the program's memory. */
#include "leafcc/visit.h"

#include "pri/fused.h"
#include "pri/pri_types.h"

/* Bytes that one load of the shadow covers, wherever they begin: a 64-bit load tells of 8 granules, one less for alignment. */
#define MOST_AT_ONCE 57u

static LLVMTypeRef shadow_type(const struct weave *w, uint64_t bytes)
{
	if (bytes <= 1)
		return w->unit->i8;
	if (bytes <= 9)
		return w->unit->i16;
	return bytes <= 25 ? w->unit->i32 : w->unit->i64;
}

/* i1: may one of `bytes` bytes at the pointer be symbolic? */
static LLVMValueRef presence(struct weave *w, LLVMValueRef pointer, uint64_t bytes)
{
	LLVMTypeRef type = shadow_type(w, bytes);
	LLVMValueRef at = LLVMBuildPtrToInt(w->b, pointer, w->unit->i64, "");
	at = LLVMBuildLShr(w->b, at, unit_i64(w->unit, PRI_SHADOW_SHIFT), "");
	at = LLVMBuildAdd(w->b, at, unit_i64(w->unit, PRI_SHADOW), "");
	at = LLVMBuildIntToPtr(w->b, at, LLVMPointerType(type, 0), "");
	LLVMValueRef found = LLVMBuildLoad2(w->b, type, at, "");
	LLVMSetAlignment(found, 1);
	return LLVMBuildICmp(w->b, LLVMIntNE, found, LLVMConstInt(type, 0, false), "");
}

LLVMValueRef visit_presence(struct weave *w, LLVMValueRef pointer, uint64_t bytes)
{
	LLVMValueRef any = NULL;
	if (bytes > 4 * MOST_AT_ONCE)
		return LLVMConstInt(w->unit->i1, 1, false);
	for (uint64_t from = 0; from < bytes; from += MOST_AT_ONCE) {
		LLVMValueRef offset = unit_i64(w->unit, from);
		LLVMValueRef at = LLVMBuildGEP2(w->b, w->unit->i8, weave_any(w, pointer), &offset,
						1, "");
		uint64_t n = bytes - from < MOST_AT_ONCE ? bytes - from : MOST_AT_ONCE;
		LLVMValueRef one = presence(w, at, n);
		any = any ? LLVMBuildOr(w->b, any, one, "") : one;
	}
	return any ? any : LLVMConstInt(w->unit->i1, 0, false);
}

LLVMValueRef visit_presence_anywhere(struct weave *w, LLVMValueRef pointer)
{
	LLVMValueRef at = LLVMBuildPtrToInt(w->b, pointer, w->unit->i64, "");
	at = LLVMBuildAnd(w->b, at, unit_i64(w->unit, PRI_ADDRESSES - 1), "");
	return presence(w, LLVMBuildIntToPtr(w->b, at, w->unit->any, ""), 1);
}

/* presence, or one of the labels is not 0. */
static struct weave_guard guard_memory(struct weave *w, LLVMValueRef pointer, uint64_t bytes,
				       const LLVMValueRef *labels, unsigned n)
{
	LLVMValueRef condition = presence(w, pointer, bytes);
	LLVMValueRef all = weave_or(w, labels, n);
	if (!weave_is_none(all)) {
		LLVMValueRef some = LLVMBuildICmp(w->b, LLVMIntNE, all, w->unit->no_label, "");
		condition = LLVMBuildOr(w->b, condition, some, "");
	}
	return weave_guard(w, condition);
}

static LLVMValueRef what(const struct weave *w, enum pri_operator operator, unsigned bits)
{
	return unit_i32(w->unit, PRI_WHAT(operator, bits));
}

static LLVMValueRef resize(struct weave *w, enum pri_operator operator, unsigned bits,
			   LLVMValueRef label)
{
	LLVMValueRef args[] = { what(w, operator, bits), label };
	return unit_emit_call(w->unit, w->b, UNIT_leaf_un, args, 2);
}

/* One scalar on its way between a value and memory. */
struct scalar {
	unsigned index, bits;
	uint64_t offset, bytes;
};

typedef void scalar_visitor(struct weave *w, const struct scalar *scalar, void *more);

/* Each scalar of a type with its offset, in the order of labels. */
static void each_scalar(struct weave *w, LLVMTypeRef type, uint64_t offset, unsigned *index,
			scalar_visitor *visit, void *more)
{
	if (LLVMGetTypeKind(type) == LLVMStructTypeKind) {
		for (unsigned i = 0; i < LLVMCountStructElementTypes(type); i++)
			each_scalar(w, LLVMStructGetTypeAtIndex(type, i),
				    offset + LLVMOffsetOfElement(w->unit->data, type, i), index,
				    visit, more);
	} else if (LLVMGetTypeKind(type) == LLVMArrayTypeKind) {
		LLVMTypeRef element = LLVMGetElementType(type);
		uint64_t size = LLVMABISizeOfType(w->unit->data, element);
		for (unsigned i = 0; i < LLVMGetArrayLength(type); i++)
			each_scalar(w, element, offset + i * size, index, visit, more);
	} else if (unit_width(w->unit, type)) {
		struct scalar scalar = { .index = (*index)++,
					 .bits = unit_width(w->unit, type),
					 .offset = offset,
					 .bytes = LLVMStoreSizeOfType(w->unit->data, type) };
		visit(w, &scalar, more);
	}
}

static LLVMValueRef byte_at(struct weave *w, LLVMValueRef pointer, uint64_t offset)
{
	LLVMValueRef at = unit_i64(w->unit, offset);
	LLVMValueRef base = weave_any(w, pointer);
	return offset ? LLVMBuildGEP2(w->b, w->unit->i8, base, &at, 1, "") : base;
}

struct load {
	LLVMValueRef pointer, address, site;
	LLVMValueRef slow[64];
};

static void load_scalar(struct weave *w, const struct scalar *scalar, void *more)
{
	struct load *load = more;
	LLVMValueRef at = byte_at(w, load->pointer, scalar->offset);
	LLVMValueRef bytes = unit_i32(w->unit, scalar->bytes);
	LLVMValueRef plain[] = { at, bytes }, by_label[] = { load->site, load->address, at, bytes };
	LLVMValueRef label = weave_is_none(load->address)
				     ? unit_emit_call(w->unit, w->b, UNIT_leaf_load, plain, 2)
				     : unit_emit_call(w->unit, w->b, UNIT_leaf_load_at, by_label,
						      4);
	if (scalar->bits != 8 * scalar->bytes)
		label = resize(w, PRI_OP_TRUNC, scalar->bits, label);
	if (scalar->index < sizeof load->slow / sizeof *load->slow)
		load->slow[scalar->index] = label;
}

/* A value that has no labels is read from memory that may have some. */
static void load_opaque(struct weave *w, LLVMValueRef pointer, uint64_t bytes)
{
	if (bytes > 16)
		return;
	struct weave_guard guard = guard_memory(w, pointer, bytes, NULL, 0);
	LLVMValueRef args[] = { weave_any(w, pointer), unit_i32(w->unit, bytes) };
	LLVMValueRef label = unit_emit_call(w->unit, w->b, UNIT_leaf_load, args, 2);
	LLVMValueRef say[] = { weave_site(w, PRI_SITE_LOAD, 0), label,
			       unit_i32(w->unit, PRI_CAUSE_WIDE) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_concretize, say, 3);
	weave_join(w, &guard);
}

void visit_load(struct weave *w)
{
	weave_place(w);
	LLVMTypeRef type = LLVMTypeOf(w->at);
	uint64_t bytes = LLVMStoreSizeOfType(w->unit->data, type);
	struct load load = { .pointer = LLVMGetOperand(w->at, 0) };
	unsigned n = unit_scalars(w->unit, type), index = 0;
	if (!n)
		load_opaque(w, load.pointer, bytes);
	if (!n || bytes > MOST_AT_ONCE)
		return;
	load.address = weave_address(w, load.pointer);
	struct weave_guard guard = guard_memory(w, load.pointer, bytes, &load.address, 1);
	if (!weave_is_none(load.address))
		load.site = weave_site(w, PRI_SITE_LOAD, unit_width(w->unit, type));
	each_scalar(w, type, 0, &index, load_scalar, &load);
	weave_join(w, &guard);
	for (unsigned i = 0; i < n; i++)
		weave_set_of(w, i, weave_either(w, &guard, load.slow[i], w->unit->no_label));
}

struct store {
	LLVMValueRef pointer, address, site, value;
};

static void store_scalar(struct weave *w, const struct scalar *scalar, void *more)
{
	struct store *store = more;
	LLVMValueRef label = weave_label_of(w, store->value, scalar->index);
	LLVMValueRef at = byte_at(w, store->pointer, scalar->offset);
	LLVMValueRef bytes = unit_i32(w->unit, scalar->bytes);
	if (scalar->bits != 8 * scalar->bytes && !weave_is_none(label))
		label = resize(w, PRI_OP_ZEXT, (unsigned)(8 * scalar->bytes), label);
	LLVMValueRef plain[] = { at, bytes, label };
	LLVMValueRef by_label[] = { store->site, store->address, at, bytes, label };
	if (weave_is_none(store->address))
		unit_emit_call(w->unit, w->b, UNIT_leaf_store, plain, 3);
	else
		unit_emit_call(w->unit, w->b, UNIT_leaf_store_at, by_label, 5);
}

static void forget(struct weave *w, LLVMValueRef pointer, uint64_t bytes)
{
	LLVMValueRef args[] = { weave_any(w, pointer), unit_i64(w->unit, bytes) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_forget, args, 2);
}

void visit_store(struct weave *w)
{
	weave_place(w);
	struct store store = { .value = LLVMGetOperand(w->at, 0),
			       .pointer = LLVMGetOperand(w->at, 1) };
	LLVMTypeRef type = LLVMTypeOf(store.value);
	uint64_t bytes = LLVMStoreSizeOfType(w->unit->data, type);
	unsigned n = unit_scalars(w->unit, type), index = 0;
	if (bytes > MOST_AT_ONCE) {
		forget(w, store.pointer, bytes);
		return;
	}
	LLVMValueRef labels[MOST_AT_ONCE + 1];
	store.address = labels[0] = weave_address(w, store.pointer);
	for (unsigned i = 0; i < n; i++)
		labels[1 + i] = weave_label_of(w, store.value, i);
	struct weave_guard guard = guard_memory(w, store.pointer, bytes, labels, 1 + n);
	if (!weave_is_none(store.address))
		store.site = weave_site(w, PRI_SITE_STORE, unit_width(w->unit, type));
	if (n)
		each_scalar(w, type, 0, &index, store_scalar, &store);
	else
		forget(w, store.pointer, bytes);
	weave_join(w, &guard);
}

/* Read, change, write in one: what comes out is concrete, and so is what stays. */
void visit_atomic(struct weave *w)
{
	weave_place(w);
	LLVMValueRef pointer = LLVMGetOperand(w->at, 0);
	LLVMTypeRef type = LLVMTypeOf(LLVMGetOperand(w->at, 1));
	uint64_t bytes = LLVMStoreSizeOfType(w->unit->data, type);
	struct weave_guard guard = guard_memory(w, pointer, bytes, NULL, 0);
	LLVMValueRef args[] = { weave_any(w, pointer), unit_i32(w->unit, bytes) };
	LLVMValueRef label = unit_emit_call(w->unit, w->b, UNIT_leaf_load, args, 2);
	LLVMValueRef say[] = { weave_site(w, PRI_SITE_STORE, 0), label,
			       unit_i32(w->unit, PRI_CAUSE_ATOMIC) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_concretize, say, 3);
	forget(w, pointer, bytes);
	weave_join(w, &guard);
}

/* A symbolic length or address of a block operation. */
static void say_operands(struct weave *w)
{
	LLVMValueRef length = LLVMGetOperand(w->at, 2);
	LLVMValueRef label = weave_label(w, length);
	struct weave_guard guard = weave_guard_labels(w, &label, 1);
	if (!guard.open)
		return;
	LLVMValueRef args[] = { weave_site(w, PRI_SITE_SIZE,
					   unit_width(w->unit, LLVMTypeOf(length))),
				label, weave_word(w, length) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_size, args, 3);
	weave_join(w, &guard);
}

/* The length if it is a constant for which one test is enough, else 0. */
static uint64_t short_length(LLVMValueRef length)
{
	uint64_t bytes = LLVMIsAConstantInt(length) ? LLVMConstIntGetZExtValue(length) : 0;
	return bytes <= MOST_AT_ONCE ? bytes : 0;
}

void visit_copy(struct weave *w)
{
	say_operands(w);
	LLVMValueRef to = LLVMGetOperand(w->at, 0), from = LLVMGetOperand(w->at, 1);
	uint64_t bytes = short_length(LLVMGetOperand(w->at, 2));
	struct weave_guard guard = { .open = false };
	if (bytes) {
		LLVMValueRef source = presence(w, from, bytes);
		guard = weave_guard(w, LLVMBuildOr(w->b, source, presence(w, to, bytes), ""));
	}
	LLVMValueRef args[] = { weave_any(w, to), weave_any(w, from),
				weave_word(w, LLVMGetOperand(w->at, 2)) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_copy, args, 3);
	if (guard.open)
		weave_join(w, &guard);
}

void visit_fill(struct weave *w)
{
	say_operands(w);
	LLVMValueRef to = LLVMGetOperand(w->at, 0);
	LLVMValueRef label = weave_label(w, LLVMGetOperand(w->at, 1));
	uint64_t bytes = short_length(LLVMGetOperand(w->at, 2));
	struct weave_guard guard = { .open = false };
	if (bytes)
		guard = guard_memory(w, to, bytes, &label, 1);
	LLVMValueRef args[] = { weave_any(w, to), label, weave_word(w, LLVMGetOperand(w->at, 2)) };
	unit_emit_call(w->unit, w->b, UNIT_leaf_fill, args, 3);
	if (guard.open)
		weave_join(w, &guard);
}

/* visit_values.c - arithmetic, comparisons, casts, choices, addresses, aggregates. */
#include "leafcc/visit.h"

#include "pri/fused.h"
#include "pri/pri_types.h"

#define MOST_SCALARS 64

static LLVMValueRef what(const struct weave *w, enum pri_operator operator, unsigned bits)
{
	return unit_i32(w->unit, PRI_WHAT(operator, bits));
}

static unsigned width(const struct weave *w, LLVMValueRef value)
{
	return unit_width(w->unit, LLVMTypeOf(value));
}

/* The expression `a operator b`, emitted as it stands. */
static LLVMValueRef binary(struct weave *w, enum pri_operator operator, unsigned bits,
			   const LLVMValueRef labels[2], LLVMValueRef a, LLVMValueRef b)
{
	LLVMValueRef args[] = {
		what(w, operator, bits), labels[0], labels[1], weave_word(w, a), NULL, NULL, NULL
	};
	if (width(w, a) <= 64) {
		args[4] = weave_word(w, b);
		return unit_emit_call(w->unit, w->b, UNIT_leaf_bin, args, 5);
	}
	args[4] = weave_high_word(w, a);
	args[5] = weave_word(w, b);
	args[6] = weave_high_word(w, b);
	return unit_emit_call(w->unit, w->b, UNIT_leaf_bin_wide, args, 7);
}

static LLVMValueRef unary(struct weave *w, enum pri_operator operator, unsigned bits,
			  LLVMValueRef label)
{
	LLVMValueRef args[] = { what(w, operator, bits), label };
	return unit_emit_call(w->unit, w->b, UNIT_leaf_un, args, 2);
}

/* The same, behind a guard; the constant 0 if both labels are. */
static LLVMValueRef guarded_binary(struct weave *w, enum pri_operator operator, unsigned bits,
				   LLVMValueRef a, LLVMValueRef b)
{
	LLVMValueRef labels[] = { weave_label(w, a), weave_label(w, b) };
	struct weave_guard guard = weave_guard_labels(w, labels, 2);
	if (!guard.open)
		return w->unit->no_label;
	LLVMValueRef slow = binary(w, operator, bits, labels, a, b);
	weave_join(w, &guard);
	return weave_either(w, &guard, slow, w->unit->no_label);
}

static LLVMValueRef guarded_unary(struct weave *w, enum pri_operator operator, unsigned bits,
				  LLVMValueRef label)
{
	struct weave_guard guard = weave_guard_labels(w, &label, 1);
	if (!guard.open)
		return w->unit->no_label;
	LLVMValueRef slow = unary(w, operator, bits, label);
	weave_join(w, &guard);
	return weave_either(w, &guard, slow, w->unit->no_label);
}

enum pri_operator visit_operator(LLVMOpcode opcode)
{
	switch (opcode) {
	case LLVMAdd:
		return PRI_OP_ADD;
	case LLVMSub:
		return PRI_OP_SUB;
	case LLVMMul:
		return PRI_OP_MUL;
	case LLVMUDiv:
		return PRI_OP_UDIV;
	case LLVMSDiv:
		return PRI_OP_SDIV;
	case LLVMURem:
		return PRI_OP_UREM;
	case LLVMSRem:
		return PRI_OP_SREM;
	case LLVMShl:
		return PRI_OP_SHL;
	case LLVMLShr:
		return PRI_OP_LSHR;
	case LLVMAShr:
		return PRI_OP_ASHR;
	case LLVMAnd:
		return PRI_OP_AND;
	case LLVMOr:
		return PRI_OP_OR;
	case LLVMXor:
		return PRI_OP_XOR;
	case LLVMSExt:
		return PRI_OP_SEXT;
	case LLVMTrunc:
		return PRI_OP_TRUNC;
	default:
		return PRI_OP_ZEXT;
	}
}

enum pri_operator visit_comparison(LLVMIntPredicate predicate)
{
	switch (predicate) {
	case LLVMIntEQ:
		return PRI_OP_EQ;
	case LLVMIntNE:
		return PRI_OP_NE;
	case LLVMIntUGT:
		return PRI_OP_UGT;
	case LLVMIntUGE:
		return PRI_OP_UGE;
	case LLVMIntULT:
		return PRI_OP_ULT;
	case LLVMIntULE:
		return PRI_OP_ULE;
	case LLVMIntSGT:
		return PRI_OP_SGT;
	case LLVMIntSGE:
		return PRI_OP_SGE;
	case LLVMIntSLT:
		return PRI_OP_SLT;
	default:
		return PRI_OP_SLE;
	}
}

void visit_binary(struct weave *w)
{
	weave_place(w);
	if (!label_map_has(&w->labels, w->at))
		return;
	enum pri_operator operator= visit_operator(LLVMGetInstructionOpcode(w->at));
	weave_set(w, guarded_binary(w, operator, width(w, w->at), LLVMGetOperand(w->at, 0),
				    LLVMGetOperand(w->at, 1)));
}

void visit_compare(struct weave *w)
{
	weave_place(w);
	LLVMValueRef a = LLVMGetOperand(w->at, 0);
	if (!label_map_has(&w->labels, w->at) || !width(w, a))
		return;
	enum pri_operator operator= visit_comparison(LLVMGetICmpPredicate(w->at));
	weave_set(w, guarded_binary(w, operator, 1, a, LLVMGetOperand(w->at, 1)));
}

void visit_same(struct weave *w)
{
	weave_place(w);
	unsigned n = 0;
	label_map_at(&w->labels, w->at, &n);
	for (unsigned i = 0; i < n; i++)
		weave_set_of(w, i, weave_label_of(w, LLVMGetOperand(w->at, 0), i));
}

void visit_cast(struct weave *w)
{
	weave_place(w);
	LLVMValueRef from = LLVMGetOperand(w->at, 0);
	unsigned from_bits = width(w, from), to_bits = width(w, w->at);
	if (!label_map_has(&w->labels, w->at) || !from_bits)
		return;
	if (from_bits == to_bits) {
		weave_set(w, weave_label(w, from));
		return;
	}
	LLVMOpcode opcode = LLVMGetInstructionOpcode(w->at);
	if (opcode == LLVMPtrToInt || opcode == LLVMIntToPtr)
		opcode = to_bits < from_bits ? LLVMTrunc : LLVMZExt;
	weave_set(w, guarded_unary(w, visit_operator(opcode), to_bits, weave_label(w, from)));
}

/* A choice by a symbolic condition between values of one scalar. */
static LLVMValueRef choice(struct weave *w, LLVMValueRef condition, LLVMValueRef chosen)
{
	LLVMValueRef yes = LLVMGetOperand(w->at, 1), no = LLVMGetOperand(w->at, 2);
	LLVMValueRef label = weave_label(w, condition);
	struct weave_guard guard = weave_guard_labels(w, &label, 1);
	if (!guard.open)
		return chosen;
	LLVMValueRef taken = LLVMBuildZExt(w->b, condition, w->unit->i32, "");
	unsigned bits = width(w, w->at);
	LLVMValueRef args[] = { weave_site(w, PRI_SITE_SELECT, bits),
				taken,
				label,
				weave_label(w, yes),
				weave_label(w, no),
				unit_i32(w->unit, bits),
				weave_word(w, yes),
				weave_word(w, no) };
	LLVMValueRef slow = unit_emit_call(w->unit, w->b, UNIT_leaf_select, args, 8);
	weave_join(w, &guard);
	return weave_either(w, &guard, slow, chosen);
}

void visit_select(struct weave *w)
{
	weave_place(w);
	unsigned n = 0;
	LLVMValueRef condition = LLVMGetOperand(w->at, 0);
	if (!label_map_at(&w->labels, w->at, &n))
		return;
	for (unsigned i = 0; i < n; i++) {
		LLVMValueRef yes = weave_label_of(w, LLVMGetOperand(w->at, 1), i);
		LLVMValueRef no = weave_label_of(w, LLVMGetOperand(w->at, 2), i);
		bool same = yes == no;
		weave_set_of(w, i, same ? yes : LLVMBuildSelect(w->b, condition, yes, no, ""));
	}
	unsigned bits = width(w, w->at);
	if (bits && bits <= 64 && width(w, condition) == 1)
		weave_set(w, choice(w, condition, weave_label(w, w->at)));
}

/* An address on its way from base and indices: what it is, and the expression for it. */
struct sum {
	LLVMValueRef label, value;
};

static void add_constant(struct weave *w, struct sum *sum, uint64_t bytes)
{
	LLVMValueRef labels[] = { sum->label, w->unit->no_label };
	LLVMValueRef more = unit_i64(w->unit, bytes);
	if (!bytes)
		return;
	sum->label = binary(w, PRI_OP_ADD, 64, labels, sum->value, more);
	sum->value = LLVMBuildAdd(w->b, sum->value, more, "");
}

static void add_index(struct weave *w, struct sum *sum, LLVMValueRef index, uint64_t scale)
{
	LLVMValueRef label = weave_label(w, index);
	unsigned bits = width(w, index);
	LLVMValueRef wide = index;
	if (bits < 64) {
		wide = LLVMBuildSExt(w->b, index, w->unit->i64, "");
		label = weave_is_none(label) ? label : unary(w, PRI_OP_SEXT, 64, label);
	}
	LLVMValueRef size = unit_i64(w->unit, scale);
	LLVMValueRef labels[] = { label, w->unit->no_label };
	if (scale != 1 && !weave_is_none(label))
		label = binary(w, PRI_OP_MUL, 64, labels, wide, size);
	LLVMValueRef term = LLVMBuildMul(w->b, wide, size, "");
	LLVMValueRef both[] = { sum->label, label };
	sum->label = binary(w, PRI_OP_ADD, 64, both, sum->value, term);
	sum->value = LLVMBuildAdd(w->b, sum->value, term, "");
}

static LLVMValueRef address_expression(struct weave *w)
{
	struct sum sum = { .label = weave_label(w, LLVMGetOperand(w->at, 0)) };
	sum.value = weave_word(w, LLVMGetOperand(w->at, 0));
	LLVMTypeRef type = LLVMGetGEPSourceElementType(w->at);
	for (unsigned i = 1; i < (unsigned)LLVMGetNumOperands(w->at); i++) {
		LLVMValueRef index = LLVMGetOperand(w->at, i);
		if (i > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind) {
			unsigned member = (unsigned)LLVMConstIntGetZExtValue(index);
			add_constant(w, &sum, LLVMOffsetOfElement(w->unit->data, type, member));
			type = LLVMStructGetTypeAtIndex(type, member);
			continue;
		}
		if (i > 1)
			type = LLVMGetElementType(type);
		uint64_t scale = LLVMABISizeOfType(w->unit->data, type);
		if (LLVMIsAConstantInt(index))
			add_constant(w, &sum, (uint64_t)LLVMConstIntGetSExtValue(index) * scale);
		else
			add_index(w, &sum, index, scale);
	}
	return sum.label;
}

void visit_address(struct weave *w)
{
	weave_place(w);
	if (!label_map_has(&w->labels, w->at))
		return;
	LLVMValueRef labels[MOST_SCALARS];
	unsigned n = 0;
	for (unsigned i = 0; i < (unsigned)LLVMGetNumOperands(w->at) && n < MOST_SCALARS; i++)
		labels[n++] = weave_label(w, LLVMGetOperand(w->at, i));
	struct weave_guard guard = weave_guard_labels(w, labels, n);
	if (!guard.open) {
		weave_set(w, w->unit->no_label);
		return;
	}
	LLVMValueRef slow = address_expression(w);
	weave_join(w, &guard);
	weave_set(w, weave_either(w, &guard, slow, w->unit->no_label));
}

void visit_extract(struct weave *w)
{
	weave_place(w);
	LLVMValueRef from = LLVMGetOperand(w->at, 0);
	unsigned first = unit_scalar_index(w->unit, LLVMTypeOf(from), LLVMGetIndices(w->at),
					   LLVMGetNumIndices(w->at));
	unsigned n = 0;
	label_map_at(&w->labels, w->at, &n);
	for (unsigned i = 0; i < n; i++)
		weave_set_of(w, i, weave_label_of(w, from, first + i));
}

void visit_insert(struct weave *w)
{
	weave_place(w);
	LLVMValueRef into = LLVMGetOperand(w->at, 0), member = LLVMGetOperand(w->at, 1);
	unsigned first = unit_scalar_index(w->unit, LLVMTypeOf(into), LLVMGetIndices(w->at),
					   LLVMGetNumIndices(w->at));
	unsigned own = unit_scalars(w->unit, LLVMTypeOf(member));
	unsigned n = 0;
	label_map_at(&w->labels, w->at, &n);
	for (unsigned i = 0; i < n; i++) {
		bool inside = i >= first && i < first + own;
		weave_set_of(w, i,
			     inside ? weave_label_of(w, member, i - first)
				    : weave_label_of(w, into, i));
	}
}

/* Results of floating-point arithmetic are concrete; what went in is said to have been made so. */
void visit_float(struct weave *w)
{
	weave_place(w);
	LLVMValueRef labels[2];
	unsigned n = 0;
	for (unsigned i = 0; i < (unsigned)LLVMGetNumOperands(w->at) && n < 2; i++)
		labels[n++] = weave_label(w, LLVMGetOperand(w->at, i));
	struct weave_guard guard = weave_guard_labels(w, labels, n);
	if (!guard.open)
		return;
	LLVMValueRef site = weave_site(w, PRI_SITE_FLOAT, 0);
	for (unsigned i = 0; i < n; i++) {
		LLVMValueRef args[] = { site, labels[i], unit_i32(w->unit, PRI_CAUSE_FLOAT) };
		if (!weave_is_none(labels[i]))
			unit_emit_call(w->unit, w->b, UNIT_leaf_concretize, args, 3);
	}
	weave_join(w, &guard);
}

static void overflow(struct weave *w, const struct intrinsic *row, LLVMValueRef a, LLVMValueRef b)
{
	LLVMValueRef labels[] = { weave_label(w, a), weave_label(w, b) };
	struct weave_guard guard = weave_guard_labels(w, labels, 2);
	LLVMValueRef none = w->unit->no_label;
	if (!guard.open)
		return;
	LLVMValueRef value = binary(w, row->operator, width(w, a), labels, a, b);
	LLVMValueRef flag = binary(w, row->overflow, 1, labels, a, b);
	weave_join(w, &guard);
	weave_set_of(w, 0, weave_either(w, &guard, value, none));
	weave_set_of(w, 1, weave_either(w, &guard, flag, none));
}

/* A value and its label. */
struct term {
	LLVMValueRef label, value;
};

static struct term combine(struct weave *w, enum pri_operator operator, LLVMOpcode opcode,
			   struct term a, struct term b)
{
	LLVMValueRef labels[] = { a.label, b.label };
	unsigned bits = width(w, a.value);
	return (struct term){ binary(w, operator, bits, labels, a.value, b.value),
			      LLVMBuildBinOp(w->b, opcode, a.value, b.value, "") };
}

static struct term constant(const struct weave *w, LLVMTypeRef type, uint64_t value)
{
	return (struct term){ w->unit->no_label, LLVMConstInt(type, value, false) };
}

/* What a sum or difference that overflows is taken for: the largest or smallest value, by the first operand's sign. */
static struct term limit(struct weave *w, const struct intrinsic *row, struct term a)
{
	LLVMTypeRef type = LLVMTypeOf(a.value);
	unsigned bits = width(w, a.value);
	if (row->overflow == PRI_OP_UADDO)
		return constant(w, type, ~0ull);
	if (row->overflow == PRI_OP_USUBO)
		return constant(w, type, 0);
	struct term sign = combine(w, PRI_OP_ASHR, LLVMAShr, a, constant(w, type, bits - 1));
	return combine(w, PRI_OP_XOR, LLVMXor, sign, constant(w, type, ~0ull >> (65 - bits)));
}

static LLVMValueRef saturated(struct weave *w, const struct intrinsic *row)
{
	struct term a = { .value = LLVMGetOperand(w->at, 0) },
		    b = { .value = LLVMGetOperand(w->at, 1) };
	LLVMValueRef labels[] = { weave_label(w, a.value), weave_label(w, b.value) };
	unsigned bits = width(w, a.value);
	struct weave_guard guard = weave_guard_labels(w, labels, 2);
	if (!guard.open)
		return w->unit->no_label;
	a.label = labels[0];
	b.label = labels[1];
	bool adds = row->operator== PRI_OP_ADD;
	struct term most = limit(w, row, a);
	struct term plain = combine(w, row->operator, adds ? LLVMAdd : LLVMSub, a, b);
	LLVMValueRef over = binary(w, row->overflow, 1, labels, a.value, b.value);
	/* It has overflowed where the result is not the plain one. */
	LLVMValueRef did = LLVMBuildICmp(w->b, LLVMIntNE, plain.value, w->at, "");
	LLVMValueRef args[] = { weave_site(w, PRI_SITE_SELECT, bits),
				LLVMBuildZExt(w->b, did, w->unit->i32, ""),
				over,
				most.label,
				plain.label,
				unit_i32(w->unit, bits),
				weave_word(w, most.value),
				weave_word(w, plain.value) };
	LLVMValueRef slow = unit_emit_call(w->unit, w->b, UNIT_leaf_select, args, 8);
	weave_join(w, &guard);
	return weave_either(w, &guard, slow, w->unit->no_label);
}

/* Two words shifted as one, by a constant. */
static LLVMValueRef shifted_pair(struct weave *w, bool left, unsigned by)
{
	struct term a = { .value = LLVMGetOperand(w->at, 0) },
		    b = { .value = LLVMGetOperand(w->at, 1) };
	LLVMTypeRef type = LLVMTypeOf(a.value);
	LLVMValueRef labels[] = { weave_label(w, a.value), weave_label(w, b.value) };
	unsigned bits = width(w, a.value), up = left ? by : bits - by;
	struct weave_guard guard = weave_guard_labels(w, labels, 2);
	if (!guard.open)
		return w->unit->no_label;
	a.label = labels[0];
	b.label = labels[1];
	struct term high = combine(w, PRI_OP_SHL, LLVMShl, a, constant(w, type, up));
	struct term low = combine(w, PRI_OP_LSHR, LLVMLShr, b, constant(w, type, bits - up));
	struct term both = combine(w, PRI_OP_OR, LLVMOr, high, low);
	weave_join(w, &guard);
	return weave_either(w, &guard, both.label, w->unit->no_label);
}

/* Funnel shifts: a rotation if both words are one; by what is not constant, otherwise not followed. */
static LLVMValueRef funnel(struct weave *w, const struct intrinsic *row)
{
	LLVMValueRef a = LLVMGetOperand(w->at, 0), by = LLVMGetOperand(w->at, 2);
	bool left = row->kind == INTRINSIC_FUNNEL_LEFT;
	unsigned bits = width(w, a);
	if (a == LLVMGetOperand(w->at, 1))
		return guarded_binary(w, left ? PRI_OP_ROTL : PRI_OP_ROTR, bits, a, by);
	if (!LLVMIsAConstantInt(by) || bits > 64)
		return w->unit->no_label;
	unsigned n = (unsigned)(LLVMConstIntGetZExtValue(by) % bits);
	return n ? shifted_pair(w, left, n) : weave_label(w, left ? a : LLVMGetOperand(w->at, 1));
}

void visit_intrinsic_value(struct weave *w, const struct intrinsic *row)
{
	LLVMValueRef a = LLVMGetOperand(w->at, 0);
	unsigned bits = width(w, a);
	if (!label_map_has(&w->labels, w->at) || !bits)
		return;
	switch (row->kind) {
	case INTRINSIC_BINARY:
		weave_set(w, guarded_binary(w, row->operator, bits, a, LLVMGetOperand(w->at, 1)));
		break;
	case INTRINSIC_UNARY:
		weave_set(w, guarded_unary(w, row->operator, bits, weave_label(w, a)));
		break;
	case INTRINSIC_OVERFLOW:
		overflow(w, row, a, LLVMGetOperand(w->at, 1));
		break;
	case INTRINSIC_SATURATED:
		weave_set(w, bits <= 64 ? saturated(w, row) : w->unit->no_label);
		break;
	case INTRINSIC_SAME:
		weave_set(w, weave_label(w, a));
		break;
	default:
		weave_set(w, funnel(w, row));
	}
}

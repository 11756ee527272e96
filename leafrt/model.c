/* model.c - labels of arguments and results of modelled functions. */
#include "leafrt/model.h"

#include "leafrt/ask.h"
#include "leafrt/counters.h"
#include "leafrt/pin.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"
#include "pri/site_map.h"

#include <string.h>

leaf_label model_argument(const void *self, unsigned i)
{
	return leaf_call.callee == self && i < leaf_call.n_arg ? leaf_call.arg[i] : 0;
}

const struct pri_site *model_site(const void *self)
{
	static const struct pri_site nowhere = { .id = 0x6c6561666d6f64u, .kind = PRI_SITE_CALL };
	return leaf_call.callee == self && leaf_call.site ? leaf_call.site : &nowhere;
}

void model_taken(const void *self)
{
	if (leaf_call.callee == self)
		leaf_call.callee = 0;
}

void model_pin(const void *self, unsigned i)
{
	leaf_label label = model_argument(self, i);
	if (!label || !runtime_enter())
		return;
	const struct expr *e = expr_at(label);
	leaf_label more = expr_binary(PRI_OP_UGT, 1, label, expr_const(e->bits, e->value));
	if (more && !expr_at(more)->known)
		ask(model_site(self), 1, more, true);
	pin(model_site(self), label, PRI_CAUSE_SIZE);
	runtime_leave();
}

void model_return(const void *self, leaf_label label)
{
	if (!label)
		return;
	leaf_call.ret[0] = label;
	leaf_call.ret_from = self;
}

void model_answer(const void *self, leaf_label label, uint64_t result)
{
	const struct expr *e = expr_at(label);
	if (!label || e->op == EXPR_CONST)
		return;
	if (e->value == expr_cut(result, e->bits))
		model_return(self, label);
	else
		counters.concretized[PRI_CAUSE_UNMODELLED]++;
}

leaf_label model_const(unsigned bits, expr_bits value)
{
	return expr_const(bits, value);
}

leaf_label model_binary(enum pri_operator op, unsigned bits, leaf_label a, leaf_label b)
{
	leaf_label label = expr_binary(op, bits, a, b);
	const struct expr *x = expr_at(a), *y = expr_at(b);
	return label ? label
		     : expr_const(bits, expr_compute(op, bits, x->bits, x->value, y->value));
}

leaf_label model_unary(enum pri_operator op, unsigned bits, leaf_label a)
{
	leaf_label label = expr_unary(op, bits, a);
	const struct expr *x = expr_at(a);
	return label ? label : expr_const(bits, expr_compute(op, bits, x->bits, x->value, 0));
}

leaf_label model_choose(leaf_label condition, leaf_label yes, leaf_label no)
{
	const struct expr *e = expr_at(condition);
	if (e->op == EXPR_CONST || yes == no)
		return e->value ? yes : no;
	leaf_label label = expr_ite(condition, yes, no);
	return label ? label : expr_const(expr_at(yes)->bits, expr_at(e->value ? yes : no)->value);
}

leaf_label model_byte(const void *at)
{
	leaf_label label = shadow_load(at, 1);
	return label ? label : expr_const(8, *(const unsigned char *)at);
}

leaf_label model_address(const void *at)
{
	return expr_const(64, (uintptr_t)at);
}

leaf_label model_equal(leaf_label a, leaf_label b)
{
	return model_binary(PRI_OP_EQ, 1, a, b);
}

leaf_label model_not(leaf_label a)
{
	return model_unary(PRI_OP_NOT, 1, a);
}

leaf_label model_and(leaf_label a, leaf_label b)
{
	return model_binary(PRI_OP_AND, 1, a, b);
}

leaf_label model_or(leaf_label a, leaf_label b)
{
	return model_binary(PRI_OP_OR, 1, a, b);
}

bool model_is(leaf_label one_bit, bool value)
{
	const struct expr *e = expr_at(one_bit);
	return e->op == EXPR_CONST && (e->value != 0) == value;
}

/* As ranges: text classes have few of them. */
leaf_label model_member(leaf_label byte, const bool set[256])
{
	leaf_label is = expr_const(1, 0);
	for (unsigned low = 0, high; low < 256; low = high + 1) {
		high = low;
		if (!set[low])
			continue;
		while (high < 255 && set[high + 1])
			high++;
		leaf_label from_low = model_binary(PRI_OP_SUB, 8, byte, expr_const(8, low));
		leaf_label in = high == low ? model_equal(byte, expr_const(8, low))
					    : model_binary(PRI_OP_ULE, 1, from_low,
							   expr_const(8, high - low));
		is = model_or(is, in);
	}
	return is;
}

size_t model_extent(const char *text, size_t most)
{
	size_t n = strnlen(text, most);
	n += n < most;
	while (n < most && shadow_any(text + n, 1))
		n++;
	return n;
}

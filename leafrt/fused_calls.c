/* fused_calls.c - the calls of the fused level, as symex answers them. */
#include "leafrt/ask.h"
#include "leafrt/counters.h"
#include "leafrt/expr.h"
#include "leafrt/path.h"
#include "leafrt/pin.h"
#include "leafrt/prediction.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"
#include "leafrt/unmodelled.h"
#include "pri/site_map.h"

#define CALL __attribute__((visibility("default")))

static unsigned bits_of(leaf_label a, leaf_label b)
{
	return expr_at(a ? a : b)->bits;
}

static leaf_label operand(leaf_label label, unsigned bits, expr_bits value)
{
	return label ? label : expr_const(bits, value);
}

static leaf_label bin(uint32_t what, leaf_label a, leaf_label b, expr_bits va, expr_bits vb)
{
	if ((!a && !b) || !runtime_enter())
		return 0;
	counters.calls++;
	unsigned bits = bits_of(a, b);
	leaf_label result = expr_binary((enum pri_operator)PRI_WHAT_OPERATOR(what),
					PRI_WHAT_BITS(what), operand(a, bits, va),
					operand(b, bits, vb));
	if (result && expr_at(result)->op == EXPR_CONST)
		result = 0;
	runtime_leave();
	return result;
}

CALL leaf_label leaf_bin(uint32_t what, leaf_label a, leaf_label b, uint64_t va, uint64_t vb)
{
	return bin(what, a, b, va, vb);
}

CALL leaf_label leaf_bin_wide(uint32_t what, leaf_label a, leaf_label b, uint64_t va_lo,
			      uint64_t va_hi, uint64_t vb_lo, uint64_t vb_hi)
{
	return bin(what, a, b, (expr_bits)va_hi << 64 | va_lo, (expr_bits)vb_hi << 64 | vb_lo);
}

CALL leaf_label leaf_un(uint32_t what, leaf_label a)
{
	if (!a || !runtime_enter())
		return 0;
	counters.calls++;
	leaf_label result = expr_unary((enum pri_operator)PRI_WHAT_OPERATOR(what),
				       PRI_WHAT_BITS(what), a);
	runtime_leave();
	return result;
}

CALL leaf_label leaf_extract(uint32_t what, leaf_label a, uint32_t from_bit)
{
	if (!a || !runtime_enter())
		return 0;
	leaf_label result = expr_extract(PRI_WHAT_BITS(what), a, from_bit);
	runtime_leave();
	return result;
}

/* Ask for the other side of a one-bit value, then note that it went this way. */
static void decide(const struct pri_site *at, leaf_label condition, bool taken)
{
	if (expr_at(condition)->known)
		return;
	ask(at, !taken, condition, !taken);
	prediction_pass(at, taken);
	path_add(condition, taken);
	expr_set_known(condition);
}

CALL leaf_label leaf_select(const struct pri_site *at, bool taken, leaf_label condition,
			    leaf_label yes, leaf_label no, uint32_t bits, uint64_t vyes,
			    uint64_t vno)
{
	(void)at;
	(void)taken;
	if (!condition || !runtime_enter())
		return taken ? yes : no;
	counters.calls++;
	leaf_label result = expr_ite(condition, operand(yes, bits, vyes), operand(no, bits, vno));
	if (result && expr_at(result)->op == EXPR_CONST)
		result = 0;
	runtime_leave();
	return result;
}

CALL leaf_label leaf_load(const void *from, uint32_t bytes)
{
	if (!runtime_enter())
		return 0;
	counters.calls++;
	leaf_label label = shadow_load(from, bytes);
	runtime_leave();
	return label;
}

CALL leaf_label leaf_load_at(const struct pri_site *at, leaf_label address, const void *from,
			     uint32_t bytes)
{
	if (!runtime_enter())
		return 0;
	counters.calls++;
	leaf_label label = address ? pin_load(at, address, from, bytes) : shadow_load(from, bytes);
	runtime_leave();
	return label;
}

CALL void leaf_store(void *to, uint32_t bytes, leaf_label value)
{
	if (!runtime_enter())
		return;
	counters.calls++;
	shadow_store(to, bytes, value);
	runtime_leave();
}

CALL void leaf_store_at(const struct pri_site *at, leaf_label address, void *to, uint32_t bytes,
			leaf_label value)
{
	if (!runtime_enter())
		return;
	counters.calls++;
	if (address)
		pin(at, address, PRI_CAUSE_ADDRESS);
	shadow_store(to, bytes, value);
	runtime_leave();
}

CALL void leaf_copy(void *to, const void *from, uint64_t bytes)
{
	if (!bytes || !runtime_enter())
		return;
	shadow_copy(to, from, bytes);
	runtime_leave();
}

CALL void leaf_fill(void *to, leaf_label byte, uint64_t bytes)
{
	if (!bytes || !runtime_enter())
		return;
	if (!byte)
		shadow_forget(to, bytes);
	for (uint64_t i = 0; byte && i < bytes; i++)
		shadow_store((char *)to + i, 1, byte);
	runtime_leave();
}

CALL void leaf_forget(void *to, uint64_t bytes)
{
	if (!bytes || !runtime_enter())
		return;
	shadow_forget(to, bytes);
	runtime_leave();
}

CALL void leaf_branch(const struct pri_site *at, leaf_label condition, bool taken)
{
	if (!condition || !runtime_enter())
		return;
	counters.calls++;
	decide(at, condition, taken);
	runtime_leave();
}

/* Every other case is a question of its own; so is none of them. */
CALL void leaf_switch(const struct pri_site *at, leaf_label value, uint64_t concrete, uint32_t bits)
{
	if (!value || !runtime_enter())
		return;
	counters.calls++;
	leaf_label none = 0;
	uint32_t outcome = 0;
	for (uint32_t i = 0; i < at->n_cases; i++) {
		if (at->cases[i] == concrete)
			outcome = i + 1;
		leaf_label is = expr_binary(PRI_OP_EQ, 1, value, expr_const(bits, at->cases[i]));
		if (!is || expr_at(is)->known)
			continue;
		leaf_label more = none ? expr_binary(PRI_OP_OR, 1, none, is) : is;
		none = more ? more : none;
		if (at->cases[i] != concrete)
			ask(at, i + 1, is, true);
	}
	if (none && expr_at(none)->value)
		ask(at, 0, none, false);
	leaf_label taken = expr_binary(PRI_OP_EQ, 1, value, expr_const(bits, concrete));
	bool one_of = none && expr_at(none)->value;
	if (one_of && taken && !expr_at(taken)->known) {
		prediction_pass(at, outcome);
		path_add(taken, true);
		expr_set_known(taken);
	} else if (none && !one_of && !expr_at(none)->known) {
		prediction_pass(at, outcome);
		path_add(none, false);
		expr_set_known(none);
	}
	runtime_leave();
}

CALL void leaf_target(const struct pri_site *at, leaf_label function, const void *concrete)
{
	(void)concrete;
	if (!function || !runtime_enter())
		return;
	pin(at, function, PRI_CAUSE_ADDRESS);
	runtime_leave();
}

CALL void leaf_size(const struct pri_site *at, leaf_label value, uint64_t concrete)
{
	(void)concrete;
	if (!value || !runtime_enter())
		return;
	pin(at, value, PRI_CAUSE_SIZE);
	runtime_leave();
}

CALL void leaf_called(const struct pri_site *at, const void *function)
{
	if (leaf_call.callee != function || !runtime_enter())
		return;
	leaf_call.callee = NULL;
	unmodelled_note(at, function);
	runtime_leave();
}

CALL void leaf_concretize(const struct pri_site *at, leaf_label value, uint32_t cause)
{
	(void)at;
	if (!value || !runtime_enter())
		return;
	counters.concretized[cause]++;
	runtime_leave();
}

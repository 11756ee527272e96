/* invert.c - down one chain of operations to the bytes of the input. */
#include "leafrt/invert.h"

#define DEEPEST 200

static bool go(leaf_label label, expr_bits value, uint8_t *input, unsigned depth);

static bool is_const(leaf_label label)
{
	return expr_at(label)->op == EXPR_CONST;
}

static bool through_constant(const struct expr *e, expr_bits value, uint8_t *input, unsigned depth)
{
	bool left = is_const(e->a);
	leaf_label x = left ? e->b : e->a;
	expr_bits k = expr_at(left ? e->a : e->b)->value;
	unsigned bits = e->bits;
	switch (e->op) {
	case PRI_OP_ADD:
		return go(x, expr_cut(value - k, bits), input, depth);
	case PRI_OP_SUB:
		return go(x, expr_cut(left ? k - value : value + k, bits), input, depth);
	case PRI_OP_XOR:
		return go(x, value ^ k, input, depth);
	case PRI_OP_AND:
		/* Bits that the mask hides stay as they are. */
		return !(value & ~k) && go(x, value | (expr_at(x)->value & ~k), input, depth);
	case PRI_OP_OR:
		return (value & k) == k &&
		       go(x, (value & ~k) | (expr_at(x)->value & k), input, depth);
	case PRI_OP_SHL:
		return !left && k < bits && !expr_cut(value, (unsigned)k) &&
		       go(x, value >> (unsigned)k, input, depth);
	case PRI_OP_LSHR:
		return !left && k < bits &&
		       expr_cut(value << (unsigned)k, bits) >> (unsigned)k == value &&
		       go(x, expr_cut(value << (unsigned)k, bits), input, depth);
	default:
		return false;
	}
}

/* x | y where the bits of x and y are apart: a value put together from bytes. */
static bool through_parts(const struct expr *e, expr_bits value, uint8_t *input, unsigned depth)
{
	const struct expr *x = expr_at(e->a), *y = expr_at(e->b);
	if (e->op != PRI_OP_OR && e->op != PRI_OP_ADD)
		return false;
	if (x->op == PRI_OP_ZEXT) {
		const struct expr *swap = x;
		x = y;
		y = swap;
	}
	/* y = zext(low), x = something << k with k no less than low's width. */
	if (y->op != PRI_OP_ZEXT || x->op != PRI_OP_SHL || !is_const(x->b))
		return false;
	unsigned low = expr_at(y->a)->bits;
	if (expr_at(x->b)->value < low)
		return false;
	return go(y->a, expr_cut(value, low), input, depth) &&
	       through_constant(x, value >> low << low, input, depth);
}

static bool go(leaf_label label, expr_bits value, uint8_t *input, unsigned depth)
{
	const struct expr *e = expr_at(label);
	if (depth > DEEPEST)
		return false;
	depth++;
	switch (e->op) {
	case EXPR_CONST:
		return e->value == value;
	case EXPR_INPUT:
		input[e->a] = (uint8_t)value;
		return true;
	case EXPR_TABLE:
		for (unsigned i = 0; i < 256; i++)
			if (expr_table_value(e->b, i) == value)
				return go(e->a, i, input, depth);
		return false;
	case PRI_OP_CONCAT: {
		unsigned low = expr_at(e->b)->bits;
		return go(e->b, expr_cut(value, low), input, depth) &&
		       go(e->a, value >> low, input, depth);
	}
	case PRI_OP_ZEXT:
		return expr_cut(value, expr_at(e->a)->bits) == value &&
		       go(e->a, value, input, depth);
	case PRI_OP_SEXT: {
		unsigned bits = expr_at(e->a)->bits;
		expr_bits narrow = expr_cut(value, bits);
		return expr_compute(PRI_OP_SEXT, e->bits, bits, narrow, 0) == value &&
		       go(e->a, narrow, input, depth);
	}
	case PRI_OP_EXTRACT: {
		const struct expr *of = expr_at(e->a);
		expr_bits mask = expr_cut(~(expr_bits)0, e->bits) << e->c;
		return go(e->a, (of->value & ~mask) | value << e->c, input, depth);
	}
	case PRI_OP_NOT:
		return go(e->a, expr_cut(~value, e->bits), input, depth);
	case PRI_OP_NEG:
		return go(e->a, expr_cut(-value, e->bits), input, depth);
	case PRI_OP_BSWAP:
		return go(e->a, expr_compute(PRI_OP_BSWAP, e->bits, e->bits, value, 0), input,
			  depth);
	default:
		if (e->b && (is_const(e->a) || is_const(e->b)))
			return through_constant(e, value, input, depth);
		return e->b && through_parts(e, value, input, depth);
	}
}

bool invert(leaf_label label, expr_bits value, uint8_t *input)
{
	return go(label, value, input, 0);
}

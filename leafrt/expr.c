/* expr.c - the arena of expressions. */
#include "leafrt/expr.h"

#include "base/arena.h"
#include "leafrt/byte_set.h"
#include "leafrt/counters.h"

#include <string.h>

#define BUCKETS (1u << 20)
#define MOST_TABLES 4096u

static struct {
	struct expr *nodes;
	uint32_t *buckets;
	uint64_t (*tables)[256];
	uint32_t n, most, n_tables;
} arena;

bool expr_start(uint32_t most)
{
	arena.nodes = leaf__pages_map((size_t)most * sizeof *arena.nodes);
	arena.buckets = leaf__pages_map(BUCKETS * sizeof *arena.buckets);
	arena.tables = leaf__pages_map(MOST_TABLES * sizeof *arena.tables);
	arena.most = most;
	arena.n = 1;
	return arena.nodes && arena.buckets && arena.tables;
}

const struct expr *expr_at(leaf_label label)
{
	return &arena.nodes[label];
}

void expr_set_known(leaf_label label)
{
	arena.nodes[label].known = 1;
}

uint32_t expr_count(void)
{
	return arena.n;
}

uint64_t expr_table_value(uint32_t number, unsigned index)
{
	return arena.tables[number][index];
}

expr_bits expr_cut(expr_bits value, unsigned bits)
{
	return bits >= 128 ? value : value & (((expr_bits)1 << bits) - 1);
}

static __int128 as_signed(expr_bits value, unsigned bits)
{
	unsigned unused = 128 - bits;
	return (__int128)(value << unused) >> unused;
}

static expr_bits divide(unsigned op, unsigned width, expr_bits a, expr_bits b)
{
	/* As QF_BV has it: division by 0 gives all ones, the remainder the dividend. */
	if (!b)
		return op == PRI_OP_UREM || op == PRI_OP_SREM	      ? a
		       : op == PRI_OP_SDIV && as_signed(a, width) < 0 ? 1
								      : ~(expr_bits)0;
	switch (op) {
	case PRI_OP_UDIV:
		return a / b;
	case PRI_OP_UREM:
		return a % b;
	default:
		break;
	}
	__int128 x = as_signed(a, width), y = as_signed(b, width);
	if (y == -1)
		return op == PRI_OP_SDIV ? -(expr_bits)x : 0;
	return (expr_bits)(op == PRI_OP_SDIV ? x / y : x % y);
}

static expr_bits shift(unsigned op, unsigned width, expr_bits a, expr_bits b)
{
	if (op == PRI_OP_ROTL || op == PRI_OP_ROTR) {
		unsigned by = (unsigned)(b % width);
		unsigned left = op == PRI_OP_ROTL ? by : (width - by) % width;
		return left ? a << left | a >> (width - left) : a;
	}
	if (op == PRI_OP_ASHR)
		return (expr_bits)(as_signed(a, width) >> (b >= width ? width - 1 : (unsigned)b));
	if (b >= width)
		return 0;
	return op == PRI_OP_SHL ? a << (unsigned)b : a >> (unsigned)b;
}

static bool overflows(unsigned op, unsigned width, expr_bits a, expr_bits b)
{
	__int128 x = as_signed(a, width), y = as_signed(b, width), full;
	expr_bits unsigned_full;
	bool wide = false;
	switch (op) {
	case PRI_OP_UADDO:
		return expr_cut(a + b, width) < a;
	case PRI_OP_USUBO:
		return a < b;
	case PRI_OP_UMULO:
		wide = __builtin_mul_overflow(a, b, &unsigned_full);
		return wide || expr_cut(unsigned_full, width) != unsigned_full;
	case PRI_OP_SADDO:
		wide = __builtin_add_overflow(x, y, &full);
		break;
	case PRI_OP_SSUBO:
		wide = __builtin_sub_overflow(x, y, &full);
		break;
	default:
		wide = __builtin_mul_overflow(x, y, &full);
	}
	return wide || as_signed((expr_bits)full, width) != full;
}

static unsigned count_bits(unsigned op, unsigned width, expr_bits a)
{
	unsigned n = 0;
	switch (op) {
	case PRI_OP_CTPOP:
		for (; a; a &= a - 1)
			n++;
		return n;
	case PRI_OP_CTTZ:
		while (n < width && !(a >> n & 1))
			n++;
		return n;
	default:
		while (n < width && !(a >> (width - 1 - n) & 1))
			n++;
		return n;
	}
}

static expr_bits reverse(unsigned op, unsigned width, expr_bits a)
{
	unsigned step = op == PRI_OP_BSWAP ? 8 : 1;
	expr_bits out = 0;
	for (unsigned at = 0; at < width; at += step)
		out |= expr_cut(a >> at, step) << (width - step - at);
	return out;
}

static bool compare(unsigned op, unsigned width, expr_bits a, expr_bits b)
{
	__int128 x = as_signed(a, width), y = as_signed(b, width);
	switch (op) {
	case PRI_OP_EQ:
		return a == b;
	case PRI_OP_NE:
		return a != b;
	case PRI_OP_ULT:
		return a < b;
	case PRI_OP_ULE:
		return a <= b;
	case PRI_OP_UGT:
		return a > b;
	case PRI_OP_UGE:
		return a >= b;
	case PRI_OP_SLT:
		return x < y;
	case PRI_OP_SLE:
		return x <= y;
	case PRI_OP_SGT:
		return x > y;
	default:
		return x >= y;
	}
}

static expr_bits compute(unsigned op, unsigned bits, unsigned width, expr_bits a, expr_bits b)
{
	switch (op) {
	case PRI_OP_ADD:
		return a + b;
	case PRI_OP_SUB:
		return a - b;
	case PRI_OP_MUL:
		return a * b;
	case PRI_OP_XOR:
		return a ^ b;
	case PRI_OP_AND:
		return a & b;
	case PRI_OP_OR:
		return a | b;
	case PRI_OP_NOT:
		return ~a;
	case PRI_OP_NEG:
		return -a;
	case PRI_OP_UDIV:
	case PRI_OP_UREM:
	case PRI_OP_SDIV:
	case PRI_OP_SREM:
		return divide(op, width, a, b);
	case PRI_OP_SHL:
	case PRI_OP_LSHR:
	case PRI_OP_ASHR:
	case PRI_OP_ROTL:
	case PRI_OP_ROTR:
		return shift(op, width, a, b);
	case PRI_OP_UMIN:
		return a < b ? a : b;
	case PRI_OP_UMAX:
		return a > b ? a : b;
	case PRI_OP_SMIN:
		return as_signed(a, width) < as_signed(b, width) ? a : b;
	case PRI_OP_SMAX:
		return as_signed(a, width) > as_signed(b, width) ? a : b;
	case PRI_OP_ABS:
		return as_signed(a, width) < 0 ? -a : a;
	case PRI_OP_BSWAP:
	case PRI_OP_BITREVERSE:
		return reverse(op, width, a);
	case PRI_OP_CTPOP:
	case PRI_OP_CTLZ:
	case PRI_OP_CTTZ:
		return count_bits(op, width, a);
	case PRI_OP_UADDO:
	case PRI_OP_SADDO:
	case PRI_OP_USUBO:
	case PRI_OP_SSUBO:
	case PRI_OP_UMULO:
	case PRI_OP_SMULO:
		return overflows(op, width, a, b);
	case PRI_OP_ZEXT:
	case PRI_OP_TRUNC:
		return a;
	case PRI_OP_SEXT:
		return (expr_bits)as_signed(a, width);
	default:
		(void)bits;
		return compare(op, width, a, b);
	}
}

expr_bits expr_compute(unsigned op, unsigned bits, unsigned width, expr_bits a, expr_bits b)
{
	return expr_cut(compute(op, bits, width, a, b), bits);
}

static uint32_t hash(const struct expr *e)
{
	uint64_t h = (uint64_t)e->op << 16 | e->bits;
	h = (h ^ e->a) * 0x9e3779b97f4a7c15u;
	h = (h ^ e->b ^ h >> 29) * 0x9e3779b97f4a7c15u;
	h = (h ^ e->c ^ h >> 31) * 0x9e3779b97f4a7c15u;
	if (e->op == EXPR_CONST)
		h = (h ^ (uint64_t)e->value ^ (uint64_t)(e->value >> 64)) * 0x9e3779b97f4a7c15u;
	return (uint32_t)(h >> 44) & (BUCKETS - 1);
}

static bool same(const struct expr *x, const struct expr *y)
{
	return x->op == y->op && x->bits == y->bits && x->a == y->a && x->b == y->b &&
	       x->c == y->c && (x->op != EXPR_CONST || x->value == y->value);
}

static leaf_label intern(const struct expr *e)
{
	uint32_t *bucket = &arena.buckets[hash(e)];
	for (uint32_t at = *bucket; at; at = arena.nodes[at].next)
		if (same(&arena.nodes[at], e))
			return at;
	if (arena.n == arena.most || e->bytes == BYTE_SET_FULL) {
		counters.concretized[PRI_CAUSE_FULL]++;
		return 0;
	}
	arena.nodes[arena.n] = *e;
	arena.nodes[arena.n].next = *bucket;
	*bucket = arena.n;
	return arena.n++;
}

leaf_label expr_const(unsigned bits, expr_bits value)
{
	struct expr e = { .op = EXPR_CONST,
			  .bits = (uint16_t)bits,
			  .value = expr_cut(value, bits) };
	return intern(&e);
}

leaf_label expr_input(uint32_t byte, uint8_t value)
{
	struct expr e = { .op = EXPR_INPUT, .bits = 8, .a = byte, .value = value };
	e.bytes = byte_set_single(byte);
	return intern(&e);
}

leaf_label expr_table(leaf_label byte, unsigned bits, const uint64_t values[256], uint64_t value)
{
	unsigned same_as_first = 1;
	while (same_as_first < 256 && values[same_as_first] == values[0])
		same_as_first++;
	if (arena.n_tables == MOST_TABLES || same_as_first == 256)
		return 0;
	uint32_t number = 0;
	while (number < arena.n_tables &&
	       memcmp(arena.tables[number], values, sizeof arena.tables[number]) != 0)
		number++;
	if (number == arena.n_tables)
		memcpy(arena.tables[arena.n_tables++], values, sizeof arena.tables[number]);
	struct expr e = { .op = EXPR_TABLE, .bits = (uint16_t)bits, .a = byte, .b = number };
	e.value = value;
	e.bytes = arena.nodes[byte].bytes;
	return intern(&e);
}

static bool is_const(leaf_label label)
{
	return arena.nodes[label].op == EXPR_CONST;
}

static bool is_value(leaf_label label, expr_bits value)
{
	return is_const(label) && arena.nodes[label].value == value;
}

static bool is_comparison(unsigned op)
{
	return op >= PRI_OP_EQ && op <= PRI_OP_SGT;
}

static leaf_label make(unsigned op, unsigned bits, leaf_label a, leaf_label b, leaf_label c,
		       expr_bits value)
{
	struct expr e = { .op = (uint8_t)op, .bits = (uint16_t)bits, .a = a, .b = b, .c = c };
	e.value = expr_cut(value, bits);
	e.bytes = byte_set_union(arena.nodes[a].bytes, b ? arena.nodes[b].bytes : 0);
	if (op == PRI_OP_ITE && e.bytes != BYTE_SET_FULL)
		e.bytes = byte_set_union(e.bytes, arena.nodes[c].bytes);
	return intern(&e);
}

/* The result is one of its operands, whatever the other is. */
static leaf_label neutral(unsigned op, leaf_label a, leaf_label b)
{
	expr_bits ones = expr_cut(~(expr_bits)0, arena.nodes[a].bits);
	switch (op) {
	case PRI_OP_ADD:
	case PRI_OP_OR:
	case PRI_OP_XOR:
		if (is_value(a, 0))
			return b;
		return is_value(b, 0) ? a : 0;
	case PRI_OP_SUB:
	case PRI_OP_SHL:
	case PRI_OP_LSHR:
	case PRI_OP_ASHR:
		return is_value(b, 0) ? a : 0;
	case PRI_OP_MUL:
		if (is_value(a, 1))
			return b;
		return is_value(b, 1) ? a : 0;
	case PRI_OP_AND:
		if (is_value(a, ones) || a == b)
			return b;
		return is_value(b, ones) ? a : 0;
	case PRI_OP_UDIV:
	case PRI_OP_SDIV:
		return is_value(b, 1) ? a : 0;
	default:
		return 0;
	}
}

/* The result is a constant whatever the symbolic operand is. */
static bool decided(unsigned op, leaf_label a, leaf_label b)
{
	if (a == b)
		return op == PRI_OP_SUB || op == PRI_OP_XOR || (is_comparison(op));
	if (op == PRI_OP_AND || op == PRI_OP_MUL)
		return is_value(a, 0) || is_value(b, 0);
	expr_bits ones = expr_cut(~(expr_bits)0, arena.nodes[a].bits);
	return (op == PRI_OP_OR && (is_value(a, ones) || is_value(b, ones))) ||
	       (op == PRI_OP_ULT && is_value(b, 0)) || (op == PRI_OP_UGE && is_value(b, 0));
}

static unsigned inverse(unsigned op)
{
	static const uint8_t table[][2] = { { PRI_OP_EQ, PRI_OP_NE },
					    { PRI_OP_ULT, PRI_OP_UGE },
					    { PRI_OP_ULE, PRI_OP_UGT },
					    { PRI_OP_SLT, PRI_OP_SGE },
					    { PRI_OP_SLE, PRI_OP_SGT } };
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (table[i][0] == op)
			return table[i][1];
		if (table[i][1] == op)
			return table[i][0];
	}
	return 0;
}

static leaf_label negate(leaf_label a)
{
	const struct expr *e = &arena.nodes[a];
	unsigned op = inverse(e->op);
	return op ? make(op, 1, e->a, e->b, 0, !e->value)
		  : make(PRI_OP_EQ, 1, a, expr_const(1, 0), 0, !e->value);
}

/* x == k and x != k where x is an extended or one-bit value: told of what was extended. -1: nothing to simplify. */
static int64_t simplify_equal(unsigned op, leaf_label a, leaf_label b)
{
	const struct expr *x = &arena.nodes[a], *k = &arena.nodes[b];
	if (!is_const(b))
		return -1;
	if (x->bits == 1)
		return (k->value != 0) == (op == PRI_OP_EQ) ? (int64_t)a : (int64_t)negate(a);
	if (x->op != PRI_OP_ZEXT)
		return -1;
	unsigned bits = arena.nodes[x->a].bits;
	if (expr_cut(k->value, bits) != k->value)
		return 0;
	return expr_binary(op, 1, x->a, expr_const(bits, k->value));
}

leaf_label expr_binary(enum pri_operator op, unsigned bits, leaf_label a, leaf_label b)
{
	if (!a || !b || (is_const(a) && is_const(b)) || decided(op, a, b))
		return 0;
	leaf_label one = neutral(op, a, b);
	if (one)
		return one;
	if ((op == PRI_OP_EQ || op == PRI_OP_NE) && is_const(a)) {
		leaf_label swap = a;
		a = b;
		b = swap;
	}
	if (op == PRI_OP_EQ || op == PRI_OP_NE) {
		int64_t simple = simplify_equal(op, a, b);
		if (simple >= 0)
			return (leaf_label)simple;
	}
	if (op == PRI_OP_CONCAT) {
		const struct expr *low = &arena.nodes[b];
		return make(op, bits, a, b, 0, arena.nodes[a].value << low->bits | low->value);
	}
	expr_bits value = expr_compute(op, bits, arena.nodes[a].bits, arena.nodes[a].value,
				       arena.nodes[b].value);
	return make(op, bits, a, b, 0, value);
}

leaf_label expr_unary(enum pri_operator op, unsigned bits, leaf_label a)
{
	const struct expr *e = &arena.nodes[a];
	if (!a || is_const(a))
		return 0;
	if (op == PRI_OP_TRUNC)
		return expr_extract(bits, a, 0);
	if ((op == PRI_OP_ZEXT || op == PRI_OP_SEXT) && e->bits == bits)
		return a;
	if (op == PRI_OP_ZEXT && e->op == PRI_OP_ZEXT)
		return expr_unary(op, bits, e->a);
	if (op == PRI_OP_NOT && bits == 1)
		return negate(a);
	return make(op, bits, a, 0, 0, expr_compute(op, bits, e->bits, e->value, 0));
}

leaf_label expr_extract(unsigned bits, leaf_label a, unsigned from)
{
	const struct expr *e = &arena.nodes[a];
	if (!a || is_const(a))
		return 0;
	if (from == 0 && e->bits == bits)
		return a;
	if (e->op == PRI_OP_EXTRACT)
		return expr_extract(bits, e->a, e->c + from);
	if (e->op == PRI_OP_ZEXT || e->op == PRI_OP_SEXT) {
		unsigned inner = arena.nodes[e->a].bits;
		if (from + bits <= inner)
			return expr_extract(bits, e->a, from);
		if (from >= inner && e->op == PRI_OP_ZEXT)
			return 0;
	}
	if (e->op == PRI_OP_CONCAT) {
		unsigned low = arena.nodes[e->b].bits;
		if (from + bits <= low)
			return expr_extract(bits, e->b, from);
		if (from >= low)
			return expr_extract(bits, e->a, from - low);
	}
	return make(PRI_OP_EXTRACT, bits, a, 0, from, e->value >> from);
}

leaf_label expr_ite(leaf_label condition, leaf_label yes, leaf_label no)
{
	if (!condition || !yes || !no || yes == no)
		return yes == no ? yes : 0;
	const struct expr *e = &arena.nodes[condition];
	return make(PRI_OP_ITE, arena.nodes[yes].bits, condition, yes, no,
		    arena.nodes[e->value ? yes : no].value);
}

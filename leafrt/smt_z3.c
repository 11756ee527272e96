/* smt_z3.c - Z3 through its C interface, as a shared object of its own. */
#include "leafrt/expr.h"
#include "leafrt/smt.h"

#include <stdlib.h>
#include <z3.h>

/* A context keeps every term it ever made; after so many questions it is made anew. */
#define QUESTIONS_A_CONTEXT 400

static struct {
	const struct smt_host *host;
	Z3_context context;
	Z3_ast *ast; /* by label */
	uint32_t cap;
	unsigned questions;
	bool failed;
} z3;

static void on_error(Z3_context context, Z3_error_code code)
{
	(void)context;
	(void)code;
	z3.failed = true;
}

static void end_context(void)
{
	if (z3.context)
		Z3_del_context(z3.context);
	free(z3.ast);
	z3.context = NULL;
	z3.ast = NULL;
	z3.cap = 0;
}

static bool begin(void)
{
	uint32_t n = z3.host->count();
	if (z3.questions++ % QUESTIONS_A_CONTEXT == 0)
		end_context();
	if (!z3.context) {
		Z3_config config = Z3_mk_config();
		Z3_set_param_value(config, "model", "true");
		z3.context = Z3_mk_context(config);
		Z3_del_config(config);
		Z3_set_error_handler(z3.context, on_error);
	}
	if (n > z3.cap) {
		Z3_ast *more = realloc(z3.ast, 2 * (size_t)n * sizeof(Z3_ast));
		if (!more)
			return false;
		for (uint32_t i = z3.cap; i < 2 * n; i++)
			more[i] = NULL;
		z3.ast = more;
		z3.cap = 2 * n;
	}
	return z3.ast != NULL;
}

static Z3_ast number(expr_bits value, unsigned bits)
{
	Z3_sort sort = Z3_mk_bv_sort(z3.context, bits < 64 ? bits : 64);
	Z3_ast low = Z3_mk_unsigned_int64(z3.context, (uint64_t)value, sort);
	if (bits <= 64)
		return low;
	Z3_ast high = Z3_mk_unsigned_int64(z3.context, (uint64_t)(value >> 64),
					   Z3_mk_bv_sort(z3.context, bits - 64));
	return Z3_mk_concat(z3.context, high, low);
}

static Z3_ast input_byte(uint32_t byte)
{
	Z3_symbol symbol = Z3_mk_int_symbol(z3.context, (int)byte);
	return Z3_mk_const(z3.context, symbol, Z3_mk_bv_sort(z3.context, 8));
}

static Z3_ast as_bit(Z3_ast boolean)
{
	return Z3_mk_ite(z3.context, boolean, number(1, 1), number(0, 1));
}

/* A choice among the values of a table, neighbours with the same value together. */
static Z3_ast table(const struct expr *e, Z3_ast byte)
{
	Z3_ast out = number(z3.host->table(e->b, 255), e->bits);
	for (unsigned i = 255; i-- > 0;) {
		uint64_t value = z3.host->table(e->b, i);
		if (value == z3.host->table(e->b, i + 1))
			continue;
		Z3_ast below = Z3_mk_bvule(z3.context, byte, number(i, 8));
		out = Z3_mk_ite(z3.context, below, number(value, e->bits), out);
	}
	return out;
}

/* Bits counted by adding them up, zeros before the first one by choosing. */
static Z3_ast count(const struct expr *e, Z3_ast a)
{
	Z3_context c = z3.context;
	unsigned bits = e->bits;
	bool sum = e->op == PRI_OP_CTPOP;
	Z3_ast out = number(sum ? 0 : bits, bits);
	for (unsigned i = 0; i < bits; i++) {
		unsigned at = e->op == PRI_OP_CTTZ ? bits - 1 - i : i;
		Z3_ast bit = Z3_mk_extract(c, at, at, a);
		Z3_ast set = Z3_mk_eq(c, bit, number(1, 1));
		unsigned zeros = e->op == PRI_OP_CTTZ ? at : bits - 1 - at;
		out = sum ? Z3_mk_bvadd(c, out, Z3_mk_ite(c, set, number(1, bits), number(0, bits)))
			  : Z3_mk_ite(c, set, number(zeros, bits), out);
	}
	return out;
}

static Z3_ast reverse(const struct expr *e, Z3_ast a)
{
	unsigned step = e->op == PRI_OP_BSWAP ? 8 : 1;
	Z3_ast out = NULL;
	for (unsigned at = 0; at < e->bits; at += step) {
		Z3_ast part = Z3_mk_extract(z3.context, at + step - 1, at, a);
		out = out ? Z3_mk_concat(z3.context, out, part) : part;
	}
	return out;
}

static Z3_ast overflow(const struct expr *e, Z3_ast a, Z3_ast b)
{
	Z3_context c = z3.context;
	unsigned bits = z3.host->at(e->a)->bits;
	bool is_signed = e->op == PRI_OP_SADDO || e->op == PRI_OP_SSUBO || e->op == PRI_OP_SMULO;
	Z3_ast x = is_signed ? Z3_mk_sign_ext(c, bits, a) : Z3_mk_zero_ext(c, bits, a);
	Z3_ast y = is_signed ? Z3_mk_sign_ext(c, bits, b) : Z3_mk_zero_ext(c, bits, b);
	Z3_ast full = e->op == PRI_OP_UADDO || e->op == PRI_OP_SADDO   ? Z3_mk_bvadd(c, x, y)
		      : e->op == PRI_OP_USUBO || e->op == PRI_OP_SSUBO ? Z3_mk_bvsub(c, x, y)
								       : Z3_mk_bvmul(c, x, y);
	Z3_ast low = Z3_mk_extract(c, bits - 1, 0, full);
	Z3_ast back = is_signed ? Z3_mk_sign_ext(c, bits, low) : Z3_mk_zero_ext(c, bits, low);
	return as_bit(Z3_mk_not(c, Z3_mk_eq(c, full, back)));
}

static Z3_ast choose(Z3_ast condition, Z3_ast yes, Z3_ast no)
{
	return Z3_mk_ite(z3.context, condition, yes, no);
}

static Z3_ast translate(const struct expr *e)
{
	Z3_context c = z3.context;
	Z3_ast a = e->op == EXPR_CONST || e->op == EXPR_INPUT ? NULL : z3.ast[e->a];
	Z3_ast b = e->b && e->op != EXPR_TABLE && a ? z3.ast[e->b] : NULL;
	switch (e->op) {
	case EXPR_CONST:
		return number(e->value, e->bits);
	case EXPR_INPUT:
		return input_byte(e->a);
	case EXPR_TABLE:
		return table(e, a);
	case PRI_OP_ITE:
		return choose(Z3_mk_eq(c, a, number(1, 1)), b, z3.ast[e->c]);
	case PRI_OP_ADD:
		return Z3_mk_bvadd(c, a, b);
	case PRI_OP_SUB:
		return Z3_mk_bvsub(c, a, b);
	case PRI_OP_MUL:
		return Z3_mk_bvmul(c, a, b);
	case PRI_OP_UDIV:
		return Z3_mk_bvudiv(c, a, b);
	case PRI_OP_SDIV:
		return Z3_mk_bvsdiv(c, a, b);
	case PRI_OP_UREM:
		return Z3_mk_bvurem(c, a, b);
	case PRI_OP_SREM:
		return Z3_mk_bvsrem(c, a, b);
	case PRI_OP_XOR:
		return Z3_mk_bvxor(c, a, b);
	case PRI_OP_AND:
		return Z3_mk_bvand(c, a, b);
	case PRI_OP_OR:
		return Z3_mk_bvor(c, a, b);
	case PRI_OP_SHL:
		return Z3_mk_bvshl(c, a, b);
	case PRI_OP_LSHR:
		return Z3_mk_bvlshr(c, a, b);
	case PRI_OP_ASHR:
		return Z3_mk_bvashr(c, a, b);
	case PRI_OP_ROTL:
		return Z3_mk_ext_rotate_left(c, a, b);
	case PRI_OP_ROTR:
		return Z3_mk_ext_rotate_right(c, a, b);
	case PRI_OP_EQ:
		return as_bit(Z3_mk_eq(c, a, b));
	case PRI_OP_NE:
		return as_bit(Z3_mk_not(c, Z3_mk_eq(c, a, b)));
	case PRI_OP_ULT:
		return as_bit(Z3_mk_bvult(c, a, b));
	case PRI_OP_ULE:
		return as_bit(Z3_mk_bvule(c, a, b));
	case PRI_OP_UGT:
		return as_bit(Z3_mk_bvugt(c, a, b));
	case PRI_OP_UGE:
		return as_bit(Z3_mk_bvuge(c, a, b));
	case PRI_OP_SLT:
		return as_bit(Z3_mk_bvslt(c, a, b));
	case PRI_OP_SLE:
		return as_bit(Z3_mk_bvsle(c, a, b));
	case PRI_OP_SGT:
		return as_bit(Z3_mk_bvsgt(c, a, b));
	case PRI_OP_SGE:
		return as_bit(Z3_mk_bvsge(c, a, b));
	case PRI_OP_UMIN:
		return choose(Z3_mk_bvult(c, a, b), a, b);
	case PRI_OP_UMAX:
		return choose(Z3_mk_bvugt(c, a, b), a, b);
	case PRI_OP_SMIN:
		return choose(Z3_mk_bvslt(c, a, b), a, b);
	case PRI_OP_SMAX:
		return choose(Z3_mk_bvsgt(c, a, b), a, b);
	case PRI_OP_ABS:
		return choose(Z3_mk_bvslt(c, a, number(0, e->bits)), Z3_mk_bvneg(c, a), a);
	case PRI_OP_NOT:
		return Z3_mk_bvnot(c, a);
	case PRI_OP_NEG:
		return Z3_mk_bvneg(c, a);
	case PRI_OP_ZEXT:
		return Z3_mk_zero_ext(c, e->bits - z3.host->at(e->a)->bits, a);
	case PRI_OP_SEXT:
		return Z3_mk_sign_ext(c, e->bits - z3.host->at(e->a)->bits, a);
	case PRI_OP_EXTRACT:
		return Z3_mk_extract(c, e->c + e->bits - 1, e->c, a);
	case PRI_OP_CONCAT:
		return Z3_mk_concat(c, a, b);
	case PRI_OP_BSWAP:
	case PRI_OP_BITREVERSE:
		return reverse(e, a);
	case PRI_OP_CTPOP:
	case PRI_OP_CTLZ:
	case PRI_OP_CTTZ:
		return count(e, a);
	case PRI_OP_UADDO:
	case PRI_OP_SADDO:
	case PRI_OP_USUBO:
	case PRI_OP_SSUBO:
	case PRI_OP_UMULO:
	case PRI_OP_SMULO:
		return overflow(e, a, b);
	default:
		z3.failed = true;
		return number(0, e->bits);
	}
}

/* Children of a node have smaller numbers; marks are kept in the table itself. */
static bool build(leaf_label root)
{
	size_t n = 0, cap = 1024;
	leaf_label *stack = malloc(cap * sizeof *stack);
	if (stack)
		stack[n++] = root;
	while (stack && n) {
		leaf_label label = stack[n - 1];
		const struct expr *e = z3.host->at(label);
		size_t before = n;
		if (n + 3 > cap) {
			leaf_label *more = realloc(stack, 2 * cap * sizeof *stack);
			if (!more)
				break;
			stack = more;
			cap *= 2;
		}
		if (!z3.ast[label] && e->op != EXPR_CONST && e->op != EXPR_INPUT) {
			if (!z3.ast[e->a])
				stack[n++] = e->a;
			if (e->b && e->op != EXPR_TABLE && !z3.ast[e->b])
				stack[n++] = e->b;
			if (e->op == PRI_OP_ITE && !z3.ast[e->c])
				stack[n++] = e->c;
		}
		if (n != before)
			continue;
		if (!z3.ast[label])
			z3.ast[label] = translate(e);
		n--;
	}
	free(stack);
	return !n && !z3.failed;
}

static void read_model(Z3_model model, uint8_t *input)
{
	unsigned n = Z3_model_get_num_consts(z3.context, model);
	for (unsigned i = 0; i < n; i++) {
		Z3_func_decl decl = Z3_model_get_const_decl(z3.context, model, i);
		Z3_symbol symbol = Z3_get_decl_name(z3.context, decl);
		Z3_ast value = Z3_model_get_const_interp(z3.context, model, decl);
		uint64_t byte;
		if (value && Z3_get_symbol_kind(z3.context, symbol) == Z3_INT_SYMBOL &&
		    Z3_get_numeral_uint64(z3.context, value, &byte))
			input[Z3_get_symbol_int(z3.context, symbol)] = (uint8_t)byte;
	}
}

static enum smt_answer check(Z3_solver solver, uint8_t *input)
{
	switch (Z3_solver_check(z3.context, solver)) {
	case Z3_L_TRUE: {
		Z3_model model = Z3_solver_get_model(z3.context, solver);
		if (!model)
			return SMT_UNKNOWN;
		Z3_model_inc_ref(z3.context, model);
		read_model(model, input);
		Z3_model_dec_ref(z3.context, model);
		return SMT_SAT;
	}
	case Z3_L_FALSE:
		return SMT_UNSAT;
	default:
		return SMT_UNKNOWN;
	}
}

static enum smt_answer ask(const struct smt_term *terms, size_t n, unsigned limit_ms,
			   uint8_t *input)
{
	z3.failed = false;
	if (!begin())
		return SMT_UNKNOWN;
	Z3_context c = z3.context;
	Z3_solver solver = Z3_mk_solver_for_logic(c, Z3_mk_string_symbol(c, "QF_BV"));
	Z3_solver_inc_ref(c, solver);
	Z3_params params = Z3_mk_params(c);
	Z3_params_inc_ref(c, params);
	Z3_params_set_uint(c, params, Z3_mk_string_symbol(c, "timeout"), limit_ms);
	Z3_solver_set_params(c, solver, params);
	for (size_t i = 0; i < n && !z3.failed; i++)
		if (build(terms[i].label))
			Z3_solver_assert(
				c, solver,
				Z3_mk_eq(c, z3.ast[terms[i].label], number(terms[i].want, 1)));
		else
			z3.failed = true;
	enum smt_answer answer = z3.failed ? SMT_UNKNOWN : check(solver, input);
	Z3_params_dec_ref(c, params);
	Z3_solver_dec_ref(c, solver);
	return answer;
}

static const struct smt_solver solver = { .name = "z3", .ask = ask };

__attribute__((visibility("default"))) const struct smt_solver *leaf_smt_open(
	const struct smt_host *host);

const struct smt_solver *leaf_smt_open(const struct smt_host *host)
{
	z3.host = host;
	return &solver;
}

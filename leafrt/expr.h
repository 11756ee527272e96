/* expr.h - expressions over input bytes: hash-consed, simplified while built, each with its concrete value. */
#ifndef LEAF_LEAFRT_EXPR_H
#define LEAF_LEAFRT_EXPR_H

#include "pri/fused.h"
#include "pri/pri_types.h"

#include <stdbool.h>
#include <stdint.h>

typedef unsigned __int128 expr_bits;

/* Operators of our own beside those of operators.def. */
enum { EXPR_CONST = 240, EXPR_INPUT, EXPR_TABLE };

/*
 * A node; children have smaller numbers.
 *
 *   value   what it is in this run, zero-extended
 *   a b c   children; EXPR_INPUT: a is the number of the input byte; EXTRACT: c is the first bit;
 *           EXPR_TABLE: a is a byte, b the number of a table of 256 values
 *   bytes   the input bytes that it depends on, a set of byte_set.h
 *   known   it has been asserted to be its value
 */
struct expr {
	expr_bits value;
	uint32_t a, b, c;
	uint32_t bytes;
	uint32_t next;
	uint16_t bits;
	uint8_t op;
	uint8_t known;
};

/* Reserve the arena for at most 'most' nodes. False: no address space. Threads: all of this file under the runtime's lock. */
bool expr_start(uint32_t most);

const struct expr *expr_at(leaf_label label);
void expr_set_known(leaf_label label);
uint32_t expr_count(void);

/* All return 0 if the result is a constant, or if the arena is full, which is counted. */
leaf_label expr_input(uint32_t byte, uint8_t value);
leaf_label expr_binary(enum pri_operator op, unsigned bits, leaf_label a, leaf_label b);
leaf_label expr_unary(enum pri_operator op, unsigned bits, leaf_label a);
leaf_label expr_extract(unsigned bits, leaf_label a, unsigned from_bit);
leaf_label expr_ite(leaf_label condition, leaf_label yes, leaf_label no);
leaf_label expr_table(leaf_label byte, unsigned bits, const uint64_t values[256], uint64_t value);

/* A constant's node; never 0 but when the arena is full. */
leaf_label expr_const(unsigned bits, expr_bits value);

/* Value of table 'number' at 'index'. */
uint64_t expr_table_value(uint32_t number, unsigned index);

/* The operation on plain numbers; operands zero-extended from `width` bits, result to `bits`. */
expr_bits expr_compute(unsigned op, unsigned bits, unsigned width, expr_bits a, expr_bits b);

/* The low `bits` bits. */
expr_bits expr_cut(expr_bits value, unsigned bits);

#endif

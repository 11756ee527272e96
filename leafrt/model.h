/* model.h - how a model of a C library function talks to the code that called it, and builds what it answers. */
#ifndef LEAF_LEAFRT_MODEL_H
#define LEAF_LEAFRT_MODEL_H

#include "leafrt/expr.h"
#include "pri/fused.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Models are exported as leaf_m_NAME; compiled code calls them in the functions' place, by the functions' own prototypes. */
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define MODEL __attribute__((visibility("default")))

/* Models that others build on. */
MODEL ssize_t leaf_m_read(int fd, void *to, size_t n);

/* Bytes that a model looks at, at most; a longer text or block gives a concrete result. */
#define MODEL_MOST 512u

/* The label of argument `i` of a call to `self`; 0 if it came without labels. */
leaf_label model_argument(const void *self, unsigned i);

/* Where the call is; a place that says nothing if it is not known. */
const struct pri_site *model_site(const void *self);

/* The arguments' labels have been taken. */
void model_taken(const void *self);

/* Argument `i` is taken for what it is in this run; larger ones are asked for first. */
void model_pin(const void *self, unsigned i);

/* The result has this label. */
void model_return(const void *self, leaf_label label);

/*
 * The same for one whose value is known: a label that says another value, of the result's low bits, is dropped. Under the runtime's lock.
 */
void model_answer(const void *self, leaf_label label, uint64_t result);

/*
 * Expressions that may be constants, never 0 unless there is no room at all: under the runtime's lock.
 *
 *   byte      of memory
 *   extent    bytes of a text that decide on its length: with the end, and symbolic ones behind it; at most `most`
 *   member    one bit: is the byte one of the set?
 */
leaf_label model_const(unsigned bits, expr_bits value);
leaf_label model_binary(enum pri_operator op, unsigned bits, leaf_label a, leaf_label b);
leaf_label model_unary(enum pri_operator op, unsigned bits, leaf_label a);
leaf_label model_choose(leaf_label condition, leaf_label yes, leaf_label no);
leaf_label model_byte(const void *at);
leaf_label model_address(const void *at);
leaf_label model_equal(leaf_label a, leaf_label b);
leaf_label model_not(leaf_label a);
leaf_label model_and(leaf_label a, leaf_label b);
leaf_label model_or(leaf_label a, leaf_label b);
leaf_label model_member(leaf_label byte, const bool set[256]);
bool model_is(leaf_label one_bit, bool value);
size_t model_extent(const char *text, size_t most);

#endif

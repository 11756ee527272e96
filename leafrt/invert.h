/* invert.h - what the input has to be for an expression to have a value, by turning operations around. */
#ifndef LEAF_LEAFRT_INVERT_H
#define LEAF_LEAFRT_INVERT_H

#include "leafrt/expr.h"

/*
 * Change `input` so that `label` is `value`, as far as each operation has an inverse when its other operand is a constant. False
 * if one has none; `input` may be changed then. Nothing else that depends on the same bytes is looked at: compute it to know.
 */
bool invert(leaf_label label, expr_bits value, uint8_t *input);

#endif

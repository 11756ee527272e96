/* stacks_line.h - the count at the end of a folded line. */
#ifndef LEAF_FLAME_STACKS_LINE_H
#define LEAF_FLAME_STACKS_LINE_H

#include "flame/stacks.h"

/*
 * Split a line, without its end, into stack and count.
 *
 *   len       of the line; becomes that of the stack, blanks behind it left out
 *   count     in units of 10^-decimals; what is beyond STACKS_DECIMALS_MAX is rounded
 *
 * Returns NULL, or what is wrong.
 */
const char *stacks_line_split(stacks_sum *count, unsigned *decimals, const char *line, size_t *len);

#endif

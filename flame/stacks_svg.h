/* stacks_svg.h - a tree of stacks as a picture. */
#ifndef LEAF_FLAME_STACKS_SVG_H
#define LEAF_FLAME_STACKS_SVG_H

#include <stdio.h>

#include "flame/stacks.h"

/*
 * Write an SVG that needs nothing else; its frames tell more when the pointer rests on them. The
 * order of children in 'stacks' becomes that by total.
 *
 *   title  UTF-8
 *   width  points, 100 to 20000
 *   depth  frames inward, 0: all
 *
 * Errors: NOMEM. Failed writes show in ferror(out).
 */
leaf_err stacks_svg_write(FILE *out, struct stacks *stacks, const char *title, unsigned width,
			  unsigned depth) LEAF_MUST_USE;

#endif

/* fused.h - what compiler and runtime agree on at the fused level: labels, shadow memory, calls. */
#ifndef LEAF_PRI_FUSED_H
#define LEAF_PRI_FUSED_H

#include <stdbool.h>
#include <stdint.h>

struct pri_site;

/* The number of an expression; 0: the value is concrete. */
typedef uint32_t leaf_label;

/* Presence: the byte at PRI_SHADOW + (address >> PRI_SHADOW_SHIFT) is not 0 if one of the 8 bytes around `address` is symbolic. */
#define PRI_SHADOW 0x7fff8000ull
#define PRI_SHADOW_SHIFT 3

#define PRI_WHAT(operator, bits) ((uint32_t)(operator) | (uint32_t)(bits) << 8)
#define PRI_WHAT_OPERATOR(what) ((what)&0xffu)
#define PRI_WHAT_BITS(what) ((what) >> 8 & 0xffffu)

#define PRI_ARGS 64

/*
 * Labels on their way from a caller to the function it calls, and back; thread-local, initial-exec.
 *
 *   callee   the function that they are for, NULL if all are 0
 *   arg      by position of the IR's parameters; an aggregate takes one for each of its scalars
 *   ret      of the value returned; stored by every instrumented function that returns one
 */
struct pri_call {
	const void *callee;
	leaf_label ret;
	uint32_t n_args;
	leaf_label ret_more[7];
	leaf_label arg[PRI_ARGS];
};

extern _Thread_local struct pri_call leaf_call __attribute__((tls_model("initial-exec")));

#define F(result, name, parameters, signature) result name parameters;
#include "pri/fused.def"

#endif

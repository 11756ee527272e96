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
#define PRI_RETS 8

/*
 * Labels on their way from a caller to the function it calls, and back; thread-local, initial-exec. Written only if a label
 * is not 0; who reads them clears the address.
 *
 *   callee    the function that the arguments are for; it compares this with its own address
 *   ret_from  the function that returned labels; its caller compares this with what it called
 *   arg, ret  by position; an aggregate takes one for each of its scalars
 */
struct pri_call {
	const void *callee;
	const void *ret_from;
	leaf_label ret[PRI_RETS];
	leaf_label arg[PRI_ARGS];
};

extern _Thread_local struct pri_call leaf_call __attribute__((tls_model("initial-exec")));

/* Why a value is taken for the one it has: `cause` of leaf_concretize(). */
enum pri_cause {
#define C(name, json, meaning) PRI_CAUSE_##name,
#include "pri/concretize.def"
	PRI_N_CAUSES
};

#define F(result, name, parameters, signature) result name parameters;
#include "pri/fused.def"

#endif

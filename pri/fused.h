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

/* Addresses that a program can have, which is what there is a shadow for. */
#define PRI_ADDRESSES (1ull << 47)

#define PRI_WHAT(operator, bits) ((uint32_t)(operator) | (uint32_t)(bits) << 8)
#define PRI_WHAT_OPERATOR(what) ((what)&0xffu)
#define PRI_WHAT_BITS(what) ((what) >> 8 & 0xffffu)

#define PRI_ARGS 64
#define PRI_RETS 8
#define PRI_BYVALS 8

/*
 * Labels on their way from a caller to the function it calls, and back; thread-local, initial-exec. Written only if a label
 * is not 0, or memory that is handed over may be symbolic; who reads them clears the address.
 *
 *   callee    the function that the arguments are for; it compares this with its own address
 *   ret_from  the function that returned labels; its caller compares this with what it called
 *   site      of the call; NULL if the function is defined in the caller's unit
 *   variadic  what comes after the arguments with a name, NULL if none may; see struct pri_variadic
 *   byval     structures passed by value in memory, in their order: where the caller has them
 *   n_arg     of arg, how many there are
 *   arg, ret  by position; an aggregate takes one for each of its scalars
 */
struct pri_call {
	const void *callee;
	const void *ret_from;
	const struct pri_site *site;
	const char *variadic;
	uint64_t n_arg;
	const void *byval[PRI_BYVALS];
	leaf_label ret[PRI_RETS];
	leaf_label arg[PRI_ARGS];
};

/*
 * What a variadic function keeps of its call, until va_start.
 *
 *   classes  of the arguments without a name: a letter for each. i: up to 64 bits, by a register for integers; f: by one for floats; w: 128 bits;
 *            l: long double, v: a vector; mBYTES:ALIGNMENT; a structure in memory. NULL: none of them is symbolic
 *   label    of those of i, f, w and m, one after the other
 *   byval    of those of m
 */
struct pri_variadic {
	const char *classes;
	const void *byval[PRI_BYVALS];
	leaf_label label[PRI_ARGS];
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

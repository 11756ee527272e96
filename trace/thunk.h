/* thunk.h - the doors by which instrumented code enters the runtime without being seen to call. */
#ifndef LEAF_TRACE_THUNK_H
#define LEAF_TRACE_THUNK_H

#include "leaf/abi.h"

#include <stddef.h>

/* Compiled without vector registers: what a door runs before they are saved. */
#define LEAF__GENERAL_REGS __attribute__((target("general-regs-only")))

/*
 * The section of the doors, of what they call often, and of the hooks of leaf/cyg.h in programs: a
 * sample that meets code there has met the tracer at work.
 */
#define LEAF__OWN_TEXT __attribute__((section("leaf_text")))

enum { LEAF__NOT_QUICK = 7 }; /* the quick way's answer: take the slow one */

/* The quick way: LEAF__NOT_QUICK, or the result. Implemented in span.c. sp: the caller's. */
void *leaf__open_quick(struct leaf_site *site, const void *packed, const void *sp);
void *leaf__close_quick(void *guard);

/* The way for everything else; the first one answers LEAF__NOT_QUICK if the quick way is open now. */
void *leaf__open_new(struct leaf_site *site, const void *packed, const void *sp);
void *leaf__open_slow(struct leaf_site *site, const void *packed, const void *sp);
void leaf__close_slow(void *guard, void *unused, const void *sp);

/*
 * The same for functions with the hooks of leaf/cyg.h; entering slowly answers LEAF__NOT_QUICK if the
 * quick way is open now. Implemented in hooks.c.
 */
void *leaf__cyg_enter_quick(void *function, const void *unused, const void *sp);
void *leaf__cyg_exit_quick(void *function, const void *unused, const void *sp);
void *leaf__cyg_enter_slow(void *function, const void *unused, const void *sp);
void leaf__cyg_exit_slow(void *function, const void *unused, const void *sp);

/* Call function(arg) from code that runs without vector registers saved; saves them around it. */
void leaf__solo_slow(void (*function)(void *arg), void *arg);

/* Where the door goes back to that was entered with this stack pointer; NULL if there is no door. */
static inline const void *leaf__door_back(const void *sp)
{
	enum { DEPTH = 136 };
	return (size_t)sp & 1 ? NULL : *(const void *const *)((const char *)sp - DEPTH);
}

#ifdef LEAF__THUNKS
/* The width of the widest vector registers, in bytes: 16, 32 or 64. */
extern unsigned leaf__vector_bytes;
/* Find it out; before the first slow way is taken. */
void leaf__vector_detect(void);
#endif

#endif

/* cyg.h - every function a span, without a line in the source: for -finstrument-functions. */
/*
 *	$ cc -finstrument-functions -include leaf/cyg.h *.c $(pkg-config --cflags --libs leaf)
 *	$ LEAF_LOG=trace LEAF_FLAME=sampled ./a.out
 *
 * The compiler puts a hook at the entry and the exits of every function; this header makes these
 * hooks inline, at every level of optimization. Each function is a span of level TRACE whose target
 * is the base name of the program or library that it is in (up to ".so") and which has no fields.
 * Names come from the ELF symbol table, so static functions have theirs unless it was stripped.
 * For functions that the flame graph alone shows, the filter decides when the graph is written: the
 * time of functions that it leaves out is their callers'.
 *
 * A function that control leaves by longjmp ends when its caller does, or when it is called again
 * from the same place; these repairs are counted. -finstrument-functions-exclude-file-list and
 * __attribute__((no_instrument_function)) leave functions out at compile time.
 *
 * LEAF_DISABLE makes the hooks empty.
 */
#ifndef LEAF_CYG_H
#define LEAF_CYG_H
#if !defined(__ASSEMBLER__) && (defined(__GNUC__) || defined(__clang__))
#pragma GCC system_header
#include "leaf/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * 0: the hooks do nothing. Else they step in the calling-context tree, if there are nodes that have
 * the function's address as their key, and go into the runtime if there are none.
 */
LEAF__EXTERN unsigned char leaf__cyg_on;
LEAF__EXTERN void leaf__cyg_enter(void *function);
LEAF__EXTERN void leaf__cyg_exit(void *function);

/* The child slot of a function in a tree node: its byte offset; functions are aligned to 16. */
#define LEAF__CYG_SLOT(key)                                                                        \
	((unsigned)__builtin_offsetof(struct leaf__node, slot) +                                   \
	 (unsigned)((key) >> 4 << 3 & (LEAF__SLOTS - 1) * sizeof(void *)))
#define LEAF__CYG_CHILD(at, offset) (*(struct leaf__node **)(void *)((char *)(at) + (offset)))

/*
 * Into the runtime through doors that keep all registers but two that hold neither arguments nor
 * results.
 */
#ifdef LEAF__THUNKS
#define LEAF__CYG_THROUGH(name, function)                                                          \
	do {                                                                                       \
		register void *leaf__function __asm__("r10") = (function);                         \
		__asm__ __volatile__(                                                              \
			"lea{q\t1f(%%rip), %%r11|\tr11, 1f[rip]}\n\t" LEAF__DOOR(name)             \
			: "+r"(leaf__function)                                                     \
			:                                                                          \
			: "r11", "memory", "cc");                                                  \
	} while (0)
#endif

LEAF__INLINE void leaf__cyg_go_enter(void *function)
{
#ifdef LEAF__THUNKS
	LEAF__CYG_THROUGH("leaf__cyg_enter_door", function);
#else
	leaf__cyg_enter(function);
#endif
}

LEAF__INLINE void leaf__cyg_go_exit(void *function)
{
#ifdef LEAF__THUNKS
	LEAF__CYG_THROUGH("leaf__cyg_exit_door", function);
#else
	leaf__cyg_exit(function);
#endif
}

#define LEAF__HOOK                                                                                 \
	extern __inline__ __attribute__((__gnu_inline__, __always_inline__,                        \
					 __no_instrument_function__)) void

void __cyg_profile_func_enter(void *function, void *from);
void __cyg_profile_func_exit(void *function, void *from);

#ifdef LEAF_DISABLE
LEAF__HOOK __cyg_profile_func_enter(void *function, void *from)
{
	(void)function;
	(void)from;
}

LEAF__HOOK __cyg_profile_func_exit(void *function, void *from)
{
	(void)function;
	(void)from;
}
#else
LEAF__HOOK __cyg_profile_func_enter(void *function, void *from)
{
	(void)from;
	if (__builtin_expect(LEAF__LOAD(leaf__cyg_on) != 0, 0)) {
		leaf_u64 key = (leaf_u64)(__UINTPTR_TYPE__)function;
		struct leaf__node *at = LEAF__LOAD(leaf__self.current);
		struct leaf__node *to = LEAF__CYG_CHILD(at, LEAF__CYG_SLOT(key));
		if (__builtin_expect(to->key == key, 1)) {
			LEAF__ADD(to->calls, 1);
			LEAF__STORE(leaf__self.guess, at);
			LEAF__STORE(leaf__self.current, to);
		} else {
			leaf__cyg_go_enter(function);
		}
	}
}

LEAF__HOOK __cyg_profile_func_exit(void *function, void *from)
{
	struct leaf__node *at = LEAF__LOAD(leaf__self.current);
	(void)from;
	if (__builtin_expect(at->key == (leaf_u64)(__UINTPTR_TYPE__)function, 0)) {
		/*
		 * To at->parent; but the next call shall not have to wait for it to be loaded: a
		 * chain of such loads would take longer than all the rest.
		 */
		struct leaf__node *up = LEAF__LOAD(leaf__self.guess);
		*(struct leaf__node *volatile *)&leaf__self.current = up;
		if (__builtin_expect(at->parent != up, 0)) {
			up = at->parent;
			*(struct leaf__node *volatile *)&leaf__self.current = up;
		}
		LEAF__STORE(leaf__self.guess, up->parent);
	} else if (__builtin_expect(LEAF__LOAD(leaf__cyg_on) != 0, 0)) {
		leaf__cyg_go_exit(function);
	}
}
#endif

/* clang puts its calls in late, and would find the bodies gone if nothing referred to them. */
#ifdef __clang__
static void (*const leaf__cyg_hooks[])(void *, void *)
	__attribute__((__used__)) = { __cyg_profile_func_enter, __cyg_profile_func_exit };
#endif

#ifdef __cplusplus
}
#endif
#endif
#endif

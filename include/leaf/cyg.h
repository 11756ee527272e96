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

/*
 * The child slot of a function in a tree node: its byte offset; functions are aligned to 16. The
 * child may be in the slot beside it, too.
 */
#define LEAF__CYG_SLOT(key)                                                                        \
	((unsigned)__builtin_offsetof(struct leaf__node, slot) +                                   \
	 (unsigned)((key) >> 4 << 3 & (LEAF__SLOTS - 1) * sizeof(void *)))
#define LEAF__CYG_BESIDE(offset) ((offset) ^ (unsigned)sizeof(void *))
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
#elif defined(LEAF__THUNKS) && !defined(LEAF__TSAN)

/*
 * The way back is at->parent, but a chain of such loads would take longer than all the rest. So each
 * entry notes the node that it leaves in a small table, at a place that follows from the stack
 * pointer and the function, and the exit takes it from there and compares: the processor goes on
 * meanwhile. A stack of these nodes would not do as well, since its pointer, kept in memory, is such
 * a chain too. What another call has written over costs a wrong guess and nothing else.
 *
 * In assembler, so that all of it but the test lies in a section of its own: a sample that meets
 * code there has met the tracer. Enter uses rax, r9, r10, r11; exit rcx, r10, r11.
 */
#if defined(__PIC__) && !defined(__PIE__)
#define LEAF__CYG_TEST "movq leaf__cyg_on@GOTPCREL(%%rip), %%r11\n\tcmpb $0, (%%r11)\n\t"
#else
#define LEAF__CYG_TEST "cmpb $0, leaf__cyg_on(%%rip)\n\t"
#endif
#define LEAF__CYG_ASM(body, rare)                                                                  \
	"{|.att_syntax prefix\n\t}" LEAF__CYG_TEST "jne 2f\n1:\n\t"                                \
	".pushsection leaf_text, \"ax\", @progbits\n"                                              \
	"2:\tmovq leaf__self@gottpoff(%%rip), %%r11\n\t" body ".popsection\n\t"                    \
	".pushsection leaf_text_rare, \"ax\", @progbits\n" rare ".popsection\n\t"                  \
	"{|.intel_syntax noprefix\n\t}"
/* From the function in r10: the place in the table. */
#define LEAF__CYG_PLACE                                                                            \
	"addl %%esp, %%r10d\n\t"                                                                   \
	"shrl %%r10d\n\t"                                                                          \
	"andl $0x1f8, %%r10d\n\t"                                                                  \
	"addq %%fs:24(%%r11), %%r10\n\t"
#define LEAF__CYG_DOOR(name)                                                                       \
	"3:\tleaq 1b(%%rip), %%r11\n\t"                                                            \
	"jmp *" name "@GOTPCREL(%%rip)\n\t"

LEAF__HOOK __cyg_profile_func_enter(void *function, void *from)
{
	register void *leaf__function __asm__("r10") = function;
	(void)from;
	__asm__ __volatile__(LEAF__CYG_ASM("movq %%fs:(%%r11), %%rax\n\t" /* at */
					   "movl %%r10d, %%r9d\n\t"
					   "shrl %%r9d\n\t"
					   "andl $0x78, %%r9d\n\t"
					   "movq 64(%%rax, %%r9), %%r9\n\t" /* to */
					   "cmpq %%r10, (%%r9)\n\t"
					   "jne 4f\n"
					   "5:\t" LEAF__CYG_PLACE "movq %%rax, (%%r10)\n\t"
					   "addq $1, 8(%%r9)\n\t"
					   "movq %%r9, %%fs:(%%r11)\n\t"
					   "jmp 1b\n",
					   "4:\tmovl %%r10d, %%r9d\n\t"
					   "shrl %%r9d\n\t"
					   "andl $0x78, %%r9d\n\t"
					   "xorl $8, %%r9d\n\t"
					   "movq 64(%%rax, %%r9), %%r9\n\t"
					   "cmpq %%r10, (%%r9)\n\t"
					   "je 5b\n" LEAF__CYG_DOOR("leaf__cyg_enter_door"))
			     : "+r"(leaf__function)
			     :
			     : "rax", "r9", "r11", "memory", "cc");
}

LEAF__HOOK __cyg_profile_func_exit(void *function, void *from)
{
	register void *leaf__function __asm__("r10") = function;
	(void)from;
	__asm__ __volatile__(LEAF__CYG_ASM("movq %%fs:(%%r11), %%rcx\n\t" /* at */
					   "cmpq %%r10, (%%rcx)\n\t"
					   "jne 3f\n\t" LEAF__CYG_PLACE "movq (%%r10), %%r10\n\t"
					   "cmpq %%r10, 24(%%rcx)\n\t"
					   "jne 4f\n\t"
					   "movq %%r10, %%fs:(%%r11)\n\t"
					   "jmp 1b\n",
					   "4:\tmovq 24(%%rcx), %%r10\n\t"
					   "movq %%r10, %%fs:(%%r11)\n\t"
					   "jmp 1b\n" LEAF__CYG_DOOR("leaf__cyg_exit_door"))
			     : "+r"(leaf__function)
			     :
			     : "rcx", "r11", "memory", "cc");
}
#else
LEAF__HOOK __cyg_profile_func_enter(void *function, void *from)
{
	(void)from;
	if (__builtin_expect(LEAF__LOAD(leaf__cyg_on) != 0, 0)) {
		leaf_u64 key = (leaf_u64)(__UINTPTR_TYPE__)function;
		struct leaf__node *at = LEAF__LOAD(leaf__self.current);
		struct leaf__node *to = LEAF__CYG_CHILD(at, LEAF__CYG_SLOT(key));
		if (__builtin_expect(to->key != key, 0))
			to = LEAF__CYG_CHILD(at, LEAF__CYG_BESIDE(LEAF__CYG_SLOT(key)));
		if (__builtin_expect(to->key == key, 1)) {
			LEAF__ADD(to->calls, 1);
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
	if (__builtin_expect(at->key == (leaf_u64)(__UINTPTR_TYPE__)function, 0))
		LEAF__STORE(leaf__self.current, at->parent);
	else if (__builtin_expect(LEAF__LOAD(leaf__cyg_on) != 0, 0))
		leaf__cyg_go_exit(function);
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

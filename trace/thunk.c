/* thunk.c - the doors by which instrumented code enters the runtime without being seen to call. */
/*
 * A call in a function, even one that is never executed, makes the compiler keep values in
 * callee-saved registers and set up a stack frame; in a small function that costs more than the
 * test for "is tracing on". So on x86-64 the macros jump here with the address to come back to in
 * r11, and every register but r10 and r11 is kept. The caller may be a leaf function: the 128
 * bytes below its stack pointer are left alone.
 *
 * leaf__open_quick and leaf__close_quick are compiled without vector registers; only if they
 * cannot serve are the vector registers saved, as wide as the machine has them.
 */
#include "trace/thunk.h"

#ifdef LEAF__THUNKS

#include <cpuid.h>

unsigned leaf__vector_bytes = 16;

/* What the assembler in leaf/cyg.h takes for granted. */
#define AT(type, member, offset)                                                                   \
	_Static_assert(offsetof(struct type, member) == (offset), #member " has moved")
AT(leaf__self, current, 0);
AT(leaf__self, back, 24);
AT(leaf__node, key, 0);
AT(leaf__node, calls, 8);
AT(leaf__node, parent, 24);
AT(leaf__node, slot, 64);
_Static_assert(LEAF__SLOTS == 16 && LEAF__BACK_BYTES == 512, "the masks are another");

/*
 * XGETBV(1) would tell what is in use, but takes 13 ns and always answers "all": libc's own string
 * functions leave the upper registers dirty. Saving them takes 7 ns more than the lower halves.
 */
LEAF__GENERAL_REGS void leaf__vector_detect(void)
{
	enum { OSXSAVE = 1 << 27, AVX512BW = 1 << 30, YMM = 0x6, ZMM = 0xe6 };
	unsigned a, b, c, d, enabled, high;
	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & OSXSAVE))
		return;
	__asm__("xgetbv" : "=a"(enabled), "=d"(high) : "c"(0));
	(void)high;
	if ((enabled & YMM) == YMM)
		leaf__vector_bytes = 32;
	/* the first AVX-512 machine, Knights Landing, had no 64-bit mask moves: lower halves only */
	if ((enabled & ZMM) == ZMM && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & AVX512BW))
		leaf__vector_bytes = 64;
}

/* clang-format off */
#define EACH8(M) M(0) M(1) M(2) M(3) M(4) M(5) M(6) M(7)
#define EACH16(M) EACH8(M) M(8) M(9) M(10) M(11) M(12) M(13) M(14) M(15)
#define EACH32(M) EACH16(M) M(16) M(17) M(18) M(19) M(20) M(21) M(22) M(23)                        \
	M(24) M(25) M(26) M(27) M(28) M(29) M(30) M(31)
#define SAVE_XMM(i) "movups %xmm" #i ", 16*" #i "(%rsp)\n"
#define LOAD_XMM(i) "movups 16*" #i "(%rsp), %xmm" #i "\n"
#define SAVE_YMM(i) "vmovups %ymm" #i ", 32*" #i "(%rsp)\n"
#define LOAD_YMM(i) "vmovups 32*" #i "(%rsp), %ymm" #i "\n"
#define SAVE_ZMM(i) "vmovups %zmm" #i ", 64*" #i "(%rsp)\n"
#define LOAD_ZMM(i) "vmovups 64*" #i "(%rsp), %zmm" #i "\n"
#define SAVE_MASK(i) "kmovq %k" #i ", 2048+8*" #i "(%rsp)\n"
#define LOAD_MASK(i) "kmovq 2048+8*" #i "(%rsp), %k" #i "\n"

/* Room for the registers, save them, call the function in r8, load them. */
#define AROUND_CALL(size, save, load)                                                              \
	"sub $" #size ", %rsp\n"                                                                   \
	"and $-64, %rsp\n"                                                                         \
	save                                                                                       \
	"call *%r8\n"                                                                              \
	load                                                                                       \
	"jmp 4f\n"

/* leaf__with_vectors(rdi, rsi, rdx, r8 = function): call it, all vector registers kept. */
__asm__(".pushsection leaf_text, \"ax\", @progbits\n"
	".globl leaf__with_vectors\n"
	".hidden leaf__with_vectors\n"
	".type leaf__with_vectors, @function\n"
	".p2align 4\n"
	"leaf__with_vectors:\n"
	".cfi_startproc\n"
	"push %rbp\n"
	".cfi_def_cfa_offset 16\n"
	".cfi_offset rbp, -16\n"
	"mov %rsp, %rbp\n"
	".cfi_def_cfa_register rbp\n"
	"mov leaf__vector_bytes(%rip), %eax\n"
	"cmp $32, %eax\n"
	"je 2f\n"
	"ja 3f\n"
	AROUND_CALL(256, EACH16(SAVE_XMM), EACH16(LOAD_XMM))
	"2:\n"
	AROUND_CALL(512, EACH16(SAVE_YMM), EACH16(LOAD_YMM))
	"3:\n"
	AROUND_CALL(2176, EACH32(SAVE_ZMM) EACH8(SAVE_MASK), EACH32(LOAD_ZMM) EACH8(LOAD_MASK))
	"4:\n"
	"leave\n"
	".cfi_def_cfa rsp, 8\n"
	"ret\n"
	".cfi_endproc\n"
	".size leaf__with_vectors, . - leaf__with_vectors\n"
	".popsection\n");

/*
 * A door: come in with jmp, r11 = where to go back to, r10 and rax = arguments; r10 = result. All
 * others are kept: they may hold the function's arguments or its result. The slow way may say, where
 * 'again' listens, that the quick one is open now: so it need not save the vector registers twice.
 */
#define AGAIN                                                                              \
	"cmp $7, %rax\n"                                                                           \
	"je 0b\n"
#define DOOR(name, quick, slow, again)                                                              \
	__asm__(".pushsection leaf_text, \"ax\", @progbits\n"                                                             \
		".globl " name "\n"                                                                \
		".type " name ", @function\n"                                                      \
		".p2align 4\n" name ":\n"                                                          \
		".cfi_startproc\n"                                                                 \
		".cfi_def_cfa rsp, 0\n"                                                            \
		".cfi_register rip, r11\n"                                                         \
		"lea -136(%rsp), %rsp\n"                                                           \
		".cfi_def_cfa_offset 136\n"                                                        \
		"mov %r11, (%rsp)\n"                                                               \
		".cfi_offset rip, -136\n"                                                          \
		"push %rbp\n"                                                                      \
		".cfi_def_cfa_offset 144\n"                                                        \
		".cfi_offset rbp, -144\n"                                                          \
		"mov %rsp, %rbp\n"                                                                 \
		".cfi_def_cfa_register rbp\n"                                                      \
		"push %rax\n"                                                                      \
		"push %rcx\n"                                                                      \
		"push %rdx\n"                                                                      \
		"push %rdi\n"                                                                      \
		"push %rsi\n"                                                                      \
		"push %r8\n"                                                                       \
		"push %r9\n"                                                                       \
		"and $-16, %rsp\n"                                                                 \
		"push %rax\n"                                                                      \
		"push %r10\n"                                                                      \
		"0:\n"                                                                             \
		"mov (%rsp), %rdi\n"                                                               \
		"mov 8(%rsp), %rsi\n"                                                              \
		"lea 144(%rbp), %rdx\n"                                                            \
		"call " quick "\n"                                                                 \
		"cmp $7, %rax\n"                                                                   \
		"jne 1f\n"                                                                         \
		"mov (%rsp), %rdi\n"                                                               \
		"mov 8(%rsp), %rsi\n"                                                              \
		"lea 144(%rbp), %rdx\n"                                                            \
		"lea " slow "(%rip), %r8\n"                                                        \
		"call leaf__with_vectors\n" again                                                  \
		"1:\n"                                                                             \
		"mov %rax, %r10\n"                                                                 \
		"lea -56(%rbp), %rsp\n"                                                            \
		"pop %r9\n"                                                                        \
		"pop %r8\n"                                                                        \
		"pop %rsi\n"                                                                       \
		"pop %rdi\n"                                                                       \
		"pop %rdx\n"                                                                       \
		"pop %rcx\n"                                                                       \
		"pop %rax\n"                                                                       \
		"pop %rbp\n"                                                                       \
		".cfi_def_cfa rsp, 136\n"                                                          \
		".cfi_restore rbp\n"                                                               \
		"pop %r11\n"                                                                       \
		".cfi_def_cfa_offset 128\n"                                                        \
		".cfi_register rip, r11\n"                                                         \
		"lea 128(%rsp), %rsp\n"                                                            \
		".cfi_def_cfa_offset 0\n"                                                          \
		"jmp *%r11\n"                                                                      \
		".cfi_endproc\n"                                                                   \
		".size " name ", . - " name "\n"                                                   \
		".popsection\n")
/* clang-format on */

DOOR("leaf__open_door", "leaf__open_quick", "leaf__open_new", AGAIN);
DOOR("leaf__close_door", "leaf__close_quick", "leaf__close_slow", "");
DOOR("leaf__cyg_enter_door", "leaf__cyg_enter_quick", "leaf__cyg_enter_slow", AGAIN);
DOOR("leaf__cyg_exit_door", "leaf__cyg_exit_quick", "leaf__cyg_exit_slow", "");

void leaf__solo_slow(void (*function)(void *arg), void *arg)
{
	__asm__ volatile("mov %2, %%r8\n\tcall leaf__with_vectors"
			 : "+D"(arg), "+S"(arg)
			 : "r"(function)
			 : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "memory", "cc");
}

#else

void leaf__solo_slow(void (*function)(void *arg), void *arg)
{
	function(arg);
}

#endif

/* aside.c - work on a stack of the tracer's own, since the host's may be small. */
#include "trace/aside.h"

#include "base/arena.h"
#include "trace/quiet.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#if defined(__x86_64__) && defined(__LP64__) && !defined(LEAF_SANITIZED)
#define SWITCHES 1
#else
#define SWITCHES 0
#endif

#if SWITCHES

enum { GUARD = 4096, STACK = 256 * 1024 };

static char *spare;	    /* a stack that nobody is on; NULL: none */
static __thread char *mine; /* that this thread went to last */

/*
 * One is enough: and valgrind would take a jump between two that lie side by side for the growth of
 * one, with nothing in it. Control may have left by a longjmp, so what counts is where we are.
 */
static int is_aside(void)
{
	return mine && (size_t)__builtin_frame_address(0) - (size_t)mine < GUARD + STACK;
}

/* The lowest page stays unmapped: running over would not go unseen. */
static char *make_stack(void)
{
	char *stack = leaf__pages_map(GUARD + STACK);
	int saved = errno;
	if (stack)
		mprotect(stack, GUARD, PROT_NONE);
	errno = saved;
	return stack;
}

static char *take_stack(void)
{
	char *stack = __atomic_exchange_n(&spare, NULL, __ATOMIC_ACQUIRE);
	return stack ? stack : make_stack();
}

static void give_back(char *stack)
{
	stack = __atomic_exchange_n(&spare, stack, __ATOMIC_RELEASE);
	leaf__pages_unmap(stack, stack ? GUARD + STACK : 0);
}

/* The frame address is asked for so that there is one, by which a debugger finds the way out. */
static __attribute__((noinline)) void run_on(char *top, void (*work)(void *arg), void *arg)
{
	const void *frame = __builtin_frame_address(0);
	__asm__ volatile("mov %%rsp, %%rbx\n\t"
			 "mov %1, %%rsp\n\t"
			 "call *%2\n\t"
			 "mov %%rbx, %%rsp"
			 : "+D"(arg), "+r"(top), "+r"(work)
			 : "m"(frame)
			 : "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "memory",
			   "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
			   "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",
			   "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)");
}

void leaf__aside(void (*work)(void *arg), void *arg)
{
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	char *stack = is_aside() ? NULL : take_stack();
	if (stack) {
		mine = stack;
		run_on(stack + GUARD + STACK, work, arg);
		mine = NULL;
		give_back(stack);
	} else {
		work(arg);
	}
	leaf__quiet_end(&before);
}

#else

void leaf__aside(void (*work)(void *arg), void *arg)
{
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	work(arg);
	leaf__quiet_end(&before);
}

#endif

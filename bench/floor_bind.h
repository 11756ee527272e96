/* floor_bind.h - puts a floor's enter and exit into functions: by a line, or by the compiler's hooks. */
/*
 * A floor defines, before it includes this file:
 *
 *   void *floor_enter(const void *site, int a, int b)   at entry; what it returns is kept in a local
 *   void floor_exit(void *state)                        at exit, by BENCH_FN's cleanup
 *   void floor_exit_hook(const void *site)              at exit, by the compiler's hook, which has no local
 *
 * all FLOOR_INLINE. With FLOOR_CYG the compiler's hooks are bound, else BENCH_FN is.
 * No system header here: this file stands before the first line of other people's sources.
 */
#ifndef BENCH_FLOOR_BIND_H
#define BENCH_FLOOR_BIND_H
#pragma GCC system_header

#ifdef FLOOR_CYG
#define FLOOR_HOOK                                                                                 \
	extern inline __attribute__((gnu_inline, always_inline, no_instrument_function)) void

void __cyg_profile_func_enter(void *function, void *from);
void __cyg_profile_func_exit(void *function, void *from);

FLOOR_HOOK __cyg_profile_func_enter(void *function, void *from)
{
	(void)from;
	floor_enter(function, 0, 0);
}

FLOOR_HOOK __cyg_profile_func_exit(void *function, void *from)
{
	(void)from;
	floor_exit_hook(function);
}
#else
FLOOR_INLINE void floor_leave(void **state)
{
	floor_exit(*state);
}

/* The address of the static is the call site. */
#define BENCH_FN(a, b)                                                                             \
	static const long long floor_site = __LINE__;                                              \
	void *floor_state __attribute__((cleanup(floor_leave))) = floor_enter(&floor_site, a, b)
#endif

#endif

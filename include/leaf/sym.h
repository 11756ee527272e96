/* sym.h - say what is symbolic, what is taken for granted and what has to hold, in the program itself. */
/*
 *	#include <leaf/sym.h>
 *
 *	int main(void)
 *	{
 *		struct request request = { 0 };
 *		leaf_symbolic(&request, sizeof request, "request");
 *		leaf_assume(request.len <= sizeof request.text);
 *		int handled = handle(&request);
 *		leaf_assert(handled <= LIMIT);
 *		return 0;
 *	}
 *
 *	$ leafcc program.c -o program
 *	$ leaf explore -i seed -o found -- ./program
 *
 * Compiled by another compiler than leafcc, and linked without the engine's runtime, the program
 * does as if only the conditions were there: each is evaluated once, whatever it comes to. Nothing
 * has to be linked. Works in C89 to C23 and in C++ with gcc and clang.
 */
#ifndef LEAF_SYM_H
#define LEAF_SYM_H

#if defined(__GNUC__)
#pragma GCC system_header

#ifdef __cplusplus
extern "C" {
#endif

/* The runtime's side, absent without it. Call the macros below. */
__attribute__((weak)) void leaf_sym_memory(void *at, __SIZE_TYPE__ len, const char *name);
__attribute__((weak)) void leaf_sym_assume(int holds);
__attribute__((weak)) void leaf_sym_assert(int holds, const char *text, const char *file,
					   unsigned line);

#ifdef __cplusplus
}
#endif

/*
 * leaf_symbolic(void *at, size_t len, const char *name): the memory's bytes may be any.
 *
 * Where standard input is symbolic (LEAF_STDIN=1, or `leaf explore` without @@), they are read from
 * there first; what is beyond its end keeps the value that it has, and new inputs have it appended.
 * Where it is not, a new input for them is a file of its own, N.NAME.bin.
 *
 *	len    bytes
 *	name   told in the notes of outputs; copied
 */
#define leaf_symbolic(at, len, name)                                                               \
	__extension__({                                                                            \
		if (leaf_sym_memory)                                                               \
			leaf_sym_memory((at), (len), (name));                                      \
	})

/*
 * leaf_assume(condition): inputs for which it does not hold are of no interest. A run in which it
 * does not hold ends here, as by exit(0); an input for which it does is looked for.
 */
#define leaf_assume(condition)                                                                     \
	__extension__({                                                                            \
		int leaf__holds = !!(condition);                                                   \
		if (leaf_sym_assume)                                                               \
			leaf_sym_assume(leaf__holds);                                              \
	})

/*
 * leaf_assert(condition): it has to hold. An input for which it does not is looked for; a run in
 * which it does not says so on standard error and ends as by abort().
 */
#define leaf_assert(condition)                                                                     \
	__extension__({                                                                            \
		int leaf__holds = !!(condition);                                                   \
		if (leaf_sym_assert)                                                               \
			leaf_sym_assert(leaf__holds, #condition, __FILE__, __LINE__);              \
	})

#else
#define leaf_symbolic(at, len, name) ((void)0)
#define leaf_assume(condition) ((void)(condition))
#define leaf_assert(condition) ((void)(condition))
#endif

#endif

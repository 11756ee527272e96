/* auto.h - what inserted lines use: the macros of leaf/trace.h, harmless without the library. */
/*
 * Everything of the library is referred to weakly: an object file that was compiled with inserted
 * lines links and runs without it, as a build-time generator does, and is then merely silent. To
 * trace, link the library and keep it:
 *
 *	-Wl,--no-as-needed -lleaf              the shared library
 *	-Wl,--whole-archive -l:libleaf.a -Wl,--no-whole-archive -pthread    the static one
 *
 * LEAF_FN_AUTO(level, "target", arguments…) is what `leaf instrument fix` puts at the head of a
 * function: a span until it returns, as LEAF_FN by hand, but with a target of its own and by a name
 * of its own, so that `leaf instrument strip` can tell it from what a person wrote.
 *
 *   level  ERROR, WARN, INFO, DEBUG or TRACE; never expanded, so a macro of that name does no harm
 */
#ifndef LEAF_AUTO_H
#define LEAF_AUTO_H

#if defined(__GNUC__) && !defined(__ASSEMBLER__)
#pragma GCC system_header
#endif
#ifndef LEAF_TRACE_H
#define LEAF_WEAK 1
#endif
#include "leaf/trace.h"

#ifdef LEAF_DISABLE
#define LEAF_FN_AUTO(...) LEAF_FN(__VA_ARGS__)
#else
#define LEAF_FN_AUTO(level, ...)                                                                   \
	LEAF__SPAN_OF(LEAF__FIRST(__VA_ARGS__), leaf__fn, LEAF_LEVEL_##level, __FUNCTION__, 1,     \
		      #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

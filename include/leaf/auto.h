/* auto.h - what inserted lines use: the macros of leaf/trace.h, harmless without the library. */
/*
 * Everything of the library is referred to weakly: an object file that was compiled with inserted
 * lines links and runs without it, as a build-time generator does, and is then merely silent. To
 * trace, link the library and keep it:
 *
 *	-Wl,--no-as-needed -lleaf              the shared library
 *	-Wl,--whole-archive -l:libleaf.a -Wl,--no-whole-archive -pthread    the static one
 *
 * LEAF_FN_AUTO(level, arguments…) is LEAF_FN by a name of its own, so that what a tool has put in can
 * be told from what a person wrote.
 */
#ifndef LEAF_AUTO_H
#define LEAF_AUTO_H

#ifndef LEAF_TRACE_H
#define LEAF_WEAK 1
#endif
#include "leaf/trace.h"

#ifdef LEAF_DISABLE
#define LEAF_FN_AUTO(...) LEAF_FN(__VA_ARGS__)
#else
#define LEAF_FN_AUTO(...)                                                                          \
	LEAF__SPAN(leaf__fn, LEAF__FIRST(__VA_ARGS__), __FUNCTION__, 1, #__VA_ARGS__, __VA_ARGS__)
#endif

#endif

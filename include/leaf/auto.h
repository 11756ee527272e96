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
 *
 * LEAF_FN_RET_AUTO(level, call, "target", arguments…) does the same where `--ret` was asked for: the
 * call, of the function itself, is never made, but says what type it returns. Then
 * return LEAF_RET_AUTO(value) tells the value in an event with a field named return, and returns it
 * by the same conversions. LEAF_RET_AUTO_GAP is the same.
 *
 * Lines by hand need leaf/trace.h as well, behind this one, as ever with a LEAF_TARGET before it or
 * without.
 */
#ifndef LEAF_AUTO_H
#define LEAF_AUTO_H

#if defined(__GNUC__) && !defined(__ASSEMBLER__)
#pragma GCC system_header
#endif
#ifndef LEAF_TRACE_H
#define LEAF_WEAK 1
#endif
/* Inserted lines name their target; the file's own ones may be about to define theirs. */
#ifndef LEAF_TARGET
#include "leaf/trace.h"
#undef LEAF_TARGET
#else
#include "leaf/trace.h"
#endif

#ifdef LEAF_DISABLE
#define LEAF_FN_AUTO(...) LEAF_FN(__VA_ARGS__)
#define LEAF_FN_RET_AUTO(...) LEAF_FN(__VA_ARGS__)
#define LEAF_RET_AUTO(...) __VA_ARGS__
#else
#define LEAF_FN_AUTO(level, ...)                                                                   \
	LEAF__SPAN_OF(LEAF__FIRST(__VA_ARGS__), leaf__fn, LEAF_LEVEL_##level, __FUNCTION__, 1,     \
		      #__VA_ARGS__, __VA_ARGS__)
#define LEAF_FN_RET_AUTO(level, call, ...)                                                         \
	__extension__ __typeof__((void)0, call) leaf__ret __attribute__((__unused__));             \
	static const char leaf__ret_target[]                                                       \
		__attribute__((__unused__)) = LEAF__FIRST(__VA_ARGS__);                            \
	enum { leaf__ret_level = LEAF_LEVEL_##level };                                             \
	LEAF__SPAN_OF(leaf__ret_target, leaf__fn, LEAF_LEVEL_##level, __FUNCTION__, 1,             \
		      #__VA_ARGS__, __VA_ARGS__)
#define LEAF_RET_AUTO(...)                                                                         \
	((void)(leaf__ret = (__VA_ARGS__)), __extension__({                                        \
		 LEAF__SITE_OF(leaf__ret_target, LEAF_KIND_EVENT, leaf__ret_level, "", 0,          \
			       "return", 0, leaf__ret);                                            \
		 if (LEAF__ON(leaf__ret_level, leaf__event)) {                                     \
			 LEAF__PACK(0, leaf__ret);                                                 \
			 leaf__event(&leaf__site, &leaf__packed);                                  \
		 }                                                                                 \
		 leaf__ret;                                                                        \
	 }))
#endif
#define LEAF_RET_AUTO_GAP(...) LEAF_RET_AUTO(__VA_ARGS__)

#endif

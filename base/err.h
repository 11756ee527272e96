/* err.h - error codes, and the sentence that goes with the last one. */
#ifndef LEAF_BASE_ERR_H
#define LEAF_BASE_ERR_H

typedef enum leaf_err {
#define E(name, text) LEAF_E_##name,
#include "base/err.def"
} leaf_err;

#define LEAF_MUST_USE __attribute__((warn_unused_result))
#define LEAF_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/*
 * Note why something failed and return 'code', so that a function ends with `return leaf_fail(…)`.
 *
 *   fmt  lower case, no full stop, the subject in single quotes, what to do next
 *
 * Threads: the sentence is kept per thread; at most 511 bytes of it. errno is kept.
 */
leaf_err leaf_fail(leaf_err code, const char *fmt, ...) LEAF_PRINTF(2, 3);
#ifdef __clang_analyzer__ /* it sees no further than the call, and takes an error for success */
#define leaf_fail(code, ...) ((void)leaf_fail(code, __VA_ARGS__), (code))
#endif

/* The sentence of this thread's last leaf_fail(); "" before the first. Valid until the next. */
const char *leaf_err_text(void);

/* The code's meaning, a constant string; "unknown error" for a value outside the enum. */
const char *leaf_err_name(leaf_err code);

/* Forward an error to the caller. */
#define LEAF_TRY(expr)                                                                             \
	do {                                                                                       \
		leaf_err leaf_try_err = (expr);                                                    \
		if (leaf_try_err != LEAF_E_OK)                                                     \
			return leaf_try_err;                                                       \
	} while (0)

#endif

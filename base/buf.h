/* buf.h - growable bytes and growable arrays, on the heap: for tools, not for the tracer. */
#ifndef LEAF_BASE_BUF_H
#define LEAF_BASE_BUF_H

#include "base/err.h"

#include <stddef.h>

/* All zero is a valid empty buffer. */
struct leaf__buf {
	char *data; /* [len] bytes; a NUL stands behind them as soon as cap > 0 */
	size_t len, cap;
};

void leaf__buf_release(struct leaf__buf *buf);

/* One behind the last byte; NULL when there is no memory yet, where NULL + 0 is undefined. */
static inline char *leaf__buf_end(const struct leaf__buf *buf)
{
	return buf->data ? buf->data + buf->len : NULL;
}

/* Forget the contents, keep the memory. */
void leaf__buf_clear(struct leaf__buf *buf);

/*
 * Append bytes [len], or formatted text. Errors: NOMEM.
 */
leaf_err leaf__buf_add(struct leaf__buf *buf, const char *bytes, size_t len) LEAF_MUST_USE;
leaf_err leaf__buf_puts(struct leaf__buf *buf, const char *text) LEAF_MUST_USE;
leaf_err leaf__buf_printf(struct leaf__buf *buf, const char *fmt, ...)
	LEAF_MUST_USE LEAF_PRINTF(2, 3);

/* Make room for 'more' bytes behind len (and a NUL). Errors: NOMEM. */
leaf_err leaf__buf_reserve(struct leaf__buf *buf, size_t more) LEAF_MUST_USE;

/*
 * An array of any item type: struct { type *items; size_t n, cap; }, all zero when empty.
 * LEAF__VEC_ROOM makes room for one more item behind n. The caller frees items.
 *
 * Errors: NOMEM
 */
#define LEAF__VEC(type)                                                                            \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t n, cap;                                                                     \
	}
#define LEAF__VEC_ROOM(vec)                                                                        \
	((vec)->n < (vec)->cap ? LEAF_E_OK                                                         \
			       : leaf__vec_grow(&(vec)->items, &(vec)->cap, sizeof *(vec)->items))

/* 'items' is the address of a pointer to items of 'size' bytes. */
leaf_err leaf__vec_grow(void *items, size_t *cap, size_t size) LEAF_MUST_USE;

#endif

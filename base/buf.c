/* buf.c - growable bytes and growable arrays, on the heap: for tools, not for the tracer. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static leaf_err out_of_memory(size_t size)
{
	return leaf_fail(LEAF_E_NOMEM, "no memory for %zu bytes", size);
}

void leaf__buf_release(struct leaf__buf *buf)
{
	free(buf->data);
	*buf = (struct leaf__buf){ 0 };
}

void leaf__buf_clear(struct leaf__buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = 0;
}

leaf_err leaf__buf_reserve(struct leaf__buf *buf, size_t more)
{
	if (more < buf->cap - buf->len)
		return LEAF_E_OK;
	if (more > SIZE_MAX / 4 || buf->len > SIZE_MAX / 4)
		return out_of_memory(more);
	size_t cap = buf->cap < 64 ? 64 : buf->cap;
	while (cap - buf->len <= more)
		cap *= 2;
	char *data = realloc(buf->data, cap);
	if (!data)
		return out_of_memory(cap);
	buf->data = data;
	buf->cap = cap;
	buf->data[buf->len] = 0;
	return LEAF_E_OK;
}

leaf_err leaf__buf_add(struct leaf__buf *buf, const char *bytes, size_t len)
{
	LEAF_TRY(leaf__buf_reserve(buf, len));
	if (len)
		memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = 0;
	return LEAF_E_OK;
}

leaf_err leaf__buf_puts(struct leaf__buf *buf, const char *text)
{
	return leaf__buf_add(buf, text, strlen(text));
}

leaf_err leaf__buf_printf(struct leaf__buf *buf, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	int len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0)
		return leaf_fail(LEAF_E_LIMIT, "cannot format '%s'", fmt);
	LEAF_TRY(leaf__buf_reserve(buf, (size_t)len));
	va_start(args, fmt);
	vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
	va_end(args);
	buf->len += (size_t)len;
	return LEAF_E_OK;
}

leaf_err leaf__vec_grow(void *items, size_t *cap, size_t size)
{
	size_t want = *cap ? *cap * 2 : 16;
	void *old;
	if (want > SIZE_MAX / size)
		return out_of_memory(want);
	/* Copied as bytes: it is a pointer to some other type than void. */
	memcpy(&old, items, sizeof old);
	void *grown = realloc(old, want * size);
	if (!grown)
		return out_of_memory(want * size);
	memcpy(items, &grown, sizeof grown);
	*cap = want;
	return LEAF_E_OK;
}

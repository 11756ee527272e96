/* models_text.c - functions that compare, search and copy bytes. */
#include "leafrt/expr.h"
#include "leafrt/model.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Longer comparisons than this are concrete. */
#define MOST_COMPARED 512u

static leaf_label byte_of(const unsigned char *at)
{
	leaf_label label = shadow_load(at, 1);
	return label ? label : expr_const(8, *at);
}

static leaf_label orelse(leaf_label label, unsigned bits, expr_bits value)
{
	return label ? label : expr_const(bits, value);
}

static int sign(int x)
{
	return (x > 0) - (x < 0);
}

/* -1, 0 or 1 by the first of n bytes that differs, as an expression of 32 bits. */
static leaf_label order(const unsigned char *a, const unsigned char *b, size_t n)
{
	leaf_label result = expr_const(32, 0);
	for (size_t i = n; i-- > 0;) {
		leaf_label x = byte_of(a + i), y = byte_of(b + i);
		leaf_label less = orelse(expr_binary(PRI_OP_ULT, 1, x, y), 1, a[i] < b[i]);
		leaf_label equal = orelse(expr_binary(PRI_OP_EQ, 1, x, y), 1, a[i] == b[i]);
		leaf_label unequal = expr_at(less)->op == EXPR_CONST
					     ? expr_const(32,
							  expr_at(less)->value ? (expr_bits)-1 : 1)
					     : expr_ite(less, expr_const(32, (expr_bits)-1),
							expr_const(32, 1));
		if (expr_at(equal)->op == EXPR_CONST)
			result = expr_at(equal)->value ? result : unequal;
		else
			result = expr_ite(equal, result, unequal);
	}
	return result && expr_at(result)->op != EXPR_CONST ? result : 0;
}

/* The result of a comparison of n bytes at least, with its label. */
static int compared(const void *self, const void *a, const void *b, size_t n, int result)
{
	if (!n || n > MOST_COMPARED || (!shadow_any(a, n) && !shadow_any(b, n)) || !runtime_enter())
		return result;
	leaf_label label = order(a, b, n);
	runtime_leave();
	model_return(self, label);
	return sign(result);
}

MODEL int leaf_m_memcmp(const void *a, const void *b, size_t n)
{
	model_taken(leaf_m_memcmp);
	return compared(leaf_m_memcmp, a, b, n, memcmp(a, b, n));
}

MODEL int leaf_m_bcmp(const void *a, const void *b, size_t n)
{
	model_taken(leaf_m_bcmp);
	return compared(leaf_m_bcmp, a, b, n, memcmp(a, b, n));
}

/* Bytes that decide: up to the shorter text's end, and beyond it while there are symbolic ones. */
static size_t decisive(const char *a, const char *b, size_t most)
{
	size_t x = strnlen(a, most), y = strnlen(b, most);
	const char *shorter = x < y ? a : b;
	size_t n = (x < y ? x : y) + 1, longer = (x < y ? y : x) + 1;
	while (n < longer && shadow_any(shorter + n, 1))
		n++;
	return n < most ? n : most;
}

MODEL int leaf_m_strcmp(const char *a, const char *b)
{
	model_taken(leaf_m_strcmp);
	int result = strcmp(a, b);
	if (!runtime_is_on())
		return result;
	return compared(leaf_m_strcmp, a, b, decisive(a, b, MOST_COMPARED), result);
}

MODEL int leaf_m_strncmp(const char *a, const char *b, size_t n)
{
	model_taken(leaf_m_strncmp);
	int result = strncmp(a, b, n);
	if (!runtime_is_on() || !n)
		return result;
	size_t most = n < MOST_COMPARED ? n : MOST_COMPARED;
	return compared(leaf_m_strncmp, a, b, decisive(a, b, most), result);
}

MODEL void *leaf_m_memcpy(void *to, const void *from, size_t n)
{
	model_taken(leaf_m_memcpy);
	leaf_copy(to, from, n);
	return memcpy(to, from, n);
}

MODEL void *leaf_m_memmove(void *to, const void *from, size_t n)
{
	model_taken(leaf_m_memmove);
	leaf_copy(to, from, n);
	return memmove(to, from, n);
}

MODEL void *leaf_m_mempcpy(void *to, const void *from, size_t n)
{
	model_taken(leaf_m_mempcpy);
	leaf_copy(to, from, n);
	return mempcpy(to, from, n);
}

MODEL void *leaf_m_memset(void *to, int byte, size_t n)
{
	leaf_label label = model_argument(leaf_m_memset, 1);
	model_taken(leaf_m_memset);
	memset(to, byte, n);
	leaf_fill(to, leaf_un(PRI_WHAT(PRI_OP_TRUNC, 8), label), n);
	return to;
}

MODEL char *leaf_m_strcpy(char *to, const char *from)
{
	model_taken(leaf_m_strcpy);
	leaf_copy(to, from, strlen(from) + 1);
	return strcpy(to, from);
}

MODEL char *leaf_m_stpcpy(char *to, const char *from)
{
	model_taken(leaf_m_stpcpy);
	leaf_copy(to, from, strlen(from) + 1);
	return stpcpy(to, from);
}

MODEL char *leaf_m_strncpy(char *to, const char *from, size_t n)
{
	model_taken(leaf_m_strncpy);
	size_t len = strnlen(from, n);
	leaf_copy(to, from, len);
	leaf_forget(to + len, n - len);
	return strncpy(to, from, n);
}

MODEL char *leaf_m_strcat(char *to, const char *from)
{
	model_taken(leaf_m_strcat);
	leaf_copy(to + strlen(to), from, strlen(from) + 1);
	return strcat(to, from);
}

MODEL char *leaf_m_strdup(const char *text)
{
	model_taken(leaf_m_strdup);
	char *copy = strdup(text);
	if (copy)
		leaf_copy(copy, text, strlen(text) + 1);
	return copy;
}

MODEL char *leaf_m_strndup(const char *text, size_t n)
{
	model_taken(leaf_m_strndup);
	char *copy = strndup(text, n);
	if (copy)
		leaf_copy(copy, text, strlen(copy));
	return copy;
}

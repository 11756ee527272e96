/* models_compare.c - which of two blocks or texts comes first. */
#include "leafrt/model.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"

#include <string.h>
#include <strings.h>

static int sign(int x)
{
	return (x > 0) - (x < 0);
}

static leaf_label folded(leaf_label byte)
{
	leaf_label from_a = model_binary(PRI_OP_SUB, 8, byte, model_const(8, 'A'));
	leaf_label upper = model_binary(PRI_OP_ULT, 1, from_a, model_const(8, 26));
	return model_choose(upper, model_binary(PRI_OP_OR, 8, byte, model_const(8, 0x20)), byte);
}

/* How two things are compared: letter by letter without case; to the first end of both. */
enum compare_how { BYTES = 0, TEXT = 1, FOLDED = 2 };

/* -1, 0 or 1 by the first of n bytes that differs, as an expression of 32 bits. */
static leaf_label order(const char *a, const char *b, size_t n, unsigned how)
{
	leaf_label equal = model_const(32, 0), less = model_const(32, (expr_bits)-1),
		   more = model_const(32, 1), result = equal;
	for (size_t i = n; i-- > 0;) {
		leaf_label x = model_byte(a + i), y = model_byte(b + i);
		if (how & TEXT)
			result = model_choose(model_equal(x, model_const(8, 0)), equal, result);
		if (how & FOLDED) {
			x = folded(x);
			y = folded(y);
		}
		leaf_label unequal = model_choose(model_binary(PRI_OP_ULT, 1, x, y), less, more);
		result = model_choose(model_equal(x, y), result, unequal);
	}
	return result;
}

/* The result of a comparison of n bytes at least, with its label. */
static int compared(const void *self, const char *a, const char *b, size_t n, unsigned how,
		    int result)
{
	if (!n || n > MODEL_MOST || (!shadow_any(a, n) && !shadow_any(b, n)) || !runtime_enter())
		return result;
	result = sign(result);
	model_answer(self, order(a, b, n, how), (uint64_t)(int64_t)result);
	runtime_leave();
	return result;
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

static int compared_texts(const void *self, const char *a, const char *b, size_t most, unsigned how,
			  int result)
{
	if (!runtime_is_on())
		return result;
	most = most < MODEL_MOST ? most : MODEL_MOST;
	return compared(self, a, b, decisive(a, b, most), how, result);
}

MODEL int leaf_m_memcmp(const void *a, const void *b, size_t n)
{
	model_pin(leaf_m_memcmp, 2);
	model_taken(leaf_m_memcmp);
	return compared(leaf_m_memcmp, a, b, n, BYTES, memcmp(a, b, n));
}

MODEL int leaf_m_bcmp(const void *a, const void *b, size_t n)
{
	model_pin(leaf_m_bcmp, 2);
	model_taken(leaf_m_bcmp);
	return compared(leaf_m_bcmp, a, b, n, BYTES, memcmp(a, b, n));
}

MODEL int leaf_m_strcmp(const char *a, const char *b)
{
	model_taken(leaf_m_strcmp);
	return compared_texts(leaf_m_strcmp, a, b, MODEL_MOST, TEXT, strcmp(a, b));
}

MODEL int leaf_m_strncmp(const char *a, const char *b, size_t n)
{
	model_pin(leaf_m_strncmp, 2);
	model_taken(leaf_m_strncmp);
	return compared_texts(leaf_m_strncmp, a, b, n, TEXT, strncmp(a, b, n));
}

MODEL int leaf_m_strcasecmp(const char *a, const char *b)
{
	model_taken(leaf_m_strcasecmp);
	return compared_texts(leaf_m_strcasecmp, a, b, MODEL_MOST, TEXT | FOLDED, strcasecmp(a, b));
}

MODEL int leaf_m_strncasecmp(const char *a, const char *b, size_t n)
{
	model_pin(leaf_m_strncasecmp, 2);
	model_taken(leaf_m_strncasecmp);
	return compared_texts(leaf_m_strncasecmp, a, b, n, TEXT | FOLDED, strncasecmp(a, b, n));
}

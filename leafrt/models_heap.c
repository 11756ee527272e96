/* models_heap.c - memory from the heap, and sorting and searching by the program's own comparison. */
#include "leafrt/model.h"
#include "leafrt/runtime.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* What was there before has no say in what is there now. */
MODEL void *leaf_m_malloc(size_t n)
{
	model_pin(leaf_m_malloc, 0);
	model_taken(leaf_m_malloc);
	void *at = malloc(n);
	if (at)
		leaf_forget(at, n);
	return at;
}

MODEL void *leaf_m_calloc(size_t n, size_t size)
{
	model_pin(leaf_m_calloc, 0);
	model_pin(leaf_m_calloc, 1);
	model_taken(leaf_m_calloc);
	void *at = calloc(n, size);
	if (at)
		leaf_forget(at, n * size);
	return at;
}

static void *resized(void *was, size_t n)
{
	size_t old = was ? malloc_usable_size(was) : 0;
	volatile uintptr_t from = (uintptr_t)
		was; /* an address, no pointer: its labels are still there */
	void *at = realloc(was, n);
	if (at && (uintptr_t)at != from) {
		leaf_forget(at, n);
		leaf_copy(at, (void *)from, old < n ? old : n); // NOLINT
	}
	return at;
}

MODEL void *leaf_m_realloc(void *was, size_t n)
{
	model_pin(leaf_m_realloc, 1);
	model_taken(leaf_m_realloc);
	return resized(was, n);
}

MODEL void *leaf_m_reallocarray(void *was, size_t n, size_t size)
{
	size_t bytes;
	model_pin(leaf_m_reallocarray, 1);
	model_pin(leaf_m_reallocarray, 2);
	model_taken(leaf_m_reallocarray);
	if (__builtin_mul_overflow(n, size, &bytes))
		return reallocarray(was, n, size);
	return resized(was, bytes);
}

typedef int comparison(const void *a, const void *b);

/* Call the program's comparison; is its result below (or equal to) 0? A symbolic result is a branch at `at`. */
struct judge {
	const struct pri_site *at;
	comparison *compare;
};

static int judge(const struct judge *judge, const void *a, const void *b, leaf_label *label)
{
	leaf_call.callee = NULL;
	leaf_call.ret_from = NULL;
	int result = judge->compare(a, b);
	*label = leaf_call.ret_from == (const void *)judge->compare ? leaf_call.ret[0] : 0;
	leaf_call.ret_from = NULL;
	return result;
}

static bool decided(const struct judge *judge, enum pri_operator op, leaf_label label, int result,
		    bool holds)
{
	leaf_label is = label ? leaf_bin(PRI_WHAT(op, 1), label, 0, (unsigned)result, 0) : 0;
	if (is)
		leaf_branch(judge->at, is, holds);
	return holds;
}

static void move(char *to, const char *from, size_t n)
{
	leaf_copy(to, from, n);
	memcpy(to, from, n);
}

/* Merge two sorted halves by way of `spare`; what is equal keeps its order. */
static void sort(const struct judge *how, char *at, size_t n, size_t size, char *spare)
{
	size_t half = n / 2, left = 0, right = half, out = 0;
	if (n < 2)
		return;
	sort(how, at, half, size, spare);
	sort(how, at + half * size, n - half, size, spare);
	while (left < half && right < n) {
		leaf_label label;
		int result = judge(how, at + left * size, at + right * size, &label);
		bool first = decided(how, PRI_OP_SLE, label, result, result <= 0);
		move(spare + out++ * size, at + (first ? left++ : right++) * size, size);
	}
	if (left < half)
		move(spare + out * size, at + left * size, (half - left) * size);
	out += half - left;
	move(at, spare, out * size);
}

MODEL void leaf_m_qsort(void *at, size_t n, size_t size, comparison *compare)
{
	struct judge how = { model_site((const void *)leaf_m_qsort), compare };
	model_pin((const void *)leaf_m_qsort, 1);
	model_taken((const void *)leaf_m_qsort);
	char *spare = runtime_is_on() && n > 1 && size ? malloc(n * size) : NULL;
	if (!spare) {
		qsort(at, n, size, compare);
		return;
	}
	leaf_forget(spare, n * size);
	sort(&how, at, n, size, spare);
	leaf_forget(spare, n * size);
	free(spare);
}

MODEL void *leaf_m_bsearch(const void *key, const void *at, size_t n, size_t size,
			   comparison *compare)
{
	struct judge how = { model_site((const void *)leaf_m_bsearch), compare };
	size_t low = 0;
	model_pin((const void *)leaf_m_bsearch, 2);
	model_taken((const void *)leaf_m_bsearch);
	while (low < n) {
		leaf_label label;
		size_t middle = low + (n - low) / 2;
		const char *here = (const char *)at + middle * size;
		int result = judge(&how, key, here, &label);
		if (decided(&how, PRI_OP_SLT, label, result, result < 0))
			n = middle;
		else if (decided(&how, PRI_OP_SGT, label, result, result > 0))
			low = middle + 1;
		else
			return (void *)(uintptr_t)here;
	}
	return NULL;
}

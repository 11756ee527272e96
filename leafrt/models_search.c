/* models_search.c - where in a block or text something is: a choice among the places, first to last. */
#include "leafrt/counters.h"
#include "leafrt/model.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"

#include <stdlib.h>
#include <string.h>

/* Steps of a search for a text in a text. */
#define MOST_STEPS 4096u

/* Enter if there is anything symbolic about it, and not too much. False: the result is concrete. */
static bool begin(const void *at, size_t n, leaf_label more)
{
	if (!n || (!more && !shadow_any(at, n)))
		return false;
	if (n < MODEL_MOST)
		return runtime_enter();
	if (runtime_enter()) {
		counters.concretized[PRI_CAUSE_SIZE]++;
		runtime_leave();
	}
	return false;
}

static leaf_label zero(void)
{
	return model_const(8, 0);
}

static leaf_label character(leaf_label label, int c)
{
	return label ? model_unary(PRI_OP_TRUNC, 8, label) : model_const(8, (unsigned char)c);
}

static size_t measured(const void *self, const char *text, size_t n, size_t result)
{
	if (!begin(text, n, 0))
		return result;
	leaf_label len = model_const(64, n);
	for (size_t i = n; i-- > 0;)
		len = model_choose(model_equal(model_byte(text + i), zero()), model_const(64, i),
				   len);
	model_answer(self, len, result);
	runtime_leave();
	return result;
}

MODEL size_t leaf_m_strlen(const char *text)
{
	model_taken(leaf_m_strlen);
	size_t len = strlen(text);
	return runtime_is_on() ? measured(leaf_m_strlen, text, model_extent(text, MODEL_MOST), len)
			       : len;
}

MODEL size_t leaf_m_strnlen(const char *text, size_t most)
{
	model_pin(leaf_m_strnlen, 1);
	model_taken(leaf_m_strnlen);
	size_t len = strnlen(text, most);
	size_t limit = most < MODEL_MOST ? most : MODEL_MOST;
	return runtime_is_on() ? measured(leaf_m_strnlen, text, model_extent(text, limit), len)
			       : len;
}

/* What to look for, and what to say if it is not there; `text`: the end of the text ends the search, too. */
struct search {
	const char *at;
	size_t n;
	leaf_label c, otherwise;
	bool text, end_is_place;
};

static leaf_label first(const struct search *search)
{
	leaf_label place = search->otherwise;
	for (size_t i = search->n; i-- > 0;) {
		leaf_label byte = model_byte(search->at + i), here = model_address(search->at + i);
		if (search->text)
			place = model_choose(model_equal(byte, zero()),
					     search->end_is_place ? here : search->otherwise,
					     place);
		place = model_choose(model_equal(byte, search->c), here, place);
	}
	return place;
}

static leaf_label last(const struct search *search)
{
	leaf_label place = search->otherwise, alive = model_const(1, 1);
	for (size_t i = 0; i < search->n; i++) {
		leaf_label byte = model_byte(search->at + i), here = model_address(search->at + i);
		leaf_label is = model_and(alive, model_equal(byte, search->c));
		place = model_choose(is, here, place);
		if (search->text)
			alive = model_and(alive, model_not(model_equal(byte, zero())));
	}
	return place;
}

static void *look(const void *self, leaf_label (*way)(const struct search *search), int c,
		  struct search search, void *result)
{
	leaf_label label = model_argument(self, 1);
	model_taken(self);
	if (!runtime_is_on())
		return result;
	if (search.text)
		search.n = model_extent(search.at, MODEL_MOST);
	if (!begin(search.at, search.n, label))
		return result;
	search.c = character(label, c);
	search.otherwise = model_address(NULL);
	model_answer(self, way(&search), (uintptr_t)result);
	runtime_leave();
	return result;
}

MODEL char *leaf_m_strchr(const char *text, int c)
{
	return look(leaf_m_strchr, first, c, (struct search){ .at = text, .text = true },
		    strchr(text, c));
}

MODEL char *leaf_m_index(const char *text, int c)
{
	return look(leaf_m_index, first, c, (struct search){ .at = text, .text = true },
		    strchr(text, c));
}

MODEL char *leaf_m_strchrnul(const char *text, int c)
{
	return look(leaf_m_strchrnul, first, c,
		    (struct search){ .at = text, .text = true, .end_is_place = true },
		    strchrnul(text, c));
}

MODEL char *leaf_m_strrchr(const char *text, int c)
{
	return look(leaf_m_strrchr, last, c, (struct search){ .at = text, .text = true },
		    strrchr(text, c));
}

MODEL char *leaf_m_rindex(const char *text, int c)
{
	return look(leaf_m_rindex, last, c, (struct search){ .at = text, .text = true },
		    strrchr(text, c));
}

MODEL void *leaf_m_memchr(const void *at, int c, size_t n)
{
	model_pin(leaf_m_memchr, 2);
	return look(leaf_m_memchr, first, c, (struct search){ .at = at, .n = n }, memchr(at, c, n));
}

MODEL void *leaf_m_rawmemchr(const void *at, int c)
{
	void *found = rawmemchr(at, c);
	size_t n = (size_t)((char *)found - (const char *)at) + 1;
	return look(leaf_m_rawmemchr, first, c, (struct search){ .at = at, .n = n }, found);
}

MODEL void *leaf_m_memrchr(const void *at, int c, size_t n)
{
	model_pin(leaf_m_memrchr, 2);
	return look(leaf_m_memrchr, last, c, (struct search){ .at = at, .n = n },
		    memrchr(at, c, n));
}

/* The first place in `n` bytes where `m` others stand. */
static leaf_label whole(const char *at, size_t n, const char *part, size_t m, bool text)
{
	leaf_label place = model_address(NULL);
	for (size_t i = n; i-- > 0;) {
		leaf_label is = model_const(1, i + m <= n);
		for (size_t k = 0; k < m && !model_is(is, false); k++)
			is = model_and(is,
				       model_equal(model_byte(at + i + k), model_byte(part + k)));
		if (text)
			place = model_choose(model_equal(model_byte(at + i), zero()),
					     model_address(NULL), place);
		place = model_choose(is, model_address(at + i), place);
	}
	return place;
}

static void *look_for_whole(const void *self, const char *at, size_t n, const char *part, size_t m,
			    bool text, void *result)
{
	if (!m || n * m > MOST_STEPS || (!shadow_any(at, n) && !shadow_any(part, m)) ||
	    !begin(at, n, 1))
		return result;
	model_answer(self, whole(at, n, part, m, text), (uintptr_t)result);
	runtime_leave();
	return result;
}

MODEL char *leaf_m_strstr(const char *text, const char *part)
{
	char *found = strstr(text, part);
	model_taken(leaf_m_strstr);
	if (!runtime_is_on())
		return found;
	return look_for_whole(leaf_m_strstr, text, model_extent(text, MODEL_MOST), part,
			      strlen(part), true, found);
}

MODEL void *leaf_m_memmem(const void *at, size_t n, const void *part, size_t m)
{
	model_pin(leaf_m_memmem, 1);
	model_pin(leaf_m_memmem, 3);
	model_taken(leaf_m_memmem);
	return look_for_whole(leaf_m_memmem, at, n, part, m, false, memmem(at, n, part, m));
}

/* The first byte of a text that is in a set (or the end): its place, counted from `base`. */
static leaf_label first_of(const char *text, size_t n, const bool set[256], uint64_t base)
{
	leaf_label place = model_const(64, base + n);
	for (size_t i = n; i-- > 0;)
		place = model_choose(model_member(model_byte(text + i), set),
				     model_const(64, base + i), place);
	return place;
}

/* A set of bytes as a text lists them, or all others; the end of a text is in it. */
static void read_set(bool set[256], const char *list, bool others)
{
	for (unsigned i = 0; i < 256; i++)
		set[i] = others;
	for (; *list; list++)
		set[(unsigned char)*list] = !others;
	set[0] = true;
}

static size_t span(const void *self, const char *text, const char *list, bool others, size_t result)
{
	bool set[256];
	model_taken(self);
	size_t n = runtime_is_on() ? model_extent(text, MODEL_MOST) : 0;
	if (!begin(text, n, 0))
		return result;
	read_set(set, list, others);
	model_answer(self, first_of(text, n, set, 0), result);
	runtime_leave();
	return result;
}

MODEL size_t leaf_m_strspn(const char *text, const char *list)
{
	return span(leaf_m_strspn, text, list, true, strspn(text, list));
}

MODEL size_t leaf_m_strcspn(const char *text, const char *list)
{
	return span(leaf_m_strcspn, text, list, false, strcspn(text, list));
}

MODEL char *leaf_m_strpbrk(const char *text, const char *list)
{
	bool set[256];
	char *result = strpbrk(text, list);
	model_taken(leaf_m_strpbrk);
	size_t n = runtime_is_on() ? model_extent(text, MODEL_MOST) : 0;
	if (!begin(text, n, 0))
		return result;
	read_set(set, list, false);
	leaf_label place = model_address(NULL);
	for (size_t i = n; i-- > 0;) {
		leaf_label byte = model_byte(text + i);
		leaf_label here = model_choose(model_equal(byte, zero()), model_address(NULL),
					       model_address(text + i));
		place = model_choose(model_member(byte, set), here, place);
	}
	model_answer(leaf_m_strpbrk, place, (uintptr_t)result);
	runtime_leave();
	return result;
}

/* models_number.c - numbers from text, classes of characters, byte order. */
#include "leafrt/model.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Characters behind the number's end that might have belonged to it. */
#define BEYOND 6u
#define MOST_TEXT 80u

/*
 * Reading a number, character by character: each flag is one bit, and says what was read just before.
 *
 *   space, sign, zero, digits   nothing but spaces; a sign; a first 0; digits, with those below `x`
 *   x                           0x
 *   value                       of the digits so far; 32 bits if the text is too short for more, else 64
 *   end                         64 bits, address behind the last digit
 */
struct reading {
	leaf_label space, sign, zero, digits, x;
	leaf_label negative, over, value, end;
	unsigned base, bits;
	uint64_t limit;
};

static leaf_label is_char(leaf_label byte, char c)
{
	return model_equal(byte, model_const(8, (unsigned char)c));
}

static leaf_label below(leaf_label byte, unsigned limit)
{
	return model_binary(PRI_OP_ULT, 1, byte, model_const(8, limit));
}

/* What a character counts for, 255 if it is no digit of any base. */
static leaf_label digit_of(leaf_label byte, unsigned base)
{
	leaf_label decimal = model_binary(PRI_OP_SUB, 8, byte, model_const(8, '0'));
	if (base <= 10)
		return decimal;
	leaf_label lower = model_binary(PRI_OP_OR, 8, byte, model_const(8, 0x20));
	leaf_label from_a = model_binary(PRI_OP_SUB, 8, lower, model_const(8, 'a'));
	leaf_label letter = model_choose(below(from_a, 26),
					 model_binary(PRI_OP_ADD, 8, from_a, model_const(8, 10)),
					 model_const(8, 255));
	return model_choose(below(decimal, 10), decimal, letter);
}

static leaf_label is_space(leaf_label byte)
{
	static const bool spaces[256] = { ['\t'] = true, ['\n'] = true, ['\v'] = true,
					  ['\f'] = true, ['\r'] = true, [' '] = true };
	return model_member(byte, spaces);
}

/* Would another digit go beyond the limit? */
static leaf_label goes_over(const struct reading *r, leaf_label digit)
{
	leaf_label most = model_const(r->bits, r->limit / r->base);
	leaf_label beyond = model_binary(PRI_OP_UGT, 1, digit,
					 model_const(r->bits, r->limit % r->base));
	return model_or(model_binary(PRI_OP_UGT, 1, r->value, most),
			model_and(model_equal(r->value, most), beyond));
}

static void read_char(struct reading *r, const char *at, bool may_go_over)
{
	leaf_label byte = model_byte(at), no = model_const(1, 0);
	leaf_label digit = digit_of(byte, r->base);
	leaf_label begun = model_or(model_or(r->space, r->sign), model_or(r->digits, r->x));
	leaf_label more = model_and(begun, below(digit, r->base));
	leaf_label wide = model_unary(PRI_OP_ZEXT, r->bits, digit);
	if (may_go_over)
		r->over = model_or(r->over, model_and(more, goes_over(r, wide)));
	leaf_label base = model_const(r->bits, r->base);
	leaf_label scaled = model_binary(PRI_OP_MUL, r->bits, r->value, base);
	r->value = model_choose(more, model_binary(PRI_OP_ADD, r->bits, scaled, wide), r->value);
	r->end = model_choose(more, model_address(at + 1), r->end);
	leaf_label minus = model_and(r->space, is_char(byte, '-'));
	leaf_label first = model_and(model_or(r->space, r->sign), is_char(byte, '0'));
	leaf_label is_x = model_or(is_char(byte, 'x'), is_char(byte, 'X'));
	r->x = r->base == 16 ? model_and(r->zero, is_x) : no;
	r->zero = first;
	r->sign = model_or(minus, model_and(r->space, is_char(byte, '+')));
	r->negative = model_or(r->negative, minus);
	r->space = model_and(r->space, is_space(byte));
	r->digits = more;
}

static bool is_over(const struct reading *r)
{
	return model_is(r->space, false) && model_is(r->sign, false) &&
	       model_is(r->digits, false) && model_is(r->x, false);
}

static void read_number(struct reading *r, const char *text, size_t n)
{
	leaf_label no = model_const(1, 0);
	__int128 bound = 1;
	for (size_t i = 0; i < n && bound >> 32 == 0; i++)
		bound *= r->base;
	r->bits = bound >> 32 == 0 ? 32 : 64;
	bound = 1;
	r->sign = r->zero = r->digits = r->x = r->negative = r->over = no;
	r->space = model_const(1, 1);
	r->value = model_const(r->bits, 0);
	r->end = model_address(text);
	for (size_t i = 0; i < n && !is_over(r); i++) {
		bound = bound > r->limit ? bound : bound * r->base;
		read_char(r, text + i, bound > r->limit);
	}
}

static leaf_label number_of(const struct reading *r, bool is_signed)
{
	leaf_label plus = r->bits == 64 ? r->value : model_unary(PRI_OP_ZEXT, 64, r->value);
	leaf_label minus = model_unary(PRI_OP_NEG, 64, plus);
	leaf_label number = model_choose(r->negative, minus, plus);
	leaf_label most = model_const(64, is_signed ? (uint64_t)LONG_MAX : ULONG_MAX);
	if (is_signed)
		most = model_choose(r->negative, model_const(64, (uint64_t)LONG_MIN), most);
	return model_choose(r->over, most, number);
}

/* Base 0 is what it is in this run. */
static unsigned base_of(const char *text, int base)
{
	while (isspace((unsigned char)*text))
		text++;
	text += *text == '-' || *text == '+';
	if (base)
		return (unsigned)base;
	if (*text != '0')
		return 10;
	return text[1] == 'x' || text[1] == 'X' ? 16 : 8;
}

/* Label the result of a function that has read a number: `bits` of it, and the address behind it at `end`, which may be NULL. */
static void number(const void *self, const char *text, char **end, int base, bool is_signed,
		   unsigned bits, uint64_t result)
{
	char *stop;
	if (!runtime_is_on() || base < 0 || base == 1 || base > 36)
		return;
	(void)strtoul(text, &stop, base);
	size_t n = model_extent(text, (size_t)(stop - text) + BEYOND);
	if (n > MOST_TEXT || !shadow_any(text, n) || !runtime_enter())
		return;
	struct reading r = { .base = base_of(text, base),
			     .limit = is_signed ? (uint64_t)LONG_MAX : ULONG_MAX };
	read_number(&r, text, n);
	leaf_label label = number_of(&r, is_signed);
	if (bits < 64)
		label = model_unary(PRI_OP_TRUNC, bits, label);
	model_answer(self, label, result);
	if (end && expr_at(r.end)->value == (uintptr_t)*end)
		shadow_store(end, sizeof *end, r.end);
	runtime_leave();
}

#define NUMBER_MODEL(name, of, type, is_signed)                                                    \
	MODEL type leaf_m_##name(const char *text, char **end, int base)                           \
	{                                                                                          \
		char *stop;                                                                        \
		model_taken(leaf_m_##name);                                                        \
		type result = of(text, &stop, base);                                               \
		if (end)                                                                           \
			*end = stop;                                                               \
		if (end)                                                                           \
			leaf_forget(end, sizeof *end);                                             \
		number(leaf_m_##name, text, end, base, is_signed, 64, (uint64_t)result);           \
		return result;                                                                     \
	}
NUMBER_MODEL(strtol, strtol, long, true)
NUMBER_MODEL(strtoll, strtoll, long long, true)
NUMBER_MODEL(strtoul, strtoul, unsigned long, false)
NUMBER_MODEL(strtoull, strtoull, unsigned long long, false)
NUMBER_MODEL(strtoimax, strtoll, long long, true)
NUMBER_MODEL(strtoumax, strtoull, unsigned long long, false)
NUMBER_MODEL(__isoc23_strtol, strtol, long, true)
NUMBER_MODEL(__isoc23_strtoll, strtoll, long long, true)
NUMBER_MODEL(__isoc23_strtoul, strtoul, unsigned long, false)
NUMBER_MODEL(__isoc23_strtoull, strtoull, unsigned long long, false)

#define TEXT_NUMBER_MODEL(name, type, bits)                                                        \
	MODEL type leaf_m_##name(const char *text)                                                 \
	{                                                                                          \
		model_taken(leaf_m_##name);                                                        \
		type result = (type)strtol(text, NULL, 10);                                        \
		number(leaf_m_##name, text, NULL, 10, true, bits, (uint64_t)result);               \
		return result;                                                                     \
	}
TEXT_NUMBER_MODEL(atoi, int, 32)
TEXT_NUMBER_MODEL(atol, long, 64)
TEXT_NUMBER_MODEL(atoll, long long, 64)

/* The byte that a character is, with whether it is one and not EOF or beyond. */
static leaf_label byte_of(leaf_label label, leaf_label *is_byte)
{
	*is_byte = model_binary(PRI_OP_ULT, 1, label, model_const(32, 256));
	return model_unary(PRI_OP_TRUNC, 8, label);
}

static void classified(const void *self, leaf_label label, int (*class)(int), int result)
{
	bool set[256];
	leaf_label is_byte;
	if (!label || !runtime_enter())
		return;
	for (int i = 0; i < 256; i++)
		set[i] = class(i) != 0;
	leaf_label byte = byte_of(label, &is_byte);
	leaf_label is = model_and(is_byte, model_member(byte, set));
	label = model_choose(is, model_const(32, result ? (unsigned)result : 1u),
			     model_const(32, 0));
	model_answer(self, label, (uint64_t)result);
	runtime_leave();
}

#define CLASS_MODEL(name)                                                                          \
	MODEL int leaf_m_##name(int c)                                                             \
	{                                                                                          \
		leaf_label label = model_argument(leaf_m_##name, 0);                               \
		int result = (name)(c);                                                            \
		model_taken(leaf_m_##name);                                                        \
		classified(leaf_m_##name, label, name, result);                                    \
		return result;                                                                     \
	}
CLASS_MODEL(isalnum)
CLASS_MODEL(isalpha)
CLASS_MODEL(isblank)
CLASS_MODEL(iscntrl)
CLASS_MODEL(isdigit)
CLASS_MODEL(isgraph)
CLASS_MODEL(islower)
CLASS_MODEL(isprint)
CLASS_MODEL(ispunct)
CLASS_MODEL(isspace)
CLASS_MODEL(isupper)
CLASS_MODEL(isxdigit)

/* Characters that are changed by the same distance, together. */
static void changed(const void *self, leaf_label label, int (*change)(int), int result)
{
	leaf_label is_byte;
	if (!label || !runtime_enter())
		return;
	leaf_label byte = byte_of(label, &is_byte), to = label;
	for (int distance = -128; distance < 128; distance++) {
		bool set[256], any = false;
		for (int i = 0; i < 256; i++)
			any |= set[i] = distance && change(i) - i == distance;
		if (!any)
			continue;
		leaf_label is = model_and(is_byte, model_member(byte, set));
		to = model_choose(
			is,
			model_binary(PRI_OP_ADD, 32, label, model_const(32, (unsigned)distance)),
			to);
	}
	model_answer(self, to, (uint64_t)result);
	runtime_leave();
}

#define CHANGE_MODEL(name)                                                                         \
	MODEL int leaf_m_##name(int c)                                                             \
	{                                                                                          \
		leaf_label label = model_argument(leaf_m_##name, 0);                               \
		int result = (name)(c);                                                            \
		model_taken(leaf_m_##name);                                                        \
		changed(leaf_m_##name, label, name, result);                                       \
		return result;                                                                     \
	}
CHANGE_MODEL(toupper)
CHANGE_MODEL(tolower)

#define ABSOLUTE_MODEL(name, type, bits)                                                           \
	MODEL type leaf_m_##name(type value)                                                       \
	{                                                                                          \
		leaf_label label = model_argument(leaf_m_##name, 0);                               \
		model_taken(leaf_m_##name);                                                        \
		model_return(leaf_m_##name, leaf_un(PRI_WHAT(PRI_OP_ABS, bits), label));           \
		return name(value);                                                                \
	}
ABSOLUTE_MODEL(abs, int, 32)
ABSOLUTE_MODEL(labs, long, 64)
ABSOLUTE_MODEL(llabs, long long, 64)

#define ORDER_MODEL(name, type, bits)                                                              \
	MODEL type leaf_m_##name(type value)                                                       \
	{                                                                                          \
		leaf_label label = model_argument(leaf_m_##name, 0);                               \
		model_taken(leaf_m_##name);                                                        \
		model_return(leaf_m_##name, leaf_un(PRI_WHAT(PRI_OP_BSWAP, bits), label));         \
		return (name)(value);                                                              \
	}
ORDER_MODEL(htonl, uint32_t, 32)
ORDER_MODEL(ntohl, uint32_t, 32)
ORDER_MODEL(htons, uint16_t, 16)
ORDER_MODEL(ntohs, uint16_t, 16)

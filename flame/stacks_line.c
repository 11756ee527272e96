/* stacks_line.c - the count at the end of a folded line. */
#include "flame/stacks_line.h"

/* digits × 10^exponent */
struct number {
	stacks_sum digits;
	int exponent;
};

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* [0-9]*(\.[0-9]*)?([eE][+-]?[0-9]+)? with a digit before the exponent, up to 'end'. */
static int parse(struct number *number, const char *at, const char *end)
{
	enum { EXPONENT_MAX = 99, DIGITS_MAX = 36 };
	int n_digits = 0, n_kept = 0, exponent = 0, point = 0;
	*number = (struct number){ 0 };
	for (; at < end && (is_digit(*at) || (*at == '.' && !point)); at++) {
		if (*at == '.') {
			point = 1;
			continue;
		}
		n_digits++;
		number->exponent -= point;
		if (n_kept < DIGITS_MAX) {
			number->digits = 10 * number->digits + (unsigned)(*at - '0');
			n_kept += number->digits > 0;
		} else {
			number->exponent++;
		}
	}
	if (n_digits && at < end && (*at == 'e' || *at == 'E')) {
		int sign = 1, n = 0;
		at++;
		if (at < end && (*at == '+' || *at == '-'))
			sign = *at++ == '-' ? -1 : 1;
		for (; at < end && is_digit(*at) && exponent < EXPONENT_MAX; at++, n++)
			exponent = 10 * exponent + (*at - '0');
		if (!n)
			return 0;
		number->exponent += sign * exponent;
	}
	return n_digits && at == end;
}

/* As an integer of 10^-decimals with as few decimals as do; NULL or what is wrong. */
static const char *settle(stacks_sum *count, unsigned *decimals, struct number number)
{
	const stacks_sum most = (stacks_sum)1 << 100; /* leaves room for 2^28 of them */
	while (number.exponent < 0 && number.digits % 10 == 0 && number.digits) {
		number.digits /= 10;
		number.exponent++;
	}
	for (; number.exponent < -STACKS_DECIMALS_MAX && number.digits; number.exponent++)
		number.digits = (number.digits +
				 (number.exponent == -STACKS_DECIMALS_MAX - 1 ? 5 : 0)) /
				10;
	if (!number.digits)
		number.exponent = 0;
	for (; number.exponent > 0 && number.digits <= most; number.exponent--)
		number.digits *= 10;
	if (number.digits > most)
		return "the count is too large";
	*count = number.digits;
	*decimals = (unsigned)-number.exponent;
	return NULL;
}

const char *stacks_line_split(stacks_sum *count, unsigned *decimals, const char *line, size_t *len)
{
	const char *end = line + *len, *word;
	while (end > line && is_blank(end[-1]))
		end--;
	word = end;
	while (word > line && !is_blank(word[-1]))
		word--;
	if (word == line)
		return "there is no count behind the stack";
	uint64_t plain = 0;
	const char *at = word;
	for (; at < end && at - word < 19 && is_digit(*at); at++)
		plain = 10 * plain + (unsigned)(*at - '0');
	if (at == end) {
		*count = plain;
		*decimals = 0;
	} else {
		struct number number;
		if (!parse(&number, word, end))
			return *word == '-' ? "the count is negative" : "the last word is no count";
		const char *why = settle(count, decimals, number);
		if (why)
			return why;
	}
	while (word > line && is_blank(word[-1]))
		word--;
	*len = (size_t)(word - line);
	return *len ? NULL : "there is no stack before the count";
}

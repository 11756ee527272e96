/* filter_word.c - words of directives: white space, levels, numbers as Rust reads and shows them. */
#include "trace/digits.h"
#include "trace/filter_struct.h"

#include <stdlib.h>
#include <string.h>

/* ---- characters ---- */

static int is_space(uint32_t code)
{
	return (code >= 9 && code <= 13) || code == ' ' || code == 0x85 || code == 0xa0 ||
	       code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
	       code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

int leaf__is_alnum(uint32_t code)
{
	static const struct {
		uint16_t distance, length;
	} ranges[] = {
#define R(distance, length) { distance, length },
#include "trace/filter_alnum.def"
	};
	if (code < 0x80)
		return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') ||
		       (code >= 'a' && code <= 'z');
	uint32_t end = 0x80;
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		uint32_t start = end + ranges[i].distance;
		if (code < start)
			return 0;
		end = start + ranges[i].length;
		if (code < end)
			return 1;
	}
	return 0;
}

/* ---- words ---- */

struct leaf__word leaf__word_trim(const char *text, size_t len)
{
	uint32_t code;
	while (len) {
		unsigned n = leaf__utf8_char(&code, text, len);
		if (!n || !is_space(code))
			break;
		text += n;
		len -= n;
	}
	while (len) {
		size_t start = len - 1;
		while (start && len - start < 4 && ((unsigned char)text[start] & 0xc0) == 0x80)
			start--;
		if (leaf__utf8_char(&code, text + start, len - start) != len - start ||
		    !is_space(code))
			break;
		len = start;
	}
	return (struct leaf__word){ text, len };
}

int leaf__word_equal(struct leaf__word a, struct leaf__word b)
{
	return a.len == b.len && (!a.len || memcmp(a.text, b.text, a.len) == 0);
}

int leaf__word_cmp(struct leaf__word a, struct leaf__word b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.text, b.text, common) : 0;
	if (order)
		return order;
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return (a.text != NULL) - (b.text != NULL);
}

int leaf__word_copy(struct leaf__arena *arena, struct leaf__word *word)
{
	if (word->text)
		word->text = leaf__arena_strndup(arena, word->text, word->len);
	else
		return 1;
	return word->text != NULL;
}

/* ---- levels ---- */

static const char *const level_names[] = { "off", "error", "warn", "info", "debug", "trace" };

const char *leaf__level_name(unsigned level)
{
	return level_names[level];
}

static int equal_but_case(struct leaf__word word, const char *lower)
{
	size_t i = 0;
	for (; i < word.len && lower[i]; i++) {
		char c = word.text[i];
		if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower[i])
			return 0;
	}
	return i == word.len && !lower[i];
}

int leaf__level_read(struct leaf__word word, unsigned *level)
{
	uint64_t number;
	if (leaf__read_u64(word, &number)) {
		*level = (unsigned)number;
		return number <= LEAF_LEVEL_TRACE;
	}
	for (unsigned i = 0; i <= LEAF_LEVEL_TRACE; i++) {
		if (equal_but_case(word, level_names[i])) {
			*level = i;
			return 1;
		}
	}
	return 0;
}

/* ---- numbers: u64, i64 and f64 of Rust's parse() ---- */

static int read_digits(struct leaf__word word, uint64_t *out)
{
	uint64_t number = 0;
	for (size_t i = 0; i < word.len; i++) {
		char c = word.text[i];
		if (c < '0' || c > '9' || __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, (unsigned)(c - '0'), &number))
			return 0;
	}
	*out = number;
	return word.len > 0;
}

static struct leaf__word without_sign(struct leaf__word word)
{
	if (word.len && (*word.text == '+' || *word.text == '-'))
		return (struct leaf__word){ word.text + 1, word.len - 1 };
	return word;
}

int leaf__read_u64(struct leaf__word word, uint64_t *out)
{
	if (word.len && *word.text == '-')
		return 0;
	return read_digits(without_sign(word), out);
}

int leaf__read_i64(struct leaf__word word, int64_t *out)
{
	int negative = word.len && *word.text == '-';
	uint64_t magnitude;
	if (!read_digits(without_sign(word), &magnitude) ||
	    magnitude > (uint64_t)INT64_MAX + (uint64_t)negative)
		return 0;
	*out = (int64_t)(negative ? 0 - magnitude : magnitude);
	return 1;
}

/* The shape of a decimal number: where its parts are. */
struct decimal {
	size_t n_digits; /* before the exponent, point left out */
	long exponent;	 /* of ten, with the digits read as a whole number */
};

static int read_exponent(struct leaf__word word, size_t at, long *exponent)
{
	int negative = at < word.len && word.text[at] == '-';
	long number = 0;
	if (at < word.len && (word.text[at] == '+' || word.text[at] == '-'))
		at++;
	if (at == word.len)
		return 0;
	for (; at < word.len; at++) {
		if (word.text[at] < '0' || word.text[at] > '9')
			return 0;
		if (number < 1000000) /* further digits change nothing */
			number = number * 10 + (word.text[at] - '0');
	}
	*exponent += negative ? -number : number;
	return 1;
}

/* Digits with at most one point, perhaps an exponent. The digits go to 'digits' if it is there. */
static int read_decimal(struct leaf__word word, struct decimal *out, char *digits)
{
	size_t at = 0;
	int point = 0;
	*out = (struct decimal){ 0, 0 };
	for (; at < word.len; at++) {
		char c = word.text[at];
		if (c == '.' && !point) {
			point = 1;
		} else if (c >= '0' && c <= '9') {
			if (digits)
				digits[out->n_digits] = c;
			out->n_digits++;
			out->exponent -= point;
		} else {
			break;
		}
	}
	if (!out->n_digits)
		return 0;
	if (at < word.len && (word.text[at] == 'e' || word.text[at] == 'E'))
		return read_exponent(word, at + 1, &out->exponent);
	return at == word.len;
}

/* strtod reads a whole number with an exponent the same way in every locale. */
static int decimal_to_f64(struct leaf__word word, double *out)
{
	enum { ROOM = 1024 };
	char text[ROOM + 32];
	struct decimal decimal;
	if (!read_decimal(word, &decimal, NULL) || decimal.n_digits > ROOM)
		return 0;
	read_decimal(word, &decimal, text);
	char *end = text + decimal.n_digits;
	*end++ = 'e';
	end = leaf__put_i64(end, decimal.exponent);
	*end = '\0';
	*out = strtod(text, NULL);
	return 1;
}

int leaf__read_f64(struct leaf__word word, double *out)
{
	int negative = word.len && *word.text == '-';
	struct leaf__word rest = without_sign(word);
	double number;
	if (equal_but_case(rest, "inf") || equal_but_case(rest, "infinity"))
		number = __builtin_inf();
	else if (equal_but_case(rest, "nan"))
		number = __builtin_nan("");
	else if (!decimal_to_f64(rest, &number))
		return 0;
	*out = negative ? -number : number;
	return 1;
}

/* ---- f64 as Rust's {} shows it: shortest digits, never an exponent ---- */

static void show_zeros(struct leaf__out_text *out, long n)
{
	for (; n > 0; n--)
		leaf__out_char(out, '0');
}

void leaf__show_f64(struct leaf__out_text *out, double number)
{
	char shown[LEAF__NUMBER_ROOM], digits[LEAF__NUMBER_ROOM] = "";
	struct decimal decimal;
	size_t len = (size_t)(leaf__put_float(shown, &number, sizeof number) - shown);
	struct leaf__word word = { shown, len };
	if (*shown == '-') {
		leaf__out_char(out, '-');
		word = without_sign(word);
	}
	if (!read_decimal(word, &decimal, digits)) {
		leaf__out_bytes(out, word.text, word.len); /* inf, NaN */
		return;
	}
	size_t lead = 0, n = decimal.n_digits;
	while (lead + 1 < n && digits[lead] == '0')
		lead++;
	while (n > lead + 1 && digits[n - 1] == '0') {
		n--;
		decimal.exponent++;
	}
	long whole = (long)(n - lead) + decimal.exponent; /* digits before the point */
	if (digits[lead] == '0') {
		leaf__out_char(out, '0');
	} else if (whole <= 0) {
		leaf__out_bytes(out, "0.", 2);
		show_zeros(out, -whole);
		leaf__out_bytes(out, digits + lead, n - lead);
	} else if (decimal.exponent >= 0) {
		leaf__out_bytes(out, digits + lead, n - lead);
		show_zeros(out, decimal.exponent);
	} else {
		leaf__out_bytes(out, digits + lead, (size_t)whole);
		leaf__out_char(out, '.');
		leaf__out_bytes(out, digits + lead + whole, n - lead - (size_t)whole);
	}
}

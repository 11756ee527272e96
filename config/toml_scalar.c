/* toml_scalar.c - TOML values of one word: numbers, booleans, dates and times. */
#include "config/toml_read.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORD = 256 };

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* ---- dates and times ---- */

/* n digits, a number of at least 'low' and at most 'high'; NULL if they are not there. */
static const char *number(const char *at, int n, int low, int high, int *value)
{
	*value = 0;
	for (int i = 0; i < n; i++, at++) {
		if (!is_digit(*at))
			return NULL;
		*value = *value * 10 + (*at - '0');
	}
	return *value >= low && *value <= high ? at : NULL;
}

static const char *past(const char *at, char byte)
{
	return at && *at == byte ? at + 1 : NULL;
}

static int days_of(int year, int month)
{
	static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

static const char *date(const char *at)
{
	int year, month, day;
	at = past(number(at, 4, 0, 9999, &year), '-');
	at = at ? past(number(at, 2, 1, 12, &month), '-') : NULL;
	return at ? number(at, 2, 1, days_of(year, month), &day) : NULL;
}

static const char *time_of_day(const char *at)
{
	int hour, minute, second;
	at = past(number(at, 2, 0, 23, &hour), ':');
	at = at ? past(number(at, 2, 0, 59, &minute), ':') : NULL;
	at = at ? number(at, 2, 0, 60, &second) : NULL;
	if (!at || *at != '.')
		return at;
	if (!is_digit(*++at))
		return NULL;
	while (is_digit(*at))
		at++;
	return at;
}

static const char *offset(const char *at)
{
	int hours, minutes;
	if (*at == 'Z' || *at == 'z')
		return at + 1;
	if (*at != '+' && *at != '-')
		return at;
	at = past(number(at + 1, 2, 0, 23, &hours), ':');
	return at ? number(at, 2, 0, 59, &minutes) : NULL;
}

/* Source: TOML 1.0.0, which takes the forms of RFC 3339. */
static bool is_time(const char *word)
{
	const char *at = time_of_day(word);
	if (at)
		return !*at;
	at = date(word);
	if (!at || !*at)
		return at != NULL;
	if (!strchr("Tt ", *at))
		return false;
	at = time_of_day(at + 1);
	at = at ? offset(at) : NULL;
	return at && !*at;
}

/* ---- numbers ---- */

/* Copy digits of a base without their underscores; NULL if one does not stand between two. */
static const char *digits(const char *at, unsigned base, char **out)
{
	const char *from = at;
	for (;; at++) {
		char low = (char)(*at | 0x20);
		unsigned digit = is_digit(*at)		    ? (unsigned)(*at - '0')
				 : low >= 'a' && low <= 'f' ? (unsigned)(low - 'a') + 10
							    : 99;
		if (digit < base)
			*(*out)++ = *at;
		else if (*at != '_')
			break;
		else if (at == from || at[-1] == '_')
			return NULL;
	}
	return at == from || at[-1] == '_' ? NULL : at;
}

/* 0x, 0o, 0b. */
static bool read_based(const char *word, struct toml_value *out, bool *in_range)
{
	char clean[MAX_WORD], *to = clean;
	unsigned base = word[1] == 'x' ? 16 : word[1] == 'o' ? 8 : word[1] == 'b' ? 2 : 0;
	const char *end = base && word[0] == '0' ? digits(word + 2, base, &to) : NULL;
	if (!end || *end)
		return false;
	*to = 0;
	errno = 0;
	unsigned long long value = strtoull(clean, NULL, (int)base);
	*in_range = !errno && value <= INT64_MAX;
	out->kind = TOML_INTEGER;
	out->integer = (int64_t)value;
	return true;
}

static bool read_special(const char *word, struct toml_value *out)
{
	const char *bare = word + (*word == '+' || *word == '-');
	bool not_a_number = !strcmp(bare, "nan");
	if (!not_a_number && strcmp(bare, "inf") != 0)
		return false;
	out->kind = TOML_FLOAT;
	out->real = not_a_number ? (double)NAN : (double)INFINITY;
	if (*word == '-')
		out->real = -out->real;
	return true;
}

/* The fraction and the exponent. */
static const char *read_rest(const char *at, char **to)
{
	if (*at == '.') {
		*(*to)++ = *at++;
		at = digits(at, 10, to);
	}
	if (at && (*at == 'e' || *at == 'E')) {
		*(*to)++ = *at++;
		if (*at == '+' || *at == '-')
			*(*to)++ = *at++;
		at = digits(at, 10, to);
	}
	return at;
}

static bool read_decimal(const char *word, struct toml_value *out, bool *in_range)
{
	char clean[MAX_WORD], *to = clean;
	const char *at = word;
	if (*at == '+' || *at == '-')
		*to++ = *at++;
	const char *whole = at;
	at = digits(at, 10, &to);
	if (!at || (at - whole > 1 && *whole == '0'))
		return false;
	bool real = *at;
	at = read_rest(at, &to);
	if (!at || *at)
		return false;
	*to = 0;
	errno = 0;
	if (real) {
		out->kind = TOML_FLOAT;
		out->real = strtod(clean, NULL);
		return true;
	}
	out->kind = TOML_INTEGER;
	out->integer = strtoll(clean, NULL, 10);
	*in_range = !errno;
	return true;
}

/* ---- all ---- */

/* The length of the word here; a date and a time may have a blank between them. */
static size_t word_length(const struct toml_reader *reader)
{
	const char *text = reader->text + reader->at;
	size_t left = reader->len - reader->at, n = 0;
	while (n < left && (is_digit(text[n]) || is_letter(text[n]) || strchr("+-._:", text[n])))
		n++;
	if (n == 10 && text[4] == '-' && left > 12 && text[10] == ' ' && is_digit(text[11])) {
		n++;
		while (n < left && (is_digit(text[n]) || strchr("Zz+-.:", text[n])))
			n++;
	}
	return n;
}

static bool read_word(const char *word, struct toml_value *out, bool *in_range)
{
	*in_range = true;
	if (!strcmp(word, "true") || !strcmp(word, "false")) {
		out->kind = TOML_BOOLEAN;
		out->boolean = *word == 't';
		return true;
	}
	if (is_time(word)) {
		out->kind = TOML_TIME;
		return true;
	}
	return read_special(word, out) || read_based(word, out, in_range) ||
	       read_decimal(word, out, in_range);
}

leaf_err toml_read_scalar(struct toml_reader *reader, struct toml_value *out)
{
	char word[MAX_WORD];
	bool in_range;
	size_t len = word_length(reader);
	if (!len)
		return toml_fail(reader->toml, reader->at, LEAF_E_SYNTAX,
				 "a value is missing here; text stands in \"quotes\"");
	if (len >= sizeof word)
		return toml_fail(reader->toml, reader->at, LEAF_E_SYNTAX, "this is no value");
	memcpy(word, reader->text + reader->at, len);
	word[len] = 0;
	if (!read_word(word, out, &in_range))
		return toml_fail(reader->toml, reader->at, LEAF_E_SYNTAX,
				 "'%s' is no value; text stands in \"quotes\"", word);
	if (!in_range)
		return toml_fail(reader->toml, reader->at, LEAF_E_SYNTAX,
				 "'%s' does not fit into 64 bits", word);
	out->text = leaf__arena_strndup(&reader->toml->arena, word, len);
	out->len = (uint32_t)len;
	reader->at += len;
	return out->text ? LEAF_E_OK
			 : leaf_fail(LEAF_E_NOMEM, "no memory to read '%s'", reader->toml->name);
}

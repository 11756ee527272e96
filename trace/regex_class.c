/* regex_class.c - [...] and backslash escapes of regular expressions. */
#include "trace/escape.h"
#include "trace/regex_struct.h"

#include <string.h>

enum { DEPTH_MAX = 100 };

/* ---- escapes ---- */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The rest of \xhh, \uhhhh, \Uhhhhhhhh or \x{h…}; text is at the letter. 0: error. */
static size_t read_hex(uint32_t *code, const char *text, size_t len, unsigned flags)
{
	size_t digits = *text == 'x' ? 2 : *text == 'u' ? 4 : 8;
	size_t at = 1;
	int braced = at < len && text[at] == '{';
	uint32_t number = 0;
	at += (size_t)braced;
	size_t start = at;
	while (at < len && hex_value(text[at]) >= 0 && (braced || at - start < digits)) {
		number = number * 16 + (uint32_t)hex_value(text[at]);
		if (number > LEAF__CODE_MAX)
			return 0;
		at++;
	}
	if (braced ? at == start || at == len || text[at] != '}' : at - start < digits)
		return 0;
	if (number >= 0xd800 && number < 0xe000)
		return 0;
	if (!(flags & LEAF__REGEX_UNICODE) && !braced && digits == 2 && number > 0x7f)
		return 0; /* half a character */
	*code = number;
	return at + (size_t)braced;
}

/* \d, \s and \w, where they mean ASCII. Their opposites would match half a character. */
static size_t read_perl(struct leaf__escape *out, char letter, unsigned flags,
			struct leaf__arena *arena)
{
	const char *name = letter == 'd' ? "digit" : letter == 's' ? "space" : "word";
	if (flags & LEAF__REGEX_UNICODE)
		return 0;
	out->is_set = 1;
	return leaf__charset_named(&out->set, name, strlen(name), arena) > 0 ? 2 : 0;
}

size_t leaf__regex_escape(struct leaf__escape *out, const char *text, size_t len, unsigned flags,
			  struct leaf__arena *arena)
{
	static const char letters[] = "aftnrv", codes[] = "\a\f\t\n\r\v";
	*out = (struct leaf__escape){ 0 };
	if (len < 2 || (unsigned char)text[1] > 0x7f)
		return 0;
	char c = text[1];
	const char *letter = strchr(letters, c);
	if (c && letter) {
		out->code = (uint32_t)codes[letter - letters];
		return 2;
	}
	if (c == 'x' || c == 'u' || c == 'U') {
		size_t n = read_hex(&out->code, text + 1, len - 1, flags);
		return n ? n + 1 : 0;
	}
	if (c == 'd' || c == 's' || c == 'w')
		return read_perl(out, c, flags, arena);
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    c == '<' || c == '>')
		return 0;
	out->code = (uint32_t)c;
	return 2;
}

/* ---- brackets ---- */

struct reader {
	const char *text;
	size_t len, at;
	unsigned flags, depth;
	struct leaf__arena *arena;
};

static int is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* In (?x), white space and comments do not count. */
static void skip_blanks(struct reader *reader)
{
	if (!(reader->flags & LEAF__REGEX_SPACED))
		return;
	for (; reader->at < reader->len; reader->at++) {
		if (reader->text[reader->at] == '#')
			while (reader->at < reader->len && reader->text[reader->at] != '\n')
				reader->at++;
		if (reader->at == reader->len || !is_blank(reader->text[reader->at]))
			return;
	}
}

static char peek(const struct reader *reader, size_t ahead)
{
	return reader->at + ahead < reader->len ? reader->text[reader->at + ahead] : '\0';
}

static int at_end(const struct reader *reader)
{
	return reader->at >= reader->len;
}

/* The character after the one here that is not blank. */
static char peek_after(const struct reader *reader)
{
	struct reader next = *reader;
	next.at++;
	skip_blanks(&next);
	return peek(&next, 0);
}

/* [:alpha:] or [:^alpha:], if that is what stands here: 1; -1 without memory. */
static int read_named(struct reader *reader, struct leaf__charset *set)
{
	const char *text = reader->text + reader->at;
	size_t left = reader->len - reader->at, at = 2;
	if (left < 4 || text[1] != ':')
		return 0;
	int negated = text[at] == '^';
	at += (size_t)negated;
	size_t start = at;
	while (at < left && text[at] != ':')
		at++;
	if (at + 1 >= left || text[at + 1] != ']')
		return 0;
	struct leaf__charset named = { 0 };
	int found = leaf__charset_named(&named, text + start, at - start, reader->arena);
	if (found <= 0)
		return found;
	if (negated && (!(reader->flags & LEAF__REGEX_UNICODE) ||
			!leaf__charset_negate(&named, reader->arena)))
		return -1;
	reader->at += at + 2;
	return leaf__charset_unite(set, &named, reader->arena) ? 1 : -1;
}

/* One character or escape. */
static int read_item(struct reader *reader, struct leaf__escape *out)
{
	const char *text = reader->text + reader->at;
	size_t left = reader->len - reader->at;
	size_t n;
	if (!left)
		return 0;
	*out = (struct leaf__escape){ 0 };
	if (*text == '\\') {
		n = leaf__regex_escape(out, text, left, reader->flags, reader->arena);
	} else {
		n = leaf__utf8_char(&out->code, text, left);
		if (!n) {
			n = 1;
			out->code = 0xfffd;
		}
		if (out->code > 0x7f && !(reader->flags & LEAF__REGEX_UNICODE))
			return 0;
	}
	reader->at += n;
	skip_blanks(reader);
	return n > 0;
}

/* A character, a range, or a class by escape. */
static int read_range(struct reader *reader, struct leaf__charset *set)
{
	struct leaf__escape from, to;
	if (!read_item(reader, &from))
		return 0;
	char after = peek(reader, 0) == '-' ? peek_after(reader) : ']';
	if (after == ']' || after == '-') {
		if (from.is_set)
			return leaf__charset_unite(set, &from.set, reader->arena);
		return leaf__charset_add(set, from.code, from.code, reader->arena);
	}
	reader->at++;
	skip_blanks(reader);
	if (!read_item(reader, &to) || from.is_set || to.is_set || from.code > to.code)
		return 0;
	return leaf__charset_add(set, from.code, to.code, reader->arena);
}

/* In (?i) the classes need tables that are not there; in (?i-u) only ASCII is meant. */
static int fold(struct reader *reader, struct leaf__charset *set)
{
	if (!(reader->flags & LEAF__REGEX_CASE))
		return 1;
	return !(reader->flags & LEAF__REGEX_UNICODE) && leaf__charset_fold(set, reader->arena);
}

/* left = left OP right, where OP is '\0' for the first operand. */
static int combine(struct reader *reader, struct leaf__charset *left, char op,
		   struct leaf__charset *right)
{
	struct leaf__charset both = { 0 };
	if (!fold(reader, right))
		return 0;
	switch (op) {
	case '&':
		return leaf__charset_intersect(left, right, reader->arena);
	case '-':
		return leaf__charset_subtract(left, right, reader->arena);
	case '~':
		return leaf__charset_unite(&both, left, reader->arena) &&
		       leaf__charset_intersect(&both, right, reader->arena) &&
		       leaf__charset_unite(left, right, reader->arena) &&
		       leaf__charset_subtract(left, &both, reader->arena);
	default:
		*left = *right;
		return 1;
	}
}

static int read_brackets(struct reader *reader, struct leaf__charset *out);

/* One member of the list: [:name:], a nested [...], a range or a character. */
static int read_member(struct reader *reader, struct leaf__charset *set)
{
	if (peek(reader, 0) != '[')
		return read_range(reader, set);
	int named = read_named(reader, set);
	struct leaf__charset nested = { 0 };
	if (!named)
		named = read_brackets(reader, &nested) &&
			leaf__charset_unite(set, &nested, reader->arena);
	skip_blanks(reader);
	return named > 0;
}

/* After '[' and '^': hyphens, or else one ']', stand for themselves. */
static int read_first(struct reader *reader, struct leaf__charset *set)
{
	int hyphen = 0;
	for (; peek(reader, 0) == '-'; hyphen = 1) {
		reader->at++;
		skip_blanks(reader);
	}
	if (hyphen)
		return leaf__charset_add(set, '-', '-', reader->arena);
	if (peek(reader, 0) != ']')
		return 1;
	reader->at++;
	skip_blanks(reader);
	return leaf__charset_add(set, ']', ']', reader->arena);
}

static int read_brackets(struct reader *reader, struct leaf__charset *out)
{
	struct leaf__charset left = { 0 }, right = { 0 };
	char op = '\0';
	if (++reader->depth > DEPTH_MAX)
		return 0;
	reader->at++;
	skip_blanks(reader);
	int negated = peek(reader, 0) == '^';
	reader->at += (size_t)negated;
	skip_blanks(reader);
	if (!read_first(reader, &right))
		return 0;
	while (!at_end(reader) && peek(reader, 0) != ']') {
		char c = peek(reader, 0);
		if ((c == '&' || c == '-' || c == '~') && peek(reader, 1) == c) {
			if (!combine(reader, &left, op, &right))
				return 0;
			op = c;
			right = (struct leaf__charset){ 0 };
			reader->at += 2;
			skip_blanks(reader);
		} else if (!read_member(reader, &right)) {
			return 0;
		}
	}
	if (at_end(reader) || !combine(reader, &left, op, &right))
		return 0;
	reader->at++;
	reader->depth--;
	if (negated &&
	    (!(reader->flags & LEAF__REGEX_UNICODE) || !leaf__charset_negate(&left, reader->arena)))
		return 0;
	*out = left;
	return 1;
}

size_t leaf__regex_brackets(struct leaf__charset *out, const char *text, size_t len, unsigned flags,
			    struct leaf__arena *arena)
{
	struct reader reader = { text, len, 0, flags, 0, arena };
	return read_brackets(&reader, out) ? reader.at : 0;
}

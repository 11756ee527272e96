/* toml_value.c - a TOML text as a tree of values: strings, arrays, inline tables. */
#include "config/toml_read.h"

#include <string.h>

/* ---- blanks ---- */

char toml_peek(const struct toml_reader *reader, size_t ahead)
{
	return reader->len - reader->at > ahead ? reader->text[reader->at + ahead] : 0;
}

bool toml_comes(const struct toml_reader *reader, const char *bytes)
{
	size_t len = strlen(bytes);
	return reader->len - reader->at >= len && !memcmp(reader->text + reader->at, bytes, len);
}

void toml_skip_blanks(struct toml_reader *reader)
{
	while (toml_peek(reader, 0) == ' ' || toml_peek(reader, 0) == '\t')
		reader->at++;
}

leaf_err toml_skip_lines(struct toml_reader *reader)
{
	for (;;) {
		toml_skip_blanks(reader);
		if (toml_peek(reader, 0) == '#') {
			const char *from = reader->text + reader->at;
			const char *end = memchr(from, '\n', reader->len - reader->at);
			reader->at = end ? (size_t)(end - reader->text) : reader->len;
		}
		if (toml_peek(reader, 0) == '\r')
			reader->at++; /* a '\n' comes next: the bytes have been checked */
		if (toml_peek(reader, 0) != '\n')
			return LEAF_E_OK;
		reader->at++;
	}
}

/* ---- strings ---- */

/* What a string grows in: it is not longer than it is written. */
struct growing {
	char *bytes;
	size_t len;
};

static void put_code(struct growing *out, uint32_t code)
{
	char *to = out->bytes + out->len;
	if (code < 0x80) {
		to[0] = (char)code;
		out->len += 1;
	} else if (code < 0x800) {
		to[0] = (char)(0xc0 | code >> 6);
		to[1] = (char)(0x80 | (code & 0x3f));
		out->len += 2;
	} else if (code < 0x10000) {
		to[0] = (char)(0xe0 | code >> 12);
		to[1] = (char)(0x80 | (code >> 6 & 0x3f));
		to[2] = (char)(0x80 | (code & 0x3f));
		out->len += 3;
	} else {
		to[0] = (char)(0xf0 | code >> 18);
		to[1] = (char)(0x80 | (code >> 12 & 0x3f));
		to[2] = (char)(0x80 | (code >> 6 & 0x3f));
		to[3] = (char)(0x80 | (code & 0x3f));
		out->len += 4;
	}
}

static int hex_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* \u1234 and \U12345678, the reader standing on the letter. */
static leaf_err read_code(struct toml_reader *reader, struct growing *out)
{
	size_t digits = toml_peek(reader, 0) == 'u' ? 4 : 8, at = reader->at - 1;
	uint32_t code = 0;
	reader->at++;
	for (size_t i = 0; i < digits; i++) {
		int digit = hex_digit(toml_peek(reader, 0));
		if (digit < 0)
			return toml_fail(reader->toml, at, LEAF_E_SYNTAX,
					 "%zu hexadecimal digits are needed here", digits);
		code = code << 4 | (uint32_t)digit;
		reader->at++;
	}
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return toml_fail(reader->toml, at, LEAF_E_SYNTAX, "no character has this number");
	put_code(out, code);
	return LEAF_E_OK;
}

/* A backslash at the end of a line: it and all blanks and line ends behind it are nothing. */
static bool skip_line_end(struct toml_reader *reader)
{
	size_t at = reader->at;
	toml_skip_blanks(reader);
	if (toml_peek(reader, 0) != '\n' && toml_peek(reader, 0) != '\r') {
		reader->at = at;
		return false;
	}
	for (char byte = '\n'; byte && strchr(" \t\r\n", byte); byte = toml_peek(reader, 0))
		reader->at++;
	return true;
}

/* Behind a backslash. */
static leaf_err read_escape(struct toml_reader *reader, struct growing *out, bool lines)
{
	static const char letters[] = "btnfr\"\\", meant[] = "\b\t\n\f\r\"\\";
	char letter = toml_peek(reader, 0);
	const char *known = letter ? strchr(letters, letter) : NULL;
	if (known) {
		out->bytes[out->len++] = meant[known - letters];
		reader->at++;
		return LEAF_E_OK;
	}
	if (letter == 'u' || letter == 'U')
		return read_code(reader, out);
	if (lines && skip_line_end(reader))
		return LEAF_E_OK;
	return toml_fail(reader->toml, reader->at - 1, LEAF_E_SYNTAX,
			 "there is no such escape; a backslash is written \\\\, or put the text in "
			 "'single quotes'");
}

/* How many of the quote come next. */
static size_t quotes(const struct toml_reader *reader, char quote)
{
	size_t n = 0;
	while (toml_peek(reader, n) == quote)
		n++;
	return n;
}

/* Whether the string ends here; up to two quotes before the end of a multi-line one belong to it. */
static bool ends(struct toml_reader *reader, struct growing *out, char quote, bool lines)
{
	size_t n = quotes(reader, quote);
	if (lines ? n < 3 : n < 1)
		return false;
	if (!lines) {
		reader->at++;
		return true;
	}
	size_t own = n > 5 ? 2 : n - 3;
	memset(out->bytes + out->len, quote, own);
	out->len += own;
	reader->at += own + 3;
	return true;
}

/* Up to the closing quote, the reader standing behind the opening one. */
static leaf_err read_inside(struct toml_reader *reader, struct growing *out, char quote, bool lines,
			    size_t from)
{
	while (!ends(reader, out, quote, lines)) {
		char byte = toml_peek(reader, 0);
		bool line_end = byte == '\n' || byte == '\r';
		if (reader->at >= reader->len || (line_end && !lines))
			return toml_fail(reader->toml, from, LEAF_E_SYNTAX,
					 "the string that begins here does not end");
		reader->at++;
		if (byte == '\\' && quote == '"')
			LEAF_TRY(read_escape(reader, out, lines));
		else if (byte != '\r') /* the end of a line is one '\n' */
			out->bytes[out->len++] = byte;
	}
	return LEAF_E_OK;
}

leaf_err toml_read_string(struct toml_reader *reader, struct toml_text *out, bool key)
{
	size_t from = reader->at;
	char quote = toml_peek(reader, 0);
	size_t n = quotes(reader, quote);
	bool lines = n >= 3;
	if (lines && key)
		return toml_fail(reader->toml, from, LEAF_E_SYNTAX,
				 "a key cannot have several lines");
	reader->at += lines ? 3 : 1;
	if (lines && toml_comes(reader, "\r\n"))
		reader->at += 2;
	else if (lines && toml_peek(reader, 0) == '\n')
		reader->at++;
	struct growing grown = { reader->scratch, 0 };
	LEAF_TRY(read_inside(reader, &grown, quote, lines, from));
	out->len = (uint32_t)grown.len;
	out->bytes = leaf__arena_strndup(&reader->toml->arena, grown.bytes, grown.len);
	return out->bytes ? LEAF_E_OK
			  : leaf_fail(LEAF_E_NOMEM, "no memory to read '%s'", reader->toml->name);
}

/* ---- arrays, inline tables ---- */

/* Between elements: true if another one may follow, false behind the end. */
static leaf_err read_separator(struct toml_reader *reader, bool *more, char end, const char *what)
{
	char byte = toml_peek(reader, 0);
	if (byte != ',' && byte != end)
		return toml_fail(reader->toml, reader->at, LEAF_E_SYNTAX,
				 "',' or '%c' is missing in the %s", end, what);
	*more = byte == ',';
	reader->at++;
	return LEAF_E_OK;
}

static leaf_err read_array(struct toml_reader *reader, struct toml_value *array)
{
	struct toml_value *element = NULL;
	bool more = true;
	reader->at++;
	while (more) {
		LEAF_TRY(toml_skip_lines(reader));
		if (toml_peek(reader, 0) == ']') {
			reader->at++;
			break;
		}
		LEAF_TRY(toml_read_value(reader, &element));
		toml_append(array, element);
		LEAF_TRY(toml_skip_lines(reader));
		LEAF_TRY(read_separator(reader, &more, ']', "array"));
	}
	return LEAF_E_OK;
}

/* What dotted keys have made in an inline table is complete with it. */
static void complete(struct toml_value *table)
{
	table->origin = TOML_WHOLE;
	for (struct toml_value *entry = table->first; entry; entry = entry->next) {
		if (entry->kind == TOML_TABLE && entry->origin == TOML_DOTTED)
			complete(entry);
	}
}

static leaf_err read_inline_table(struct toml_reader *reader, struct toml_value *table)
{
	bool more = true;
	reader->at++;
	toml_skip_blanks(reader);
	if (toml_peek(reader, 0) == '}') {
		reader->at++;
		return LEAF_E_OK;
	}
	while (more) {
		toml_skip_blanks(reader);
		LEAF_TRY(toml_read_entry(reader, table));
		toml_skip_blanks(reader);
		LEAF_TRY(read_separator(reader, &more, '}', "table"));
	}
	complete(table);
	return LEAF_E_OK;
}

static leaf_err read_nested(struct toml_reader *reader, struct toml_value *value)
{
	value->origin = TOML_WHOLE;
	if (++reader->depth > TOML_MAX_DEPTH)
		return toml_fail(reader->toml, reader->at, LEAF_E_LIMIT,
				 "values are more than %d deep in each other here", TOML_MAX_DEPTH);
	LEAF_TRY(value->kind == TOML_ARRAY ? read_array(reader, value)
					   : read_inline_table(reader, value));
	reader->depth--;
	return LEAF_E_OK;
}

leaf_err toml_read_value(struct toml_reader *reader, struct toml_value **out)
{
	char byte = toml_peek(reader, 0);
	struct toml_text text = { 0 };
	struct toml_value *value = toml_new(reader, TOML_STRING, reader->at);
	if (!value)
		return leaf_fail(LEAF_E_NOMEM, "no memory to read '%s'", reader->toml->name);
	*out = value;
	if (byte == '"' || byte == '\'') {
		LEAF_TRY(toml_read_string(reader, &text, false));
		value->text = text.bytes;
		value->len = text.len;
		return LEAF_E_OK;
	}
	if (byte != '[' && byte != '{')
		return toml_read_scalar(reader, value);
	value->kind = byte == '[' ? TOML_ARRAY : TOML_TABLE;
	return read_nested(reader, value);
}

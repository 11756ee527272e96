/* filter_literal.c - the value that a directive asks of a field: read, compare, show, match. */
#include "trace/digits.h"
#include "trace/filter_struct.h"
#include "trace/show.h"

#include <string.h>

const char leaf__fault_nomem[] = "out of memory";

static int is_word(struct leaf__word word, const char *text)
{
	return word.len == strlen(text) && memcmp(word.text, text, word.len) == 0;
}

/* A literal of a type other than text; 0 if the word is none. */
static int read_plain(struct leaf__literal *out, struct leaf__word word)
{
	if (is_word(word, "true") || is_word(word, "false")) {
		out->kind = LEAF__LITERAL_BOOL;
		out->boolean = *word.text == 't';
	} else if (leaf__read_u64(word, &out->u64)) {
		out->kind = LEAF__LITERAL_U64;
	} else if (leaf__read_i64(word, &out->i64)) {
		out->kind = LEAF__LITERAL_I64;
	} else if (leaf__read_f64(word, &out->f64)) {
		out->kind = out->f64 != out->f64 ? LEAF__LITERAL_NAN : LEAF__LITERAL_F64;
	} else {
		return 0;
	}
	return 1;
}

leaf__filter_fault leaf__literal_read(struct leaf__literal *out, struct leaf__word word,
				      int is_quoted, struct leaf__arena *arena)
{
	*out = (struct leaf__literal){ 0 };
	if (!is_quoted && read_plain(out, word))
		return NULL;
	out->kind = LEAF__LITERAL_PATTERN;
	out->pattern = word;
	const char *fault = leaf__regex_compile(&out->regex, word.text, word.len, arena);
	if (fault)
		return fault;
	if (!out->regex || !leaf__word_copy(arena, &out->pattern))
		return LEAF__FAULT_NOMEM;
	return NULL;
}

int leaf__literal_cmp(const struct leaf__literal *a, const struct leaf__literal *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	switch (a->kind) {
	case LEAF__LITERAL_BOOL:
		return a->boolean - b->boolean;
	case LEAF__LITERAL_F64:
		return (a->f64 > b->f64) - (a->f64 < b->f64);
	case LEAF__LITERAL_U64:
		return (a->u64 > b->u64) - (a->u64 < b->u64);
	case LEAF__LITERAL_I64:
		return (a->i64 > b->i64) - (a->i64 < b->i64);
	case LEAF__LITERAL_PATTERN:
		return leaf__word_cmp(a->pattern, b->pattern);
	default:
		return 0;
	}
}

/* Whether the pattern, written without quotes, would not be read as this pattern. */
static int needs_quotes(struct leaf__word pattern)
{
	struct leaf__literal plain;
	struct leaf__word trimmed = leaf__word_trim(pattern.text, pattern.len);
	if (trimmed.len != pattern.len || read_plain(&plain, pattern))
		return 1;
	for (size_t i = 0; i < pattern.len; i++)
		if (strchr(",}=", pattern.text[i]))
			return 1;
	return 0;
}

void leaf__literal_show(struct leaf__out_text *out, const struct leaf__literal *literal, int compat)
{
	char number[LEAF__NUMBER_ROOM];
	switch (literal->kind) {
	case LEAF__LITERAL_BOOL:
		leaf__out_bytes(out, literal->boolean ? "true" : "false", literal->boolean ? 4 : 5);
		break;
	case LEAF__LITERAL_F64:
		leaf__show_f64(out, literal->f64);
		break;
	case LEAF__LITERAL_NAN:
		leaf__out_bytes(out, "NaN", 3);
		break;
	case LEAF__LITERAL_U64:
		leaf__out_bytes(out, number,
				(size_t)(leaf__put_u64(number, literal->u64) - number));
		break;
	case LEAF__LITERAL_I64:
		leaf__out_bytes(out, number,
				(size_t)(leaf__put_i64(number, literal->i64) - number));
		break;
	case LEAF__LITERAL_PATTERN: {
		int quotes = !compat && needs_quotes(literal->pattern);
		if (quotes)
			leaf__out_char(out, '"');
		leaf__out_bytes(out, literal->pattern.text, literal->pattern.len);
		if (quotes)
			leaf__out_char(out, '"');
		break;
	}
	default:
		break;
	}
}

/* ---- matching ---- */

/* A whole number as tracing tells it: signed or not, of 64 bits. Wider ones are text to it. */
static int integer_matches(const struct leaf__literal *literal, const struct leaf_value *value)
{
	uint64_t number = leaf_value_u64(value);
	if (value->type == LEAF_TYPE_INT) {
		if (literal->kind == LEAF__LITERAL_I64)
			return literal->i64 == (int64_t)number;
		return literal->kind == LEAF__LITERAL_U64 && literal->u64 == number &&
		       (int64_t)number >= 0;
	}
	return literal->kind == LEAF__LITERAL_U64 && literal->u64 == number;
}

static int float_matches(const struct leaf__literal *literal, const struct leaf_value *value)
{
	double number = leaf_value_double(value);
	if (literal->kind == LEAF__LITERAL_NAN)
		return number != number;
	if (literal->kind != LEAF__LITERAL_F64)
		return 0;
	double distance = number - literal->f64; /* NaN between infinities: never equal, as there */
	return (distance < 0 ? -distance : distance) < __DBL_EPSILON__;
}

/* Values that are neither text nor a plain number match by what they look like. */
static int shown_matches(const struct leaf__literal *literal, const struct leaf_value *value)
{
	char shown[256];
	size_t len = leaf_value_show(value, shown, sizeof shown);
	return leaf__regex_matches(literal->regex, shown, len < sizeof shown ? len : sizeof shown);
}

int leaf__literal_matches(const struct leaf__literal *literal, const struct leaf_value *value)
{
	int is_text = literal->kind == LEAF__LITERAL_PATTERN;
	switch (value->type) {
	case LEAF_TYPE_BOOL:
		return literal->kind == LEAF__LITERAL_BOOL &&
		       literal->boolean == (leaf_value_u64(value) != 0);
	case LEAF_TYPE_INT:
	case LEAF_TYPE_UINT:
		if (value->len > 8)
			return is_text && shown_matches(literal, value);
		return integer_matches(literal, value);
	case LEAF_TYPE_FLOAT:
		return float_matches(literal, value);
	case LEAF_TYPE_TEXT:
	case LEAF_TYPE_SHOWN:
		if (!is_text || !value->data)
			return is_text && shown_matches(literal, value);
		return leaf__regex_matches(literal->regex, value->data, value->len);
	default:
		return is_text && shown_matches(literal, value);
	}
}

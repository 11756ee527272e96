/* jsonout.c - JSON, written value by value as it comes. */
#include "leaf/jsonout.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 63 };

static uint64_t bit(unsigned depth)
{
	return (uint64_t)1 << depth;
}

/* The comma before a member, unless it is the first or follows its key. */
static void separate(struct jsonout *json)
{
	if (json->keyed) {
		json->keyed = false;
		return;
	}
	if (json->depth == 0)
		return;
	if (json->begun & bit(json->depth))
		fputc(',', json->out);
	json->begun |= bit(json->depth);
}

static void before_value(struct jsonout *json)
{
	assert(json->keyed || !(json->objects & bit(json->depth)));
	separate(json);
}

static void open_container(struct jsonout *json, char bracket, bool object)
{
	before_value(json);
	assert(json->depth < DEEPEST);
	fputc(bracket, json->out);
	json->depth++;
	json->begun &= ~bit(json->depth);
	json->objects &= ~bit(json->depth);
	if (object)
		json->objects |= bit(json->depth);
}

void jsonout_object(struct jsonout *json)
{
	open_container(json, '{', true);
}

void jsonout_array(struct jsonout *json)
{
	open_container(json, '[', false);
}

void jsonout_end(struct jsonout *json)
{
	assert(json->depth > 0 && !json->keyed);
	fputc(json->objects & bit(json->depth) ? '}' : ']', json->out);
	json->depth--;
}

/* Length of the well-formed UTF-8 character at the start, 0 if there is none. Source: RFC 3629 */
static size_t utf8_len(const unsigned char *at, size_t left)
{
	static const struct {
		unsigned char mask, lead, len;
		uint32_t least;
	} forms[] = {
		{ 0x80, 0x00, 1, 0 },
		{ 0xe0, 0xc0, 2, 0x80 },
		{ 0xf0, 0xe0, 3, 0x800 },
		{ 0xf8, 0xf0, 4, 0x10000 },
	};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if ((at[0] & forms[i].mask) != forms[i].lead)
			continue;
		if (left < forms[i].len)
			return 0;
		uint32_t code = at[0] & (unsigned char)~forms[i].mask;
		for (size_t j = 1; j < forms[i].len; j++) {
			if ((at[j] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (at[j] & 0x3f);
		}
		bool surrogate = code >= 0xd800 && code <= 0xdfff;
		return code < forms[i].least || code > 0x10ffff || surrogate ? 0 : forms[i].len;
	}
	return 0;
}

static void put_ascii(FILE *out, unsigned char c)
{
	static const char letters[128] = {
		['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
		['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
	};
	if (letters[c])
		fprintf(out, "\\%c", letters[c]);
	else if (c < 0x20 || c == 0x7f)
		fprintf(out, "\\u%04x", c);
	else
		fputc(c, out);
}

static void put_string(FILE *out, const char *bytes, size_t len)
{
	const unsigned char *at = (const unsigned char *)bytes;
	const unsigned char *end = at + len;
	fputc('"', out);
	while (at < end) {
		size_t n = utf8_len(at, (size_t)(end - at));
		if (n == 1)
			put_ascii(out, *at);
		else if (n == 0)
			fprintf(out, "\\udc%02x", *at);
		else
			fwrite(at, 1, n, out);
		at += n ? n : 1;
	}
	fputc('"', out);
}

void jsonout_key(struct jsonout *json, const char *key)
{
	assert(json->objects & bit(json->depth) && !json->keyed);
	separate(json);
	put_string(json->out, key, strlen(key));
	fputc(':', json->out);
	json->keyed = true;
}

void jsonout_bytes(struct jsonout *json, const char *bytes, size_t len)
{
	before_value(json);
	put_string(json->out, bytes, len);
}

void jsonout_text(struct jsonout *json, const char *text)
{
	jsonout_bytes(json, text, strlen(text));
}

void jsonout_unsigned(struct jsonout *json, uint64_t value)
{
	before_value(json);
	fprintf(json->out, "%" PRIu64, value);
}

void jsonout_signed(struct jsonout *json, int64_t value)
{
	before_value(json);
	fprintf(json->out, "%" PRId64, value);
}

void jsonout_double(struct jsonout *json, double value)
{
	if (!isfinite(value)) {
		jsonout_null(json);
		return;
	}
	char text[32];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	before_value(json);
	fputs(text, json->out);
}

void jsonout_bool(struct jsonout *json, bool value)
{
	before_value(json);
	fputs(value ? "true" : "false", json->out);
}

void jsonout_null(struct jsonout *json)
{
	before_value(json);
	fputs("null", json->out);
}

void jsonout_newline(struct jsonout *json)
{
	assert(json->depth == 0 && !json->keyed);
	fputc('\n', json->out);
}

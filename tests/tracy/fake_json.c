/* fake_json.c - write JSON, member by member. */
#include "tests/tracy/fake_json.h"

#include <inttypes.h>
#include <math.h>

/* The length of the UTF-8 sequence at text; 0: it is none. */
static int sequence(const unsigned char *text)
{
	if (text[0] < 0x80)
		return 1;
	int n = text[0] >= 0xf0 && text[0] < 0xf5 ? 4 : text[0] >= 0xe0 ? 3 : 2;
	if (text[0] < 0xc2 || text[0] > 0xf4)
		return 0;
	for (int i = 1; i < n; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

static void quote(FILE *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	putc('"', out);
	while (*at) {
		int n = sequence(at);
		if (n == 0) {
			fputs("\\ufffd", out);
			n = 1;
		} else if (*at == '"' || *at == '\\') {
			fprintf(out, "\\%c", *at);
		} else if (*at < 0x20 || *at == 0x7f) {
			fprintf(out, "\\u%04x", *at);
		} else {
			fwrite(at, 1, (size_t)n, out);
		}
		at += n;
	}
	putc('"', out);
}

static void member(struct fake_json *json, const char *key)
{
	if (!json->is_first)
		putc(',', json->out);
	json->is_first = 0;
	if (key) {
		quote(json->out, key);
		putc(':', json->out);
	}
}

void fake_json_open(struct fake_json *json, const char *key, char bracket)
{
	member(json, key);
	putc(bracket, json->out);
	json->is_first = 1;
}

void fake_json_close(struct fake_json *json, char bracket)
{
	putc(bracket, json->out);
	json->is_first = 0;
}

void fake_json_u64(struct fake_json *json, const char *key, uint64_t number)
{
	member(json, key);
	fprintf(json->out, "%" PRIu64, number);
}

void fake_json_i64(struct fake_json *json, const char *key, int64_t number)
{
	member(json, key);
	fprintf(json->out, "%" PRId64, number);
}

void fake_json_double(struct fake_json *json, const char *key, double number)
{
	member(json, key);
	if (isfinite(number))
		fprintf(json->out, "%.17g", number);
	else
		fputs("null", json->out);
}

void fake_json_text(struct fake_json *json, const char *key, const char *text)
{
	member(json, key);
	if (text)
		quote(json->out, text);
	else
		fputs("null", json->out);
}

/* escape.c - text from anywhere made fit to print. */
#include "trace/escape.h"

#include <string.h>

void leaf__out_bytes(struct leaf__out_text *out, const char *bytes, size_t n)
{
	if (out->len < out->room) {
		size_t fits = out->room - out->len;
		memcpy(out->text + out->len, bytes, n < fits ? n : fits);
	}
	out->len += n;
}

/* How long the sequence that this byte begins is, and which second bytes it may have. */
static unsigned sequence(unsigned char first, unsigned char *low, unsigned char *high)
{
	*low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	*high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

unsigned leaf__utf8_char(uint32_t *code, const char *text, size_t len)
{
	const unsigned char *byte = (const unsigned char *)text;
	unsigned char low, high;
	unsigned n = sequence(byte[0], &low, &high);
	if (n <= 1 || n > len) {
		*code = byte[0];
		return n <= len ? n : 0;
	}
	if (byte[1] < low || byte[1] > high)
		return 0;
	*code = byte[0] & (0xffu >> (n + 1));
	for (unsigned i = 1; i < n; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (byte[i] & 0x3f);
	}
	return n;
}

size_t leaf__utf8_torn(const char *text, size_t len)
{
	const unsigned char *byte = (const unsigned char *)text;
	unsigned char low, high;
	for (size_t back = 1; back <= 3 && back <= len; back++) {
		unsigned char first = byte[len - back];
		if ((first & 0xc0) == 0x80)
			continue;
		return sequence(first, &low, &high) > back ? back : 0;
	}
	return 0;
}

int leaf__printable(uint32_t code)
{
	/* Ranges without a shape of their own, or which turn the line around them about. */
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{ 0x0, 0x1f },	       { 0x7f, 0x9f },	     { 0xad, 0xad },
		{ 0x61c, 0x61c },      { 0x180e, 0x180e },   { 0x200b, 0x200f },
		{ 0x2028, 0x202e },    { 0x2060, 0x206f },   { 0xd800, 0xf8ff },
		{ 0xfdd0, 0xfdef },    { 0xfeff, 0xfeff },   { 0xfff0, 0xfffb },
		{ 0xfffe, 0xffff },    { 0x1fffe, 0x1ffff }, { 0x2fffe, 0x2ffff },
		{ 0xe0000, 0x10ffff },
	};
	if (code < 0x7f)
		return code >= 0x20;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		if (code <= hidden[i].last)
			return code < hidden[i].first;
	}
	return 0;
}

/* How many bytes from here need no thought: printable ASCII but quote and backslash. */
static size_t plain_run(const char *text, size_t len, char quote)
{
	size_t n = 0;
	char backslash = quote ? '\\' : 0;
	while (n < len && text[n] >= 0x20 && text[n] < 0x7f && text[n] != quote &&
	       text[n] != backslash)
		n++;
	return n;
}

static void out_hex(struct leaf__out_text *out, uint32_t number, unsigned min_digits)
{
	unsigned digits = min_digits;
	while (digits < 8 && number >> 4 * digits)
		digits++;
	while (digits-- > 0)
		leaf__out_char(out, "0123456789abcdef"[number >> 4 * digits & 15]);
}

/* One character that is not plain. */
static void out_special(struct leaf__out_text *out, uint32_t code, const char *text, unsigned n,
			char quote)
{
	static const char named[] = "\0000\tt\nn\rr";
	if (n == 0) {
		leaf__out_bytes(out, "\\x", 2);
		out_hex(out, (unsigned char)text[0], 2);
		return;
	}
	for (size_t i = 0; i < sizeof(named) - 1; i += 2) {
		if (code == (uint32_t)named[i]) {
			leaf__out_char(out, '\\');
			leaf__out_char(out, named[i + 1]);
			return;
		}
	}
	if (!leaf__printable(code)) {
		leaf__out_bytes(out, "\\u{", 3);
		out_hex(out, code, 1);
		leaf__out_char(out, '}');
		return;
	}
	if (quote && code < 0x80)
		leaf__out_char(out, '\\');
	leaf__out_bytes(out, text, n);
}

void leaf__out_escaped(struct leaf__out_text *out, const char *text, size_t len, char quote)
{
	while (len) {
		size_t plain = plain_run(text, len, quote);
		leaf__out_bytes(out, text, plain);
		text += plain;
		len -= plain;
		if (!len)
			break;
		uint32_t code = 0;
		unsigned n = leaf__utf8_char(&code, text, len);
		out_special(out, code, text, n, quote);
		text += n ? n : 1;
		len -= n ? n : 1;
	}
}

/* \u and four digits, twice beyond 16 bits. */
static void out_utf16(struct leaf__out_text *out, uint32_t code)
{
	leaf__out_bytes(out, "\\u", 2);
	if (code > 0xffff) {
		out_hex(out, 0xd7c0 + (code >> 10), 4);
		leaf__out_bytes(out, "\\u", 2);
		code = 0xdc00 | (code & 0x3ff);
	}
	out_hex(out, code, 4);
}

void leaf__out_json(struct leaf__out_text *out, const char *text, size_t len)
{
	static const char named[] = "\bb\tt\nn\ff\rr\"\"\\\\";
	while (len) {
		size_t plain = plain_run(text, len, '"');
		leaf__out_bytes(out, text, plain);
		text += plain;
		len -= plain;
		if (!len)
			break;
		uint32_t code = 0;
		unsigned n = leaf__utf8_char(&code, text, len);
		const char *name = code < 0x80 && code ? strchr(named, (int)code) : NULL;
		if (n == 0) {
			leaf__out_bytes(out, "\xef\xbf\xbd", 3);
		} else if (n == 1 && name) {
			leaf__out_char(out, '\\');
			leaf__out_char(out, name[1]);
		} else if (!leaf__printable(code)) {
			out_utf16(out, code);
		} else {
			leaf__out_bytes(out, text, n);
		}
		text += n ? n : 1;
		len -= n ? n : 1;
	}
}

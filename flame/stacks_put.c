/* stacks_put.c - numbers and names in the words of people and of file formats. */
#include "flame/stacks_put.h"

#include <string.h>

/* ---- numbers ---- */

char *stacks_exact(char text[STACKS_TEXT], stacks_sum sum, unsigned decimals)
{
	char *at = text + STACKS_TEXT;
	int begun = 0;
	*--at = 0;
	for (unsigned i = 0; sum || i <= decimals; i++, sum /= 10) {
		unsigned digit = (unsigned)(sum % 10);
		begun |= digit || i >= decimals;
		if (i && i == decimals && text + STACKS_TEXT - 1 != at)
			*--at = '.';
		if (begun)
			*--at = (char)('0' + digit);
	}
	memmove(text, at, (size_t)(text + STACKS_TEXT - at));
	return text;
}

double stacks_double(stacks_sum sum, unsigned decimals)
{
	double scale = 1;
	for (unsigned i = 0; i < decimals; i++)
		scale *= 10;
	return (double)sum / scale;
}

int64_t stacks_rounded(stacks_sum sum, unsigned decimals)
{
	stacks_sum scale = 1;
	for (unsigned i = 0; i < decimals; i++)
		scale *= 10;
	sum = (sum + scale / 2) / scale;
	return sum > INT64_MAX ? INT64_MAX : (int64_t)sum;
}

double stacks_percent(stacks_sum part, stacks_sum whole)
{
	return whole ? 100.0 * ((double)part / (double)whole) : 0;
}

/* "12345" with commas, in place. */
static void add_commas(char text[STACKS_TEXT])
{
	size_t digits = strcspn(text, "."), n = (digits - 1) / 3, len = strlen(text);
	if (!digits || len + n >= STACKS_TEXT)
		return;
	memmove(text + digits + n, text + digits, len - digits + 1);
	for (size_t from = digits, to = digits + n, i = 0; from > 0 && to > from; i++) {
		if (i && i % 3 == 0)
			text[--to] = ',';
		text[--to] = text[--from];
	}
}

char *stacks_short(char text[STACKS_TEXT], stacks_sum sum, const struct stacks *stacks)
{
	static const struct {
		double ns;
		const char *unit;
	} units[] = {
		{ 3600e9, "h" }, { 60e9, "min" }, { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "us" }
	};
	double ns = stacks_double(sum, stacks->decimals);
	if (stacks->unit != STACKS_NS) {
		stacks_exact(text, sum, stacks->decimals);
		add_commas(text);
		return text;
	}
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		double value = ns / units[i].ns;
		if (value < 0.9995)
			continue;
		if (value >= 99999)
			snprintf(text, STACKS_TEXT, "%.3g %s", value, units[i].unit);
		else
			snprintf(text, STACKS_TEXT, "%.*f %s",
				 value < 9.995	 ? 2
				 : value < 99.95 ? 1
						 : 0,
				 value, units[i].unit);
		return text;
	}
	snprintf(text, STACKS_TEXT, "%.0f ns", ns);
	return text;
}

/* ---- text ---- */

/* Bytes of the UTF-8 character at the head of bytes [len > 0]; 0 when it is none. Source: RFC 3629. */
static size_t utf8_char(const char *bytes, size_t len)
{
	const unsigned char *b = (const unsigned char *)bytes;
	size_t n = b[0] < 0x80			 ? 1
		   : b[0] >= 0xc2 && b[0] < 0xe0 ? 2
		   : b[0] >= 0xe0 && b[0] < 0xf0 ? 3
		   : b[0] >= 0xf0 && b[0] < 0xf5 ? 4
						 : 0;
	if (!n || n > len)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((b[i] & 0xc0) != 0x80)
			return 0;
	if ((b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xed && b[1] > 0x9f) ||
	    (b[0] == 0xf0 && b[1] < 0x90) || (b[0] == 0xf4 && b[1] > 0x8f))
		return 0;
	return n;
}

/* Write text piece by piece; 'special' writes one byte that stands for itself nowhere. */
static void put(FILE *out, const char *bytes, size_t len, int (*special)(FILE *out, char c))
{
	for (size_t i = 0; i < len;) {
		size_t n = utf8_char(bytes + i, len - i);
		unsigned char c = (unsigned char)bytes[i];
		if (n == 0) {
			fputs(special ? "\xef\xbf\xbd" : "?", out);
			i++;
		} else if (n == 1 && (c < ' ' || c == 127)) {
			/* The pictures of control characters begin at U+2400; that of delete is U+2421. */
			if (special)
				fprintf(out, "\xe2\x90%c", c == 127 ? 0xa1 : 0x80 + c);
			else
				fputc('?', out);
			i++;
		} else {
			if (n > 1 || !special || !special(out, bytes[i]))
				fwrite(bytes + i, 1, n, out);
			i += n;
		}
	}
}

static int special_json(FILE *out, char c)
{
	if (c == '"' || c == '\\')
		return fprintf(out, "\\%c", c);
	if (c == '<' || c == '>' || c == '&')
		return fprintf(out, "\\u%04x", c);
	return 0;
}

static int special_xml(FILE *out, char c)
{
	const char *word = c == '<'   ? "&lt;"
			   : c == '>' ? "&gt;"
			   : c == '&' ? "&amp;"
			   : c == '"' ? "&quot;"
				      : NULL;
	return word ? fputs(word, out) >= 0 : 0;
}

void stacks_put_json(FILE *out, const char *bytes, size_t len)
{
	put(out, bytes, len, special_json);
}

void stacks_put_xml(FILE *out, const char *bytes, size_t len)
{
	put(out, bytes, len, special_xml);
}

void stacks_put_plain(FILE *out, const char *bytes, size_t len)
{
	put(out, bytes, len, NULL);
}

leaf_err stacks_add_plain(struct leaf__buf *out, const char *bytes, size_t len)
{
	LEAF_TRY(leaf__buf_reserve(out, len));
	for (size_t i = 0; i < len;) {
		size_t n = utf8_char(bytes + i, len - i);
		int plain = n > 1 || (n == 1 && (unsigned char)bytes[i] >= ' ' && bytes[i] != 127);
		LEAF_TRY(leaf__buf_add(out, plain ? bytes + i : "?", plain ? n : 1));
		i += n ? n : 1;
	}
	return LEAF_E_OK;
}

size_t stacks_columns(const char *bytes, size_t len)
{
	size_t n = 0;
	for (size_t i = 0; i < len; n++) {
		size_t wide = utf8_char(bytes + i, len - i);
		i += wide ? wide : 1;
	}
	return n;
}

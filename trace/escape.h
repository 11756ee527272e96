/* escape.h - text from anywhere made fit to print: no control codes, no broken UTF-8. */
#ifndef LEAF_TRACE_ESCAPE_H
#define LEAF_TRACE_ESCAPE_H

#include <stddef.h>
#include <stdint.h>

/* Text being written to memory of limited size; what did not fit is counted all the same. */
struct leaf__out_text {
	char *text;
	size_t room;
	size_t len; /* written, or beyond room: needed */
};

void leaf__out_bytes(struct leaf__out_text *out, const char *bytes, size_t n);

static inline void leaf__out_char(struct leaf__out_text *out, char c)
{
	if (out->len < out->room)
		out->text[out->len] = c;
	out->len++;
}

/*
 * Decode the character at text[0] of text[len], len > 0.
 * Returns its length in bytes, 1 to 4; 0 if it is not UTF-8 (overlong, surrogate, cut short).
 * Source: RFC 3629; the ranges of Unicode's table 3-7.
 */
unsigned leaf__utf8_char(uint32_t *code, const char *text, size_t len);

/* Whether a character may stand in a line of a terminal as it is: it has a shape, or is a space. */
int leaf__printable(uint32_t code);

/* How many bytes at the end of text[len] begin a character of which the rest is missing: 0 to 3. */
size_t leaf__utf8_torn(const char *text, size_t len);

/*
 * Write text[len] with everything that is not printable escaped: \t, \r, \n, \0, \u{1b}, and \xff
 * for bytes that are not UTF-8.
 *
 *   quote  '"' or '\'': this and the backslash are escaped too; 0: they stand as they are
 */
void leaf__out_escaped(struct leaf__out_text *out, const char *text, size_t len, char quote);

/* The same as the inside of a JSON string; bytes that are not UTF-8 become U+FFFD. */
void leaf__out_json(struct leaf__out_text *out, const char *text, size_t len);

#endif

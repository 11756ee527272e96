/* place.c - where in the text a function's line goes, and how it is laid out there. */
#include "instrument/place.h"

#include "instrument/clex.h"

#include <string.h>

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f' || byte == '\v';
}

static size_t line_start(const char *text, size_t at)
{
	while (at && text[at - 1] != '\n')
		at--;
	return at;
}

static size_t behind_indent(const char *text, size_t len, size_t at)
{
	while (at < len && (text[at] == ' ' || text[at] == '\t'))
		at++;
	return at;
}

/* If nothing but blanks and comments stands between 'at' and a newline: the offset behind it. */
static size_t behind_line(const char *text, size_t len, size_t at)
{
	struct clex lexer;
	struct clex_token token;
	clex_init(&lexer, text, len);
	for (;;) {
		while (at < len && is_blank(text[at]))
			at++;
		if (at < len && text[at] == '\n')
			return at + 1;
		lexer.at = (uint32_t)at;
		if (!clex_next(&lexer, &token) || token.kind != CLEX_COMMENT || token.at != at)
			return 0;
		at = token.at + token.len;
	}
}

/* The indentation of the body's first line of code; one more than the brace's if it is empty. */
static void find_indent(struct place *place, const char *text, size_t len,
			const struct cfuncs_fn *fn)
{
	size_t start = line_start(text, fn->first), code = behind_indent(text, len, start);
	bool empty = fn->first + 1 >= fn->end || fn->first >= len;
	if (start < place->at || code != fn->first || empty) {
		start = line_start(text, fn->brace);
		code = behind_indent(text, len, start);
		place->deeper = true;
	}
	place->indent = text + start;
	place->indent_len = code - start;
}

struct place place_in_body(const char *text, size_t len, const struct cfuncs_fn *fn)
{
	struct place place = { .at = fn->brace + fn->brace_len, .eol = "\n" };
	size_t behind = behind_line(text, len, place.at);
	if (!behind)
		return place;
	place.at = behind;
	place.own_line = true;
	if (behind >= 2 && text[behind - 2] == '\r')
		place.eol = "\r\n";
	find_indent(&place, text, len, fn);
	return place;
}

/* Whether a directive includes a header that by its name is precompiled. */
static bool includes_precompiled(const struct clex *lexer, const struct clex_token *directive)
{
	static const char *const names[] = { "stdafx.h", "pch.h", "precomp.h", "precompiled.h" };
	const char *text = lexer->text + directive->at;
	if (!memmem(text, directive->len, "include", strlen("include")))
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (memmem(text, directive->len, names[i], strlen(names[i])))
			return true;
	}
	return false;
}

size_t place_of_head(const char *text, size_t len)
{
	struct clex lexer;
	struct clex_token token;
	clex_init(&lexer, text, len);
	size_t start = lexer.at;
	while (clex_next(&lexer, &token)) {
		if (token.kind == CLEX_COMMENT)
			continue;
		if (token.kind != CLEX_DIRECTIVE || !includes_precompiled(&lexer, &token))
			break;
		size_t behind = behind_line(text, len, token.at + token.len);
		return behind ? behind : start;
	}
	return start;
}

const char *place_eol(const char *text, size_t len)
{
	const char *newline = memchr(text, '\n', len);
	return newline && newline > text && newline[-1] == '\r' ? "\r\n" : "\n";
}

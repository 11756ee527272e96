/* clex.h - the tokens of a C source text as it stands in the file, before preprocessing. */
#ifndef LEAF_INSTRUMENT_CLEX_H
#define LEAF_INSTRUMENT_CLEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum clex_kind {
	CLEX_END,
	CLEX_WORD,   /* identifier or keyword; may hold bytes >= 0x80, '$', \u1234, splices */
	CLEX_NUMBER, /* a preprocessing number */
	CLEX_STRING, /* with its prefix; ends at its quote, or unterminated at the line's end */
	CLEX_CHAR,
	CLEX_PUNCT,	/* one byte; or "...", or a digraph of two bytes */
	CLEX_DIRECTIVE, /* '#' to the end of the logical line, comments in it included */
	CLEX_COMMENT,
};

struct clex_token {
	uint32_t at;	    /* byte offset */
	uint32_t len;	    /* bytes */
	uint8_t kind;	    /* enum clex_kind */
	char punct;	    /* of a PUNCT: its byte; '{' for <% and so on; 'd' for "..." */
	bool spliced;	    /* a backslash-newline stands inside a WORD */
	bool first_on_line; /* nothing but blanks and comments before it on its line */
	bool open;	    /* STRING, CHAR or COMMENT without its end */
};

struct clex {
	const char *text;
	uint32_t at, len;
	bool line_start;
	bool no_raw;   /* a raw string without end was met: what looks like others is none either */
	bool trigraph; /* seen so far: a trigraph that would change what the tokens are */
};

/* The longest text that can be lexed: offsets are 32 bits wide. */
#define CLEX_MAX ((size_t)1 << 30)

/*
 * Start at the beginning of text [len], len <= CLEX_MAX; a UTF-8 byte order mark is passed over.
 * The text is borrowed.
 */
void clex_init(struct clex *lexer, const char *text, size_t len);

/*
 * Start in the middle, to read the inside of a directive: 'token' is a CLEX_DIRECTIVE of 'outer'.
 * What is read are the tokens behind its '#'.
 */
void clex_enter(struct clex *lexer, const struct clex *outer, const struct clex_token *token);

/*
 * The next token, comments included. Never fails: a byte that fits nowhere is a PUNCT.
 * Returns false at the end, with a token of kind END and length 0 at offset len.
 *
 * Threads: pure, any number of lexers at once.
 * Source: C11 5.1.1.2 (translation phases 1 to 3), 6.4; GCC's treatment of unterminated quotes,
 *         of blanks behind a splice's backslash and of raw strings in GNU C.
 */
bool clex_next(struct clex *lexer, struct clex_token *token);

/*
 * The same, but of all tokens only braces, directives, comments, and words that begin with 'L', 'm'
 * or '_': all that a scanner looks for in most of a body. The others are read as by clex_next().
 */
bool clex_next_in_body(struct clex *lexer, struct clex_token *token);

/* Whether the token's text is 'word' (without splices in it). */
bool clex_is(const char *text, const struct clex_token *token, const char *word);

#endif

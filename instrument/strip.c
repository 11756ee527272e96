/* strip.c - take out of a C source text what instrumenting has put in. */
#include "instrument/strip.h"

#include "instrument/clex.h"
#include "instrument/forms.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Bytes [from, to) of the text. */
struct range {
	size_t from, to;
};

struct strip {
	struct leaf__buf *out;
	struct strip_counts *counts;
	const char *text;
	size_t len;
	size_t kept; /* what stands before it has been copied or left out */
};

static leaf_err leave_out(struct strip *strip, struct range range)
{
	if (range.from > strip->kept)
		LEAF_TRY(leaf__buf_add(strip->out, strip->text + strip->kept,
				       range.from - strip->kept));
	if (range.to > strip->kept)
		strip->kept = range.to;
	return LEAF_E_OK;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f' || byte == '\v';
}

static bool is_word_byte(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '$' || (byte & 0x80);
}

/* The start of the line, as far as it holds only bytes of 'blanks' before 'at'; else 'at'. */
static size_t line_start(const struct strip *strip, size_t at, const char *blanks)
{
	size_t start = at;
	while (start && strip->text[start - 1] && strchr(blanks, strip->text[start - 1]))
		start--;
	if (start == 3 && !memcmp(strip->text, "\xef\xbb\xbf", 3))
		return start;
	return start == 0 || strip->text[start - 1] == '\n' ? start : at;
}

static size_t behind_blanks(const struct strip *strip, size_t at)
{
	while (at < strip->len && is_blank(strip->text[at]))
		at++;
	return at;
}

/*
 * What to leave out with a statement: its whole line if it is alone there; the blank that was put
 * between it and the '{' before; or, where it begins a line, the blanks behind it.
 */
static struct range widened(const struct strip *strip, struct range statement)
{
	struct range out = statement;
	size_t start = line_start(strip, out.from, " \t\f\v"), end = behind_blanks(strip, out.to);
	bool starts = start < out.from || out.from == 0 || strip->text[out.from - 1] == '\n';
	if (starts && (end == strip->len || strip->text[end] == '\n')) {
		out.from = start;
		out.to = end < strip->len ? end + 1 : end;
	} else if (starts) {
		out.to = end;
	} else if (out.from >= 2 && strip->text[out.from - 1] == ' ' &&
		   strchr("{%", strip->text[out.from - 2])) {
		out.from--;
	}
	return out;
}

/* The ')' that ends what '(' has begun, with the ';' behind it. False if there is none. */
static bool find_end(struct clex *lexer, struct range *statement)
{
	struct clex_token token;
	size_t depth = 0;
	while (clex_next(lexer, &token)) {
		if (token.kind == CLEX_DIRECTIVE || token.punct == '{' || token.punct == '}' ||
		    token.punct == ';')
			return false;
		depth += token.punct == '(';
		if (token.punct != ')' || --depth)
			continue;
		statement->to = token.at + token.len;
		struct clex behind = *lexer;
		if (clex_next(&behind, &token) && token.punct == ';') {
			statement->to = token.at + token.len;
			*lexer = behind;
		}
		return true;
	}
	return false;
}

/* The macro's name stands in code: leave its statement out. */
static leaf_err in_code(struct strip *strip, struct clex *lexer, const struct clex_token *word)
{
	struct clex ahead = *lexer;
	struct clex_token open;
	struct range statement = { word->at, 0 };
	struct clex peek = ahead;
	if (!clex_next(&peek, &open) || open.punct != '(' || !find_end(&ahead, &statement))
		return LEAF_E_OK;
	*lexer = ahead;
	strip->counts->statements++;
	return leave_out(strip, widened(strip, statement));
}

/* A statement in a comment or a directive: what to leave out with it. */
static struct range widened_inside(const struct strip *strip, struct range statement,
				   const struct clex_token *around)
{
	struct range out = statement;
	size_t start = line_start(strip, out.from, " \t/*");
	size_t end = behind_blanks(strip, out.to), token_end = around->at + around->len;
	if (start == out.from && out.from && strip->text[out.from - 1] != '\n')
		return out;
	bool spliced = end + 1 < strip->len && strip->text[end] == '\\' &&
		       behind_blanks(strip, end + 1) < strip->len &&
		       strip->text[behind_blanks(strip, end + 1)] == '\n';
	bool directive = around->kind == CLEX_DIRECTIVE;
	if (directive && (!spliced || start <= around->at))
		return out;
	if (spliced)
		end = behind_blanks(strip, end + 1);
	bool line_comment = around->kind == CLEX_COMMENT && strip->text[around->at + 1] == '/';
	if (around->kind == CLEX_COMMENT && !line_comment) {
		bool begins = start <= around->at;
		bool ends = end + 2 == token_end && !memcmp(strip->text + end, "*/", 2);
		if (begins != ends)
			return out;
		end = ends ? behind_blanks(strip, token_end) : end;
	}
	if (end < strip->len && strip->text[end] != '\n')
		return out;
	return (struct range){ start, end < strip->len ? end + 1 : end };
}

/* In comments and directives: what somebody has commented out, or moved into a macro. */
static leaf_err in_other_text(struct strip *strip, const struct clex_token *token)
{
	size_t at = token->at, end = token->at + token->len;
	const char *found;
	while (at < end &&
	       (found = memmem(strip->text + at, end - at, FORMS_MACRO, strlen(FORMS_MACRO)))) {
		at = (size_t)(found - strip->text);
		bool whole = at == 0 || !is_word_byte(strip->text[at - 1]);
		size_t len = whole ? forms_written(strip->text, at, end) : 0;
		if (len) {
			struct range statement = { at, at + len };
			strip->counts->statements++;
			LEAF_TRY(leave_out(strip, widened_inside(strip, statement, token)));
		}
		at += len ? len : strlen(FORMS_MACRO);
	}
	return LEAF_E_OK;
}

static leaf_err directive(struct strip *strip, const struct clex_token *token)
{
	if (!forms_is_head(strip->text, token))
		return in_other_text(strip, token);
	struct range line = { line_start(strip, token->at, " \t"), token->at + token->len };
	line.to = behind_blanks(strip, line.to);
	if (line.to < strip->len)
		line.to++;
	strip->counts->lines++;
	return leave_out(strip, line);
}

static leaf_err all_tokens(struct strip *strip)
{
	struct clex lexer;
	struct clex_token token;
	clex_init(&lexer, strip->text, strip->len);
	while (clex_next(&lexer, &token)) {
		if (token.kind == CLEX_DIRECTIVE)
			LEAF_TRY(directive(strip, &token));
		else if (token.kind == CLEX_COMMENT)
			LEAF_TRY(in_other_text(strip, &token));
		else if (clex_is(strip->text, &token, FORMS_MACRO))
			LEAF_TRY(in_code(strip, &lexer, &token));
	}
	return leave_out(strip, (struct range){ strip->len, strip->len });
}

leaf_err strip_text(struct leaf__buf *out, struct strip_counts *counts, const char *text,
		    size_t len)
{
	static const char mark[] = "leaf:auto";
	size_t before = out->len;
	struct strip strip = { out, counts, text, len, 0 };
	*counts = (struct strip_counts){ 0 };
	if (len > CLEX_MAX)
		return leaf_fail(LEAF_E_LIMIT, "a text of %zu bytes is too long", len);
	LEAF_TRY(leaf__buf_reserve(out, len));
	if (!memmem(text, len, FORMS_MACRO, strlen(FORMS_MACRO)) &&
	    !memmem(text, len, mark, sizeof mark - 1))
		return leaf__buf_add(out, text, len);
	leaf_err err = all_tokens(&strip);
	if (err != LEAF_E_OK)
		out->len = before;
	return err;
}

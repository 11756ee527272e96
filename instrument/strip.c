/* strip.c - take out of a C source text what instrumenting has put in. */
#include "instrument/strip.h"

#include "instrument/clex.h"
#include "instrument/forms.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Bytes [from, to) of the text. */
struct range {
	size_t from, to;
};

/* return LEAF_RET_AUTO( that has not come to its ')'. */
struct wrapped {
	struct range head;
	uint32_t parens, braces; /* how deep it stands */
};

struct strip {
	struct strip_counts *counts;
	const char *text;
	size_t len;
	LEAF__VEC(struct range) ranges; /* to be left out */
	LEAF__VEC(struct wrapped) wrapped;
	uint32_t parens, braces; /* around the present token */
};

static leaf_err leave_out(struct strip *strip, struct range range)
{
	LEAF_TRY(LEAF__VEC_ROOM(&strip->ranges));
	strip->ranges.items[strip->ranges.n++] = range;
	return LEAF_E_OK;
}

static int by_place(const void *a, const void *b)
{
	const struct range *left = a, *right = b;
	return (left->from > right->from) - (left->from < right->from);
}

/* Copy what is not left out. */
static leaf_err copy_rest(const struct strip *strip, struct leaf__buf *out)
{
	size_t kept = 0;
	if (strip->ranges.n)
		qsort(strip->ranges.items, strip->ranges.n, sizeof *strip->ranges.items, by_place);
	for (size_t i = 0; i < strip->ranges.n; i++) {
		struct range range = strip->ranges.items[i];
		if (range.from > kept)
			LEAF_TRY(leaf__buf_add(out, strip->text + kept, range.from - kept));
		kept = range.to > kept ? range.to : kept;
	}
	return leaf__buf_add(out, strip->text + kept, strip->len - kept);
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

/* ---- returned values ---- */

/* LEAF_RET_AUTO( in code: what it is to be taken out with is known at its ')'. */
static leaf_err open_wrapped(struct strip *strip, struct clex *lexer, const struct clex_token *word)
{
	struct clex ahead = *lexer;
	struct clex_token open;
	struct range head = { word->at, 0 };
	if (!clex_next(&ahead, &open) || open.punct != '(')
		return LEAF_E_OK;
	bool gap = clex_is(strip->text, word, FORMS_RETURN_GAP);
	head.from -= gap && head.from && strip->text[head.from - 1] == ' ';
	head.to = open.at + open.len;
	*lexer = ahead;
	LEAF_TRY(LEAF__VEC_ROOM(&strip->wrapped));
	strip->wrapped.items[strip->wrapped.n++] = (struct wrapped){ head, strip->parens++,
								     strip->braces };
	return LEAF_E_OK;
}

/* Follow brackets; a ')' may end what LEAF_RET_AUTO( has begun, a ';' or '}' says it has none. */
static leaf_err bracket(struct strip *strip, const struct clex_token *token)
{
	const struct wrapped *last = strip->wrapped.n ? &strip->wrapped.items[strip->wrapped.n - 1]
						      : NULL;
	switch (token->punct) {
	case '(':
		strip->parens++;
		return LEAF_E_OK;
	case '{':
		strip->braces++;
		return LEAF_E_OK;
	case '}':
		strip->braces -= strip->braces > 0;
		break;
	case ')':
		strip->parens -= strip->parens > 0;
		if (!last || last->parens != strip->parens || last->braces != strip->braces)
			return LEAF_E_OK;
		strip->wrapped.n--;
		LEAF_TRY(leave_out(strip, last->head));
		return leave_out(strip, (struct range){ token->at, token->at + token->len });
	case ';':
		break;
	default:
		return LEAF_E_OK;
	}
	while (strip->wrapped.n) {
		last = &strip->wrapped.items[strip->wrapped.n - 1];
		bool inside = token->punct == ';' ? strip->braces > last->braces
						  : strip->braces >= last->braces;
		if (inside)
			break;
		strip->parens = last->parens;
		strip->wrapped.n--;
	}
	return LEAF_E_OK;
}

/*
 * LEAF_RET_AUTO with its value in a comment or a directive, on one line. Its length up to the '(', and the
 * offset of its ')'; 0 if it is none.
 */
static size_t written_return(const struct strip *strip, size_t at, size_t end, size_t *close)
{
	const char *text = strip->text;
	size_t from = at, depth = 1;
	size_t gap = strlen(FORMS_RETURN_GAP "("), plain = strlen(FORMS_RETURN "(");
	if (end - at >= gap && !memcmp(text + at, FORMS_RETURN_GAP "(", gap))
		at += gap;
	else if (end - at >= plain && !memcmp(text + at, FORMS_RETURN "(", plain))
		at += plain;
	else
		return 0;
	size_t head = at - from;
	for (; at + 1 < end && text[at] != '\n'; at++) {
		depth += text[at] == '(';
		if (text[at] != ')' || --depth)
			continue;
		*close = at;
		return text[at + 1] == ';' ? head : 0;
	}
	return 0;
}

/* ---- comments and directives ---- */

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

/* A macro's name at an offset in a comment or directive; *at moves behind what is left out. */
static leaf_err at_name(struct strip *strip, size_t *at, const struct clex_token *token)
{
	size_t end = token->at + token->len, close = 0;
	size_t len = forms_written(strip->text, *at, end);
	if (len) {
		struct range statement = { *at, *at + len };
		strip->counts->statements++;
		*at += len;
		return leave_out(strip, widened_inside(strip, statement, token));
	}
	len = written_return(strip, *at, end, &close);
	if (!len) {
		*at += strlen(FORMS_STEM);
		return LEAF_E_OK;
	}
	bool gap = len > strlen(FORMS_RETURN "(") && strip->text[*at - 1] == ' ';
	LEAF_TRY(leave_out(strip, (struct range){ *at - gap, *at + len }));
	*at += len;
	return leave_out(strip, (struct range){ close, close + 1 });
}

/* In comments and directives: what somebody has commented out, or moved into a macro. */
static leaf_err in_other_text(struct strip *strip, const struct clex_token *token)
{
	size_t at = token->at, end = token->at + token->len;
	const char *found;
	while (at < end &&
	       (found = memmem(strip->text + at, end - at, FORMS_STEM, strlen(FORMS_STEM)))) {
		at = (size_t)(found - strip->text);
		if (at && !is_word_byte(strip->text[at - 1]))
			LEAF_TRY(at_name(strip, &at, token));
		else
			at += strlen(FORMS_STEM);
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

static leaf_err word(struct strip *strip, struct clex *lexer, const struct clex_token *token)
{
	const char *text = strip->text;
	if (text[token->at] != *FORMS_STEM)
		return LEAF_E_OK;
	if (clex_is(text, token, FORMS_MACRO) || clex_is(text, token, FORMS_RET_MACRO))
		return in_code(strip, lexer, token);
	if (clex_is(text, token, FORMS_RETURN) || clex_is(text, token, FORMS_RETURN_GAP))
		return open_wrapped(strip, lexer, token);
	return LEAF_E_OK;
}

static leaf_err all_tokens(struct strip *strip)
{
	struct clex lexer;
	struct clex_token token;
	leaf_err err = LEAF_E_OK;
	clex_init(&lexer, strip->text, strip->len);
	while (err == LEAF_E_OK && clex_next(&lexer, &token)) {
		if (token.kind == CLEX_DIRECTIVE)
			err = directive(strip, &token);
		else if (token.kind == CLEX_COMMENT)
			err = in_other_text(strip, &token);
		else if (token.kind == CLEX_WORD)
			err = word(strip, &lexer, &token);
		else if (token.kind == CLEX_PUNCT)
			err = bracket(strip, &token);
	}
	return err;
}

/* Whether a mark of [len] bytes ends at 'end'. */
static bool ends_mark(const char *text, const char *end, const char *mark)
{
	size_t len = strlen(mark);
	return (size_t)(end - text) >= len && !memcmp(end - len, mark, len);
}

/* Whether any of the names that are looked for may stand in the text. */
static bool has_name(const char *text, size_t len)
{
	/* What is common to the macros' names, and what ends before it. */
	static const char part[] = "_AUTO";
	const char *end = text + len, *at = text;
	for (; at < end && (at = memchr(at, ':', (size_t)(end - at))); at++) {
		if (ends_mark(text, at, "leaf") && end - at >= 5 && !memcmp(at, ":auto", 5))
			return true;
	}
	for (at = text; (at = memmem(at, (size_t)(end - at), part, sizeof part - 1)); at++) {
		if (ends_mark(text, at, "LEAF_FN") || ends_mark(text, at, "LEAF_FN_RET") ||
		    ends_mark(text, at, "LEAF_RET"))
			return true;
	}
	return false;
}

leaf_err strip_text(struct leaf__buf *out, struct strip_counts *counts, const char *text,
		    size_t len)
{
	size_t before = out->len;
	struct strip strip = { .counts = counts, .text = text, .len = len };
	*counts = (struct strip_counts){ 0 };
	if (len > CLEX_MAX)
		return leaf_fail(LEAF_E_LIMIT, "a text of %zu bytes is too long", len);
	LEAF_TRY(leaf__buf_reserve(out, len));
	counts->named = len && has_name(text, len);
	leaf_err err = counts->named ? all_tokens(&strip) : LEAF_E_OK;
	if (err == LEAF_E_OK)
		err = copy_rest(&strip, out);
	free(strip.ranges.items);
	free(strip.wrapped.items);
	if (err != LEAF_E_OK)
		out->len = before;
	return err;
}

/* clex.c - the tokens of a C source text as it stands in the file, before preprocessing. */
#include "instrument/clex.h"

#include <string.h>

/* What a byte begins, and whether it goes on inside a word or a number. */
enum class { OTHER, BLANK, NEWLINE, LETTER, DIGIT, QUOTE, SLASH, HASH, BACKSLASH, DOT, TWIN };

static const uint8_t class_of[256] = {
	[0] = BLANK,
	['\t'] = BLANK,
	['\v'] = BLANK,
	['\f'] = BLANK,
	['\r'] = BLANK,
	[' '] = BLANK,
	['\n'] = NEWLINE,
	['a' ... 'z'] = LETTER,
	['A' ... 'Z'] = LETTER,
	['_'] = LETTER,
	['$'] = LETTER,
	[0x80 ... 0xff] = LETTER,
	['0' ... '9'] = DIGIT,
	['"'] = QUOTE,
	['\''] = QUOTE,
	['/'] = SLASH,
	['#'] = HASH,
	['\\'] = BACKSLASH,
	['.'] = DOT,
	/* may begin a digraph or a trigraph */
	['<'] = TWIN,
	[':'] = TWIN,
	['%'] = TWIN,
	['?'] = TWIN,
};

static uint8_t class_at(const struct clex *lexer, uint32_t at)
{
	return at < lexer->len ? class_of[(unsigned char)lexer->text[at]] : NEWLINE;
}

static char byte_at(const struct clex *lexer, uint32_t at)
{
	return at < lexer->len ? lexer->text[at] : '\n';
}

/* If a backslash, blanks and a newline stand at 'at': the offset behind them. Else 'at'. */
static uint32_t behind_splice(const struct clex *lexer, uint32_t at)
{
	if (byte_at(lexer, at) != '\\')
		return at;
	uint32_t end = at + 1;
	while (end < lexer->len && class_at(lexer, end) == BLANK)
		end++;
	return end < lexer->len && lexer->text[end] == '\n' ? end + 1 : at;
}

/* The offset of the next byte as the preprocessor sees it: 'at', or behind the splices there. */
static uint32_t unspliced(const struct clex *lexer, uint32_t at)
{
	for (;;) {
		uint32_t end = behind_splice(lexer, at);
		if (end == at)
			return at;
		at = end;
	}
}

void clex_init(struct clex *lexer, const char *text, size_t len)
{
	*lexer = (struct clex){ .text = text, .len = (uint32_t)len, .line_start = true };
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		lexer->at = 3;
}

void clex_enter(struct clex *lexer, const struct clex *outer, const struct clex_token *token)
{
	*lexer = (struct clex){ .text = outer->text,
				.at = token->at,
				.len = token->at + token->len };
	lexer->at += outer->text[token->at] == '%' ? 2 : 1;
}

bool clex_is(const char *text, const struct clex_token *token, const char *word)
{
	return token->kind == CLEX_WORD && strlen(word) == token->len &&
	       !memcmp(text + token->at, word, token->len);
}

static void skip_blanks(struct clex *lexer)
{
	for (; lexer->at < lexer->len; lexer->at++) {
		uint8_t class = class_at(lexer, lexer->at);
		if (class == NEWLINE)
			lexer->line_start = true;
		else if (class == BACKSLASH && behind_splice(lexer, lexer->at) != lexer->at)
			lexer->at = behind_splice(lexer, lexer->at) - 1;
		else if (class != BLANK)
			break;
	}
}

/* ---- comments ---- */

static uint32_t line_comment_end(struct clex *lexer, uint32_t at)
{
	for (;;) {
		const char *newline = memchr(lexer->text + at, '\n', lexer->len - at);
		if (!newline)
			return lexer->len;
		uint32_t end = (uint32_t)(newline - lexer->text), last = end;
		while (last > at && class_at(lexer, last - 1) == BLANK)
			last--;
		if (last >= at + 3 && !memcmp(lexer->text + last - 3,
					      "?"
					      "?/",
					      3))
			lexer->trigraph = true;
		if (last == at || lexer->text[last - 1] != '\\')
			return last;
		at = end + 1;
	}
}

static uint32_t block_comment_end(const struct clex *lexer, uint32_t at, bool *open)
{
	const char *star;
	while (at < lexer->len && (star = memchr(lexer->text + at, '*', lexer->len - at))) {
		at = (uint32_t)(star - lexer->text) + 1;
		uint32_t slash = unspliced(lexer, at);
		if (byte_at(lexer, slash) == '/')
			return slash + 1;
	}
	*open = true;
	return lexer->len;
}

/* If a comment begins at 'at': its end. Else 'at'. */
static uint32_t behind_comment(struct clex *lexer, uint32_t at, bool *open)
{
	uint32_t second = unspliced(lexer, at + 1);
	char byte = byte_at(lexer, second);
	if (byte == '/')
		return line_comment_end(lexer, second + 1);
	if (byte == '*')
		return block_comment_end(lexer, second + 1, open);
	return at;
}

/* ---- strings and characters ---- */

/* The end of a literal whose opening quote is at 'at'; without an end, it ends with its line. */
static uint32_t literal_end(struct clex *lexer, uint32_t at, bool *open)
{
	char quote = lexer->text[at++];
	while (at < lexer->len) {
		char byte = lexer->text[at];
		if (byte == quote)
			return at + 1;
		if (byte == '\n')
			break;
		if (byte == '\\') {
			uint32_t end = unspliced(lexer, at);
			at = end != at ? end : at + 1 + (byte_at(lexer, at + 1) != '\n');
			continue;
		}
		if (byte == '?' && at + 2 < lexer->len &&
		    !memcmp(lexer->text + at,
			    "?"
			    "?/",
			    3))
			lexer->trigraph = true;
		at++;
	}
	*open = true;
	if (at > lexer->len)
		at = lexer->len;
	while (at && at <= lexer->len && lexer->text[at - 1] == '\r')
		at--;
	return at;
}

/* The end of a raw string R"mark(…)mark" whose quote is at 'at'; 'at' if it is none. */
static uint32_t raw_string_end(struct clex *lexer, uint32_t at)
{
	char mark[20] = ")";
	uint32_t len = 1, from = at + 1;
	if (lexer->no_raw)
		return at;
	for (; byte_at(lexer, from) != '('; from++) {
		if (len > 16 || strchr(" )\\\t\v\f\n\r\"", byte_at(lexer, from)))
			return at;
		mark[len++] = byte_at(lexer, from);
	}
	mark[len++] = '"';
	const char *end = memmem(lexer->text + from, lexer->len - from, mark, len);
	lexer->no_raw = !end;
	return end ? (uint32_t)(end - lexer->text) + len : at;
}

static bool is_literal_prefix(const char *word, uint32_t len, bool *raw)
{
	*raw = word[len - 1] == 'R';
	if (*raw)
		len--;
	return len == 0 || (len == 1 && strchr("LuU", *word)) ||
	       (len == 2 && !memcmp(word, "u8", 2));
}

/* ---- words, numbers ---- */

/* Where the word that has begun ends. */
static uint32_t word_end(const struct clex *lexer, uint32_t at, bool *spliced)
{
	for (;;) {
		uint8_t class = class_at(lexer, at);
		while (class == LETTER || class == DIGIT)
			class = class_at(lexer, ++at);
		if (class != BACKSLASH)
			return at;
		uint32_t next = unspliced(lexer, at);
		char byte = byte_at(lexer, next);
		if (next == at && (byte_at(lexer, at + 1) | 0x20) == 'u') {
			at += 2;
			continue;
		}
		class = class_at(lexer, next);
		if (next == at || byte == '\\' || (class != LETTER && class != DIGIT))
			return at;
		*spliced = true;
		at = next;
	}
}

static uint32_t number_end(const struct clex *lexer, uint32_t at)
{
	for (;; at++) {
		uint8_t class = class_at(lexer, at);
		if (class == LETTER || class == DIGIT || class == DOT)
			continue;
		char byte = byte_at(lexer, at), before = (char)(lexer->text[at - 1] | 0x20);
		if ((byte == '+' || byte == '-') && (before == 'e' || before == 'p'))
			continue;
		uint8_t after = class_at(lexer, at + 1);
		if (byte == '\'' && (after == DIGIT || after == LETTER))
			continue;
		uint32_t next = unspliced(lexer, at);
		if (next == at || class_at(lexer, next) != DIGIT)
			return at;
		at = next;
	}
}

/* ---- directives ---- */

static uint32_t directive_end(struct clex *lexer, uint32_t at)
{
	while (at < lexer->len) {
		uint32_t next = at;
		bool open = false;
		switch (class_at(lexer, at)) {
		case NEWLINE:
			break;
		case BACKSLASH:
			next = unspliced(lexer, at);
			break;
		case SLASH:
			next = behind_comment(lexer, at, &open);
			break;
		case QUOTE:
			next = literal_end(lexer, at, &open);
			break;
		default:
			at++;
			continue;
		}
		if (next == at && lexer->text[at] == '\n')
			break;
		at = next == at ? at + 1 : next;
	}
	while (at && class_at(lexer, at - 1) == BLANK)
		at--;
	return at;
}

/* ---- one token ---- */

static void take_word(struct clex *lexer, struct clex_token *token)
{
	uint32_t end = word_end(lexer, token->at, &token->spliced);
	bool raw = false;
	token->kind = CLEX_WORD;
	token->len = end - token->at;
	if (class_at(lexer, end) != QUOTE || token->len > 3 || end >= lexer->len ||
	    !is_literal_prefix(lexer->text + token->at, token->len, &raw))
		return;
	token->kind = lexer->text[end] == '"' ? CLEX_STRING : CLEX_CHAR;
	uint32_t raw_end = raw ? raw_string_end(lexer, end) : end;
	if (raw && raw_end == end) {
		token->kind = CLEX_WORD;
		return;
	}
	token->len = (raw ? raw_end : literal_end(lexer, end, &token->open)) - token->at;
}

static bool take_slash(struct clex *lexer, struct clex_token *token)
{
	uint32_t end = behind_comment(lexer, token->at, &token->open);
	if (end == token->at)
		return false;
	token->kind = CLEX_COMMENT;
	token->len = end - token->at;
	return true;
}

/* A digraph counts as what it stands for; a trigraph is noted. */
static void take_twin(struct clex *lexer, struct clex_token *token)
{
	static const char twins[][4] = { "<%{", "%>}", "<:[", ":>]", "%:#" };
	uint32_t next = unspliced(lexer, token->at + 1);
	char second = byte_at(lexer, next);
	if (token->punct == '?' && second == '?' && next + 1 < lexer->len &&
	    strchr("=/'()!<>-", lexer->text[next + 1]) && lexer->text[next + 1])
		lexer->trigraph = true;
	for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
		if (token->punct == twins[i][0] && second == twins[i][1]) {
			token->punct = twins[i][2];
			token->len = next + 1 - token->at;
			return;
		}
	}
}

static void take_punct(struct clex *lexer, struct clex_token *token)
{
	token->kind = CLEX_PUNCT;
	token->len = 1;
	token->punct = lexer->text[token->at];
	uint8_t class = class_at(lexer, token->at);
	if (class == TWIN)
		take_twin(lexer, token);
	if (class == DOT && token->at + 2 < lexer->len &&
	    !memcmp(lexer->text + token->at, "...", 3)) {
		token->punct = 'd';
		token->len = 3;
	}
	if (token->punct == '#' && token->first_on_line) {
		token->kind = CLEX_DIRECTIVE;
		token->len = directive_end(lexer, token->at + token->len) - token->at;
	}
}

bool clex_next(struct clex *lexer, struct clex_token *token)
{
	skip_blanks(lexer);
	*token = (struct clex_token){ .at = lexer->at, .first_on_line = lexer->line_start };
	if (lexer->at >= lexer->len)
		return false;
	uint8_t class = class_at(lexer, token->at);
	if (class == LETTER) {
		take_word(lexer, token);
	} else if (class == DIGIT || (class == DOT && class_at(lexer, token->at + 1) == DIGIT)) {
		token->kind = CLEX_NUMBER;
		token->len = number_end(lexer, token->at + 1) - token->at;
	} else if (class == QUOTE) {
		token->kind = lexer->text[token->at] == '"' ? CLEX_STRING : CLEX_CHAR;
		token->len = literal_end(lexer, token->at, &token->open) - token->at;
	} else if (class != SLASH || !take_slash(lexer, token)) {
		take_punct(lexer, token);
	}
	lexer->at = token->at + token->len;
	if (token->kind != CLEX_COMMENT)
		lexer->line_start = false;
	return true;
}

/* What clex_next_in_body() passes over by itself: words by their first byte, and single bytes. */
enum plain { SKIP, LOOK, SPACE, LINE, NAME };

static const uint8_t plain_of[256] = {
	[0] = SPACE,
	['\t'] = SPACE,
	['\v'] = SPACE,
	['\f'] = SPACE,
	['\r'] = SPACE,
	[' '] = SPACE,
	['\n'] = LINE,
	['a' ... 'l'] = NAME,
	['n' ... 't'] = NAME,
	['v' ... 'z'] = NAME,
	['A' ... 'K'] = NAME,
	['M' ... 'Q'] = NAME,
	['S' ... 'T'] = NAME,
	['V' ... 'Z'] = NAME,
	['$'] = NAME,
	[0x80 ... 0xff] = NAME,
	/* Words that are looked for, and prefixes of strings. */
	['m'] = LOOK,
	['_'] = LOOK,
	['L'] = LOOK,
	['R'] = LOOK,
	['U'] = LOOK,
	['u'] = LOOK,
	['0' ... '9'] = LOOK,
	['"'] = LOOK,
	['\''] = LOOK,
	['/'] = LOOK,
	['#'] = LOOK,
	['\\'] = LOOK,
	['.'] = LOOK,
	['<'] = LOOK,
	[':'] = LOOK,
	['%'] = LOOK,
	['?'] = LOOK,
	['{'] = LOOK,
	['}'] = LOOK,
};

static bool counts_in_body(const struct clex *lexer, const struct clex_token *token)
{
	if (token->kind == CLEX_WORD)
		return strchr("Lm_", lexer->text[token->at]) && lexer->text[token->at];
	return token->kind == CLEX_DIRECTIVE || token->kind == CLEX_COMMENT ||
	       token->punct == '{' || token->punct == '}';
}

static void skip_plain(struct clex *lexer)
{
	const unsigned char *text = (const unsigned char *)lexer->text;
	uint32_t at = lexer->at, from = at, len = lexer->len;
	bool line_start = lexer->line_start;
	for (; at < len; from = at) {
		switch ((enum plain)plain_of[text[at]]) {
		case LOOK:
			goto out;
		case SPACE:
			break;
		case LINE:
			line_start = true;
			break;
		case NAME:
			while (at + 1 < len && (class_of[text[at + 1]] == LETTER ||
						class_of[text[at + 1]] == DIGIT))
				at++;
			/* Its end may be a splice. */
			if (at + 1 < len && class_of[text[at + 1]] == BACKSLASH)
				goto out;
			line_start = false;
			break;
		case SKIP:
			line_start = false;
			break;
		}
		at++;
	}
out:
	lexer->at = from;
	lexer->line_start = line_start;
}

bool clex_next_in_body(struct clex *lexer, struct clex_token *token)
{
	do {
		skip_plain(lexer);
		if (!clex_next(lexer, token))
			return false;
	} while (!counts_in_body(lexer, token));
	return true;
}

/* regex_parse.c - from a regular expression's text to its syntax tree. */
#include "trace/escape.h"
#include "trace/regex_struct.h"

#include <string.h>

enum { DEPTH_MAX = 100, NAMES_MAX = 64 };

static const char bad[] = "error building NFA";
static const char unicode_word[] =
	"unsupported regex feature for DFAs: cannot build DFAs for regexes with Unicode word "
	"boundaries; switch to ASCII word boundaries, or heuristically enable Unicode word boundaries "
	"or use a different regex engine";

struct parser {
	const char *text;
	size_t len, at;
	unsigned flags, depth;
	int has_unicode_word; /* reported only if there is nothing worse */
	unsigned n_names;     /* names of groups: each only once */
	struct {
		const char *text;
		size_t len;
	} names[NAMES_MAX];
	struct leaf__arena *arena;
};

static int at_end(const struct parser *parser)
{
	return parser->at >= parser->len;
}

static int is_at(const struct parser *parser, char c)
{
	return !at_end(parser) && parser->text[parser->at] == c;
}

static int take(struct parser *parser, char c)
{
	int found = is_at(parser, c);
	parser->at += (size_t)found;
	return found;
}

/* In (?x), white space and comments do not count. */
static void skip_blanks(struct parser *parser)
{
	if (!(parser->flags & LEAF__REGEX_SPACED))
		return;
	for (; !at_end(parser); parser->at++) {
		char c = parser->text[parser->at];
		if (c == '#')
			while (!at_end(parser) && !is_at(parser, '\n'))
				parser->at++;
		else if (c != ' ' && (c < '\t' || c > '\r'))
			return;
	}
}

/* ---- nodes; NULL without memory or for an error, which are the same to the reader ---- */

static struct leaf__regex_node *new_node(struct parser *parser, enum leaf__node_kind kind)
{
	struct leaf__regex_node *node = leaf__arena_alloc(parser->arena, sizeof *node);
	if (node) {
		node->kind = kind;
		node->nullable = kind == LEAF__NODE_EMPTY || kind == LEAF__NODE_LOOK ||
				 kind == LEAF__NODE_CAT;
	}
	return node;
}

static void append(struct leaf__regex_node *parent, struct leaf__regex_node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	if (parent->kind == LEAF__NODE_CAT)
		parent->nullable &= child->nullable;
	else
		parent->nullable |= child->nullable;
}

static struct leaf__regex_node *look_node(struct parser *parser, enum leaf__look look)
{
	struct leaf__regex_node *node = new_node(parser, LEAF__NODE_LOOK);
	if (node)
		node->look = look;
	return node;
}

static struct leaf__regex_node *line_node(struct parser *parser, int is_end)
{
	static const enum leaf__look plain[] = { LEAF__LOOK_START, LEAF__LOOK_END };
	static const enum leaf__look lines[] = { LEAF__LOOK_LINE_START, LEAF__LOOK_LINE_END };
	static const enum leaf__look crlf[] = { LEAF__LOOK_CRLF_START, LEAF__LOOK_CRLF_END };
	if (!(parser->flags & LEAF__REGEX_LINES))
		return look_node(parser, plain[is_end]);
	return look_node(parser, (parser->flags & LEAF__REGEX_CRLF ? crlf : lines)[is_end]);
}

static struct leaf__regex_node *char_node(struct parser *parser, uint32_t code)
{
	struct leaf__regex_node *node = new_node(parser, LEAF__NODE_SET);
	int folds = parser->flags & LEAF__REGEX_CASE;
	if (folds && parser->flags & LEAF__REGEX_UNICODE)
		return NULL; /* needs tables that are not there */
	if (!node || !leaf__charset_add(&node->set, code, code, parser->arena) ||
	    (folds && !leaf__charset_fold(&node->set, parser->arena)))
		return NULL;
	return node;
}

static struct leaf__regex_node *dot_node(struct parser *parser)
{
	struct leaf__regex_node *node = new_node(parser, LEAF__NODE_SET);
	if (!node || !(parser->flags & LEAF__REGEX_UNICODE))
		return NULL; /* would match half a character */
	if (!(parser->flags & LEAF__REGEX_DOTALL)) {
		if (!leaf__charset_add(&node->set, '\n', '\n', parser->arena))
			return NULL;
		if (parser->flags & LEAF__REGEX_CRLF &&
		    !leaf__charset_add(&node->set, '\r', '\r', parser->arena))
			return NULL;
	}
	return leaf__charset_negate(&node->set, parser->arena) ? node : NULL;
}

/* ---- atoms ---- */

static struct leaf__regex_node *parse_alternatives(struct parser *parser);

static struct leaf__regex_node *parse_escape(struct parser *parser)
{
	char c = parser->at + 1 < parser->len ? parser->text[parser->at + 1] : '\0';
	struct leaf__escape escape;
	if (c == 'A' || c == 'z' || c == 'b' || c == 'B') {
		parser->at += 2;
		if (c == 'A' || c == 'z')
			return look_node(parser, c == 'A' ? LEAF__LOOK_START : LEAF__LOOK_END);
		if (parser->flags & LEAF__REGEX_UNICODE)
			parser->has_unicode_word = 1;
		return look_node(parser, c == 'b' ? LEAF__LOOK_WORD : LEAF__LOOK_NOT_WORD);
	}
	size_t n = leaf__regex_escape(&escape, parser->text + parser->at, parser->len - parser->at,
				      parser->flags, parser->arena);
	parser->at += n;
	if (!n)
		return NULL;
	if (!escape.is_set)
		return char_node(parser, escape.code);
	struct leaf__regex_node *node = new_node(parser, LEAF__NODE_SET);
	if (node)
		node->set = escape.set;
	return node;
}

static struct leaf__regex_node *parse_brackets(struct parser *parser)
{
	struct leaf__regex_node *node = new_node(parser, LEAF__NODE_SET);
	size_t n = node ? leaf__regex_brackets(&node->set, parser->text + parser->at,
					       parser->len - parser->at, parser->flags,
					       parser->arena)
			: 0;
	parser->at += n;
	return n ? node : NULL;
}

static struct leaf__regex_node *parse_char(struct parser *parser)
{
	uint32_t code;
	unsigned n = leaf__utf8_char(&code, parser->text + parser->at, parser->len - parser->at);
	parser->at += n ? n : 1;
	return char_node(parser, n ? code : 0xfffd);
}

/* "name>" of (?<name> or (?P<name>. */
static int parse_name(struct parser *parser)
{
	size_t start = parser->at;
	for (; !at_end(parser) && !is_at(parser, '>'); parser->at++) {
		char c = parser->text[parser->at];
		int starts = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
			     (unsigned char)c > 0x7f;
		if (!starts && (parser->at == start || !c || !strchr("0123456789.[]", c)))
			return 0;
	}
	size_t len = parser->at - start;
	if (!len || !take(parser, '>') || parser->n_names == NAMES_MAX)
		return 0;
	for (unsigned i = 0; i < parser->n_names; i++)
		if (parser->names[i].len == len &&
		    memcmp(parser->names[i].text, parser->text + start, len) == 0)
			return 0;
	parser->names[parser->n_names].text = parser->text + start;
	parser->names[parser->n_names++].len = len;
	return 1;
}

/* The letters of (?i-s) or (?i-s:, up to ')' or ':'. Sets the parser's flags; 0 for an error. */
static int parse_flags(struct parser *parser, int *n_letters)
{
	static const char letters[] = "imsUuxR";
	unsigned seen = 0, flags = parser->flags;
	int negated = 0, dangling = 0;
	*n_letters = 0;
	for (; !at_end(parser) && !is_at(parser, ')') && !is_at(parser, ':'); parser->at++) {
		char c = parser->text[parser->at];
		const char *letter = strchr(letters, c);
		unsigned bit = letter ? 1u << (letter - letters) : 0;
		if (c == '-' ? negated : !c || !letter || seen & bit)
			return 0;
		++*n_letters;
		dangling = c == '-';
		negated |= dangling;
		seen |= bit;
		flags = negated ? flags & ~bit : flags | bit;
	}
	parser->flags = flags;
	return !at_end(parser) && !dangling;
}

static struct leaf__regex_node *parse_group_body(struct parser *parser, unsigned outer_flags)
{
	struct leaf__regex_node *body = parse_alternatives(parser);
	if (!body || !take(parser, ')'))
		return NULL;
	parser->flags = outer_flags;
	return body;
}

/* A group, after its '('; or (?flags), for which *is_directive becomes 1. */
static struct leaf__regex_node *parse_group(struct parser *parser, int *is_directive)
{
	unsigned outer_flags = parser->flags;
	int n_letters;
	skip_blanks(parser);
	if (!take(parser, '?'))
		return parse_group_body(parser, outer_flags);
	size_t left = parser->len - parser->at;
	const char *text = parser->text + parser->at;
	if (left && (*text == '=' || *text == '!'))
		return NULL;
	if (left > 1 && (*text == '<' || (*text == 'P' && text[1] == '<'))) {
		parser->at += *text == 'P' ? 2 : 1;
		return parse_name(parser) ? parse_group_body(parser, outer_flags) : NULL;
	}
	if (!parse_flags(parser, &n_letters))
		return NULL;
	if (take(parser, ':'))
		return parse_group_body(parser, outer_flags);
	if (!take(parser, ')') || !n_letters)
		return NULL;
	*is_directive = 1;
	return new_node(parser, LEAF__NODE_EMPTY);
}

static struct leaf__regex_node *parse_atom(struct parser *parser, int *is_directive)
{
	switch (parser->text[parser->at]) {
	case '(':
		parser->at++;
		return parse_group(parser, is_directive);
	case '[':
		return parse_brackets(parser);
	case '\\':
		return parse_escape(parser);
	case '.':
		parser->at++;
		return dot_node(parser);
	case '^':
	case '$':
		return line_node(parser, parser->text[parser->at++] == '$');
	case '?':
	case '*':
	case '+':
	case '{':
		return NULL; /* of what? */
	default:
		return parse_char(parser);
	}
}

/* ---- repetition, sequence, alternatives ---- */

static int parse_number(struct parser *parser, uint32_t *out)
{
	uint64_t number = 0;
	size_t start;
	while (is_at(parser, ' '))
		parser->at++;
	start = parser->at;
	for (; !at_end(parser); parser->at++) {
		char c = parser->text[parser->at];
		if (c < '0' || c > '9')
			break;
		number = number * 10 + (unsigned)(c - '0');
		if (number >= UINT32_MAX)
			return 0;
	}
	*out = (uint32_t)number;
	int found = parser->at > start;
	while (is_at(parser, ' '))
		parser->at++;
	return found;
}

/* {m}, {m,} or {m,n}, after its '{'. */
static int parse_count(struct parser *parser, uint32_t *min, uint32_t *max)
{
	if (!parse_number(parser, min))
		return 0;
	*max = *min;
	if (take(parser, ',')) {
		skip_blanks(parser);
		if (is_at(parser, '}'))
			*max = UINT32_MAX;
		else if (!parse_number(parser, max))
			return 0;
	}
	return take(parser, '}') && *min <= *max;
}

static int only_empty(const struct leaf__regex_node *node)
{
	if (node->kind == LEAF__NODE_SET)
		return 0;
	for (const struct leaf__regex_node *child = node->first; child; child = child->next)
		if (!only_empty(child))
			return 0;
	return 1;
}

/* The operators after an atom: a*, a+?, a{2,3}*. Returns what they make of it. */
static struct leaf__regex_node *parse_repeats(struct parser *parser, struct leaf__regex_node *atom,
					      int is_directive)
{
	for (unsigned n = 0; atom; n++) {
		uint32_t min = 0, max = UINT32_MAX;
		skip_blanks(parser);
		if (take(parser, '?'))
			max = 1;
		else if (take(parser, '+'))
			min = 1;
		else if (take(parser, '{')) {
			if (!parse_count(parser, &min, &max))
				return NULL;
		} else if (!take(parser, '*'))
			return atom;
		struct leaf__regex_node *repeat = new_node(parser, LEAF__NODE_REPEAT);
		if (!repeat || is_directive || n == DEPTH_MAX)
			return NULL;
		if (only_empty(atom)) { /* more often is no more */
			min = min > 1 ? 1 : min;
			max = max > 1 ? 1 : max;
		}
		append(repeat, atom);
		repeat->nullable |= min == 0;
		repeat->min = min;
		repeat->max = max;
		repeat->lazy = take(parser, '?') != ((parser->flags & LEAF__REGEX_SWAP) != 0);
		atom = max ? repeat : new_node(parser, LEAF__NODE_EMPTY);
	}
	return atom;
}

static struct leaf__regex_node *parse_sequence(struct parser *parser)
{
	struct leaf__regex_node *sequence = new_node(parser, LEAF__NODE_CAT);
	while (sequence) {
		skip_blanks(parser);
		if (at_end(parser) || is_at(parser, '|') || is_at(parser, ')'))
			return sequence;
		int is_directive = 0;
		struct leaf__regex_node *atom = parse_atom(parser, &is_directive);
		atom = parse_repeats(parser, atom, is_directive);
		if (!atom)
			return NULL;
		append(sequence, atom);
	}
	return NULL;
}

static struct leaf__regex_node *parse_alternatives(struct parser *parser)
{
	struct leaf__regex_node *all = new_node(parser, LEAF__NODE_ALT);
	if (++parser->depth > DEPTH_MAX || !all)
		return NULL;
	do {
		struct leaf__regex_node *sequence = parse_sequence(parser);
		if (!sequence)
			return NULL;
		append(all, sequence);
	} while (take(parser, '|'));
	parser->depth--;
	return all->first == all->last ? all->first : all;
}

const char *leaf__regex_parse(struct leaf__regex_node **out, const char *pattern, size_t len,
			      struct leaf__arena *arena)
{
	struct parser parser = { .text = pattern, .len = len, .flags = LEAF__REGEX_UNICODE };
	parser.arena = arena;
	*out = parse_alternatives(&parser);
	if (!*out || !at_end(&parser))
		return bad;
	return parser.has_unicode_word ? unicode_word : NULL;
}

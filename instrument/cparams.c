/* cparams.c - the names of a function's parameters. */
#include "instrument/cparams.h"

#include "instrument/cwords.h"

#include <string.h>

/* A declaration is read as a row of items; what says nothing about the name is left out. */
enum item_kind { TYPE, STAR, NAME, MACRO, CALL, GROUP, ARRAY, DOTS, STRANGE };

struct item {
	enum item_kind kind;
	size_t token;  /* GROUP and CALL: the '(' */
	bool capitals; /* NAME and MACRO: looks like a macro's name */
};

/* Longer rows than any declaration that people write are not understood. */
enum { MAX_ITEMS = 24 };

struct items {
	struct item items[MAX_ITEMS];
	size_t n;
};

const char *cparams_json(enum cparams_why why)
{
	static const char *const names[] = {
#define P(name, json, meaning) [CPARAMS_##name] = json,
#include "instrument/cparams.def"
	};
	return names[why];
}

static bool is_open(const struct cdecl *decl, size_t i, size_t to, char open)
{
	return i < to && decl->tokens[i].punct == open;
}

static size_t behind_group(const struct cdecl *decl, size_t i, size_t to, char open)
{
	return is_open(decl, i, to, open) ? (size_t)decl->tokens[i].match + 1 : i;
}

static void add(struct items *row, enum item_kind kind, size_t token)
{
	if (row->n == MAX_ITEMS)
		row->items[MAX_ITEMS - 1].kind = STRANGE;
	else
		row->items[row->n++] = (struct item){ kind, token, false };
}

/* Behind struct, union, enum: attributes, the tag, the braces. */
static size_t behind_tag(const struct cdecl *decl, size_t i, size_t to)
{
	while (i < to && decl->tokens[i].class == CWORDS_ATTRIBUTE)
		i = behind_group(decl, i + 1, to, '(');
	if (i < to && decl->tokens[i].kind == CLEX_WORD)
		i = behind_group(decl, i + 1, to, '(');
	return i < to && decl->tokens[i].punct == CDECL_BRACED ? i + 1 : i;
}

static size_t add_name(struct items *row, const struct cdecl *decl, size_t i, size_t to)
{
	const struct cdecl_token *token = &decl->tokens[i];
	unsigned known = cdecl_macro(decl, i);
	bool capitals = cwords_is_capitals(decl->text + token->at, token->len);
	if ((known & CMACROS_CALL || capitals) && is_open(decl, i + 1, to, '(')) {
		add(row, CALL, i + 1);
		return behind_group(decl, i + 1, to, '(');
	}
	add(row, token->spliced ? STRANGE : known ? MACRO : NAME, i);
	row->items[row->n - 1].capitals = capitals;
	return i + 1;
}

static size_t add_word(struct items *row, const struct cdecl *decl, size_t i, size_t to)
{
	switch (decl->tokens[i].class) {
	case CWORDS_NAME:
	case CWORDS_CPLUSPLUS:
		return add_name(row, decl, i, to);
	case CWORDS_TYPE:
		add(row, TYPE, i);
		return i + 1;
	case CWORDS_TYPEOF:
		add(row, TYPE, i);
		return behind_group(decl, i + 1, to, '(');
	case CWORDS_TAG:
		add(row, TYPE, i);
		return behind_tag(decl, i + 1, to);
	case CWORDS_ATTRIBUTE:
		return behind_group(decl, i + 1, to, '(');
	case CWORDS_QUALIFIER:
		if (is_open(decl, i + 1, to, '(') && decl->tokens[i].len == strlen("_Atomic") &&
		    decl->text[decl->tokens[i].at] == '_') {
			add(row, TYPE, i);
			return behind_group(decl, i + 1, to, '(');
		}
		return i + 1;
	default:
		add(row, STRANGE, i);
		return i + 1;
	}
}

static void read_items(struct items *row, const struct cdecl *decl, size_t i, size_t to)
{
	row->n = 0;
	while (i < to) {
		const struct cdecl_token *token = &decl->tokens[i];
		if (token->kind == CLEX_WORD) {
			i = add_word(row, decl, i, to);
			continue;
		}
		if (token->punct == '*' || token->punct == '^')
			add(row, STAR, i);
		else if (token->punct == '(')
			add(row, GROUP, i);
		else if (token->punct == '[' && !is_open(decl, i + 1, to, '['))
			add(row, ARRAY, i);
		else if (token->punct == 'd')
			add(row, DOTS, i);
		else if (token->punct != '[')
			add(row, STRANGE, i);
		i = token->punct == '(' || token->punct == '[' ? (size_t)token->match + 1 : i + 1;
	}
}

/*
 * Which of the words in items [from, to) is the name. 'typed': a type or a '*' stands before them,
 * so that one of them suffices. Words in capitals that are no known macros are taken for
 * attributes when there is one word too many.
 */
static enum cparams_why pick_name(const struct items *row, size_t from, size_t to, bool typed,
				  size_t *token)
{
	size_t plain[3], n_plain = 0, n_capitals = 0, n_macros = 0, first_macro = to, last = from;
	for (size_t i = from; i < to; i++) {
		enum item_kind kind = row->items[i].kind;
		bool capitals = row->items[i].capitals;
		if (kind == NAME && !capitals && n_plain < 3)
			plain[n_plain] = i;
		n_plain += kind == NAME && !capitals;
		n_capitals += kind == NAME && capitals;
		n_macros += kind == MACRO;
		if (kind == MACRO && first_macro == to)
			first_macro = i;
		if (kind != MACRO)
			last = i;
	}
	size_t words = n_plain + n_capitals, wanted = typed ? 1 : 2;
	if (words == wanted && n_plain <= wanted) {
		*token = row->items[last].token;
		return CPARAMS_NAMED;
	}
	if (words > wanted && n_plain && n_plain <= wanted) {
		size_t name = plain[n_plain - 1];
		*token = row->items[name].token;
		return typed || name > from ? CPARAMS_NAMED : CPARAMS_AMBIGUOUS;
	}
	if (words > wanted)
		return CPARAMS_AMBIGUOUS;
	/* MACRO name: the macro is the type. */
	if (!typed && words == 1 && first_macro < last) {
		*token = row->items[last].token;
		return CPARAMS_NAMED;
	}
	/* int name, where name is a macro elsewhere, or stands for a name here too. */
	if (typed && words == 0 && n_macros == 1 && !row->items[first_macro].capitals) {
		*token = row->items[first_macro].token;
		return CPARAMS_NAMED;
	}
	return n_macros ? CPARAMS_MACRO : CPARAMS_UNNAMED;
}

/* The name among items [0, to), which no group follows that belongs to the declarator. */
static enum cparams_why name_before(const struct items *row, size_t to, size_t *token)
{
	size_t from = 0;
	for (size_t i = 0; i < to; i++) {
		if (row->items[i].kind == TYPE || row->items[i].kind == STAR)
			from = i + 1;
	}
	return pick_name(row, from, to, from > 0, token);
}

static size_t first_of(const struct items *row, enum item_kind kind)
{
	size_t i = 0;
	while (i < row->n && row->items[i].kind != kind)
		i++;
	return i;
}

static enum cparams_why name_in(const struct cdecl *decl, size_t from, size_t to, size_t *token,
				bool nested);

/* A declarator with a group in it: (*name)(…), (name)(…), name(…). */
static enum cparams_why name_by_group(const struct items *row, const struct cdecl *decl,
				      size_t group, size_t *token)
{
	size_t open = row->items[group].token, close = decl->tokens[open].match;
	enum item_kind before = group ? row->items[group - 1].kind : STRANGE;
	struct items within = { .n = 0 };
	read_items(&within, decl, open + 1, close);
	if (before == STRANGE && group)
		return CPARAMS_COMPLEX;
	if (first_of(&within, STAR) < within.n && first_of(&within, TYPE) == within.n &&
	    within.items[0].kind != NAME)
		return name_in(decl, open + 1, close, token, true);
	if (before == TYPE || before == STAR)
		return name_in(decl, open + 1, close, token, true);
	if (before == NAME && (within.n != 1 || within.items[0].kind == TYPE))
		return name_before(row, group, token);
	return CPARAMS_COMPLEX;
}

/* 'nested': within the parentheses of a declarator, where one word alone is the name. */
static enum cparams_why name_in(const struct cdecl *decl, size_t from, size_t to, size_t *token,
				bool nested)
{
	struct items row = { .n = 0 };
	read_items(&row, decl, from, to);
	if (first_of(&row, STRANGE) < row.n)
		return CPARAMS_COMPLEX;
	if (first_of(&row, DOTS) < row.n)
		return row.n == 1 ? CPARAMS_ELLIPSIS : CPARAMS_COMPLEX;
	if (first_of(&row, CALL) < row.n)
		return CPARAMS_MACRO;
	size_t group = first_of(&row, GROUP), array = first_of(&row, ARRAY);
	if (group < row.n && group < array && !(nested && row.items[0].kind == STAR && group > 1))
		return name_by_group(&row, decl, group, token);
	size_t end = group < array ? group : array;
	if (nested && end == 1 && row.items[0].kind == NAME) {
		*token = row.items[0].token;
		return CPARAMS_NAMED;
	}
	return name_before(&row, end, token);
}

static bool all_seen(const struct cdecl *decl, size_t from, size_t to,
		     bool (*sees)(const void *closure, uint32_t branch), const void *closure)
{
	uint32_t branch = 0;
	for (; from < to; from++) {
		if (decl->tokens[from].branch != branch &&
		    !sees(closure, decl->tokens[from].branch))
			return false;
		branch = decl->tokens[from].branch;
	}
	return true;
}

/*
 * Whether the function's name is a macro that, where it is in force, makes another list of these
 * parameters. One with a replacement of another kind, as the empty one of a feature that is left
 * out, cannot be in force where a function of its name is defined.
 */
static bool is_rewritten(const struct cdecl *decl, const struct cdecl_fn *fn)
{
	unsigned known = fn->plain_name ? cdecl_macro(decl, fn->name) : 0;
	return known & CMACROS_CALL && known & (CMACROS_SELF | CMACROS_HEADER);
}

static enum cparams_why judge(const struct cdecl *decl, const struct cdecl_fn *fn, size_t from,
			      size_t to, size_t *token)
{
	if (is_rewritten(decl, fn))
		return CPARAMS_HEADER;
	if (fn->knr) {
		*token = from;
		return cdecl_macro(decl, from) ? CPARAMS_MACRO : CPARAMS_NAMED;
	}
	return name_in(decl, from, to, token, false);
}

bool cparams_next(struct cparams_one *out, const struct cdecl *decl, const struct cdecl_fn *fn,
		  size_t *at, bool (*sees)(const void *closure, uint32_t branch),
		  const void *closure)
{
	size_t from = *at, close = decl->tokens[fn->open].match, to = from, token = 0;
	if (from >= close)
		return false;
	while (to < close && decl->tokens[to].punct != ',') {
		char punct = decl->tokens[to].punct;
		to = punct == '(' || punct == '[' ? (size_t)decl->tokens[to].match + 1 : to + 1;
	}
	*at = to + 1;
	if (to == from + 1 && to == close && from == fn->open + 1 &&
	    decl->tokens[from].class == CWORDS_TYPE &&
	    !memcmp(decl->text + decl->tokens[from].at, "void", 4))
		return false;
	*out = (struct cparams_one){ .why = CPARAMS_CONDITIONAL };
	if (!all_seen(decl, from, to, sees, closure))
		return true;
	out->why = from < to ? judge(decl, fn, from, to, &token) : CPARAMS_COMPLEX;
	if (out->why == CPARAMS_NAMED) {
		out->at = decl->tokens[token].at;
		out->len = decl->tokens[token].len;
	}
	return true;
}

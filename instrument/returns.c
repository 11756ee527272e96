/* returns.c - the return statements of a function whose values can be shown. */
#include "instrument/returns.h"

#include "instrument/clex.h"
#include "instrument/cwords.h"

#include <stdlib.h>
#include <string.h>

/* ---- the function ---- */

/* Words in a header after which a call of the function, even one that is never made, is told of. */
static bool is_told_of(const char *text, const struct clex_token *word)
{
	static const char *const words[] = { "deprecated", "__deprecated__", "error",
					     "__error__",  "warning",	     "__warning__",
					     "unavailable" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (clex_is(text, word, words[i]))
			return true;
	}
	return false;
}

/* Whether the words before the name allow for a value: 'void' without a '*' does not. */
static bool has_value(const char *text, const struct cfuncs_fn *fn)
{
	struct clex lexer;
	struct clex_token token;
	bool is_void = false, pointer = false;
	clex_init(&lexer, text, fn->name);
	lexer.at = fn->head;
	while (clex_next(&lexer, &token)) {
		if (token.kind == CLEX_DIRECTIVE || is_told_of(text, &token))
			return false;
		is_void |= clex_is(text, &token, "void") || clex_is(text, &token, "VOID");
		pointer |= token.punct == '*';
	}
	return !is_void || pointer;
}

static bool all_named(const char *text, const struct cfuncs *funcs, const struct cfuncs_fn *fn)
{
	for (uint32_t i = 0; i < fn->n_params; i++) {
		const struct cparams_one *param = &funcs->params.items[fn->params + i];
		bool same = param->len == fn->name_len &&
			    !memcmp(text + param->at, text + fn->name, param->len);
		if (param->why != CPARAMS_NAMED || same)
			return false;
	}
	return true;
}

/* Whether another header shares the body. */
static bool has_twin(const struct cfuncs *funcs, size_t i)
{
	const struct cfuncs_fn *fns = funcs->fns.items;
	return (i && fns[i - 1].end > fns[i].brace) ||
	       (i + 1 < funcs->fns.n && fns[i + 1].brace < fns[i].end);
}

static bool is_plain_name(const char *text, const struct cfuncs_fn *fn)
{
	for (uint32_t i = 0; i < fn->name_len; i++) {
		if (strchr(" \t\r\n\\()", text[fn->name + i]))
			return false;
	}
	return true;
}

/* ---- its body ---- */

enum { MAX_PARENS = 256 };

struct walk_body {
	struct returns *out;
	const char *text;
	struct clex lexer;
	struct clex_token token, before, before_that;
	unsigned depth;				/* of parentheses */
	struct clex_token heads[MAX_PARENS][2]; /* the two tokens before each '(' */
	struct clex_token closed[2];		/* those before the '(' that has just been closed */
	bool nested;				/* a function or a block stands inside */
};

static bool next_token(struct walk_body *walk)
{
	walk->before_that = walk->before;
	walk->before = walk->token;
	do {
		if (!clex_next(&walk->lexer, &walk->token))
			return false;
	} while (walk->token.kind == CLEX_COMMENT);
	return true;
}

/* Whether "two words (…) {" or "^ (…) {" or "^ {" has been read up to its '{'. */
static bool opens_function(const struct walk_body *walk)
{
	const struct clex_token *before = &walk->closed[0], *name = &walk->closed[1];
	if (walk->before.punct == '^' || (walk->before.punct == ')' && name->punct == '^'))
		return true;
	if (walk->before.punct != ')' || name->kind != CLEX_WORD)
		return false;
	enum cwords_class class = cwords_class(walk->text + name->at, name->len);
	enum cwords_class first = cwords_class(walk->text + before->at, before->len);
	bool word = before->kind == CLEX_WORD && first != CWORDS_STATEMENT;
	return class != CWORDS_STATEMENT && (word || before->punct == '*');
}

static void note_parens(struct walk_body *walk)
{
	if (walk->token.punct == '(') {
		if (walk->depth < MAX_PARENS) {
			walk->heads[walk->depth][0] = walk->before_that;
			walk->heads[walk->depth][1] = walk->before;
		}
		walk->depth++;
	} else if (walk->token.punct == ')' && walk->depth) {
		walk->depth--;
		if (walk->depth < MAX_PARENS)
			memcpy(walk->closed, walk->heads[walk->depth], sizeof walk->closed);
	} else if (walk->token.punct == '{' && opens_function(walk)) {
		walk->nested = true;
	}
}

/* The brackets that are open, innermost last, as the ends that they want. */
struct brackets {
	char ends[MAX_PARENS];
	size_t n;
};

/* Follow a bracket. False if it closes none that is open, or too many are. */
static bool follow(struct brackets *brackets, char punct)
{
	static const char opening[] = "([{", closing[] = ")]}";
	const char *opens = punct ? strchr(opening, punct) : NULL;
	if (opens && brackets->n < MAX_PARENS)
		brackets->ends[brackets->n++] = closing[opens - opening];
	else if (opens)
		return false;
	else if (punct && strchr(closing, punct))
		return brackets->n && brackets->ends[--brackets->n] == punct;
	return true;
}

/* Behind 'return': up to its ';'. False if it cannot be shown, wherever that ends. */
static bool read_expression(struct walk_body *walk, struct returns_one *one)
{
	uint32_t after = walk->token.at + walk->token.len;
	struct brackets open = { .n = 0 };
	bool whole = walk->depth == 0;
	while (next_token(walk)) {
		char punct = walk->token.punct;
		bool first = !one->to;
		if (punct == ';' && !open.n)
			return whole && !first;
		if (punct == ';' && open.ends[open.n - 1] != '}')
			whole = false;
		if (walk->token.kind == CLEX_DIRECTIVE ||
		    clex_is(walk->text, &walk->token, "return"))
			whole = false;
		if (first)
			one->from = walk->token.at;
		one->touching |= walk->token.at == after;
		one->to = walk->token.at + walk->token.len;
		note_parens(walk);
		if (!follow(&open, punct))
			return false;
	}
	return false;
}

static leaf_err walk_body(struct walk_body *walk)
{
	while (!walk->nested && next_token(walk)) {
		struct returns_one one = { 0, 0, false };
		note_parens(walk);
		if (!clex_is(walk->text, &walk->token, "return") || !read_expression(walk, &one))
			continue;
		LEAF_TRY(LEAF__VEC_ROOM(&walk->out->items));
		walk->out->items.items[walk->out->items.n++] = one;
	}
	return LEAF_E_OK;
}

leaf_err returns_find(struct returns *out, const char *text, size_t len, const struct cfuncs *funcs,
		      size_t i)
{
	const uint32_t no = CFUNCS_OLD_FORM | CFUNCS_MACRO_HEAD | CFUNCS_UNKNOWN | CFUNCS_UNCLOSED;
	const struct cfuncs_fn *fn = &funcs->fns.items[i];
	if (fn->flags & no || fn->end > len || has_twin(funcs, i) || !is_plain_name(text, fn) ||
	    !all_named(text, funcs, fn) || !has_value(text, fn))
		return LEAF_E_OK;
	struct walk_body *walk = calloc(1, sizeof *walk);
	if (!walk)
		return leaf_fail(LEAF_E_NOMEM, "no memory to look for returns");
	walk->out = out;
	walk->text = text;
	clex_init(&walk->lexer, text, fn->end - 1);
	walk->lexer.at = fn->brace + fn->brace_len;
	leaf_err err = walk_body(walk);
	if (walk->nested)
		out->items.n = 0;
	free(walk);
	return err;
}

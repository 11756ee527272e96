/* cmacros.c - which names are macros, and what is known of them. */
#include "instrument/cmacros.h"

#include "instrument/cwords.h"

#include <stdlib.h>
#include <string.h>

/* A slot of the hash table; empty if it has no length. */
struct cmacros_name {
	uint32_t at, len; /* in names */
	uint32_t hash;
	unsigned known;
};

void cmacros_release(struct cmacros *set)
{
	leaf__buf_release(&set->names);
	free(set->slots);
	*set = (struct cmacros){ 0 };
}

static uint32_t hash_of(const char *name, size_t len)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash;
}

/* The slot of a name, or the empty one where it belongs. cap is a power of two and not full. */
static struct cmacros_name *slot_of(const struct cmacros *set, const char *name, size_t len,
				    uint32_t hash)
{
	size_t i = hash & (set->cap - 1);
	for (;; i = (i + 1) & (set->cap - 1)) {
		struct cmacros_name *slot = &set->slots[i];
		if (!slot->len || (slot->hash == hash && slot->len == len &&
				   !memcmp(set->names.data + slot->at, name, len)))
			return slot;
	}
}

static leaf_err grow(struct cmacros *set)
{
	size_t cap = set->cap ? set->cap * 4 : 64;
	struct cmacros_name *slots = calloc(cap, sizeof *slots);
	if (!slots)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu macro names", cap);
	for (size_t i = 0; i < set->cap; i++) {
		const struct cmacros_name *old = &set->slots[i];
		size_t j = old->hash & (cap - 1);
		while (old->len && slots[j].len)
			j = (j + 1) & (cap - 1);
		if (old->len)
			slots[j] = *old;
	}
	free(set->slots);
	set->slots = slots;
	set->cap = cap;
	return LEAF_E_OK;
}

static leaf_err add(struct cmacros *set, const char *name, uint32_t len, unsigned known)
{
	if (set->n * 2 >= set->cap)
		LEAF_TRY(grow(set));
	uint32_t hash = hash_of(name, len);
	struct cmacros_name *slot = slot_of(set, name, len, hash);
	if (!slot->len) {
		uint32_t at = (uint32_t)set->names.len;
		LEAF_TRY(leaf__buf_add(&set->names, name, len));
		*slot = (struct cmacros_name){ .at = at, .len = len, .hash = hash };
		set->n++;
	}
	slot->known |= known;
	set->any |= known;
	return LEAF_E_OK;
}

static bool same_word(const struct clex *lexer, const struct clex_token *a,
		      const struct clex_token *b)
{
	return a->len == b->len && !memcmp(lexer->text + a->at, lexer->text + b->at, a->len);
}

/* Whether a function's header can begin with this; do and return, or '(', cannot. */
static bool can_begin_header(const struct clex *lexer, const struct clex_token *token)
{
	return token->kind == CLEX_WORD &&
	       cwords_class(lexer->text + token->at, token->len) != CWORDS_STATEMENT;
}

/* What the replacement says, read from behind the name and its parameters. */
static unsigned study(struct clex *lexer, const struct clex_token *name)
{
	struct clex_token token;
	unsigned known = 0;
	int braces = 0;
	char last = 0;
	bool first = true, worded = false;
	while (clex_next(lexer, &token)) {
		if (token.kind == CLEX_COMMENT)
			continue;
		if (first)
			worded = can_begin_header(lexer, &token);
		first = false;
		last = token.kind == CLEX_PUNCT ? token.punct : 0;
		braces += (last == '{') - (last == '}');
		if (token.kind != CLEX_WORD)
			continue;
		known |= cwords_marks(lexer->text + token.at, token.len);
		if (cwords_class(lexer->text + token.at, token.len) == CWORDS_TAG)
			known |= CMACROS_TAG;
		if (same_word(lexer, &token, name))
			known |= CMACROS_SELF;
	}
	if (braces)
		known |= braces > 0 ? CMACROS_OPENS : CMACROS_CLOSES;
	return last == ')' && worded ? known | CMACROS_HEADER : known;
}

static void skip_parameters(struct clex *lexer)
{
	struct clex_token token;
	while (clex_next(lexer, &token)) {
		if (token.kind == CLEX_PUNCT && token.punct == ')')
			return;
	}
}

leaf_err cmacros_note(struct cmacros *set, const struct clex *lexer,
		      const struct clex_token *directive)
{
	struct clex inside;
	struct clex_token token;
	clex_enter(&inside, lexer, directive);
	do {
		clex_next(&inside, &token);
	} while (token.kind == CLEX_COMMENT);
	if (!clex_is(inside.text, &token, "define"))
		return LEAF_E_OK;
	do {
		clex_next(&inside, &token);
	} while (token.kind == CLEX_COMMENT);
	if (token.kind != CLEX_WORD)
		return LEAF_E_OK;
	unsigned known = CMACROS_DEFINED;
	if (inside.at < inside.len && inside.text[inside.at] == '(') {
		known |= CMACROS_CALL;
		skip_parameters(&inside);
	}
	known |= study(&inside, &token);
	return add(set, inside.text + token.at, token.len, known);
}

leaf_err cmacros_scan(struct cmacros *set, const char *text, size_t len)
{
	struct clex lexer;
	struct clex_token token;
	if (len > CLEX_MAX)
		return leaf_fail(LEAF_E_LIMIT, "a text of %zu bytes is too long", len);
	clex_init(&lexer, text, len);
	while (clex_next_in_body(&lexer, &token)) {
		if (token.kind == CLEX_DIRECTIVE)
			LEAF_TRY(cmacros_note(set, &lexer, &token));
	}
	return LEAF_E_OK;
}

static unsigned find_hashed(const struct cmacros *set, const char *name, size_t len, uint32_t hash)
{
	return set->n ? slot_of(set, name, len, hash)->known : 0;
}

unsigned cmacros_find(const struct cmacros *set, const char *name, size_t len)
{
	return find_hashed(set, name, len, hash_of(name, len));
}

static unsigned find_in_view(const struct cmacros_view *view, const char *name, size_t len,
			     uint32_t hash)
{
	struct cmacros_cached *cached = NULL;
	unsigned known = 0;
	if (view->cache) {
		cached = &view->cache[hash % CMACROS_CACHE];
		if (cached->name && cached->hash == hash && cached->len == len &&
		    !memcmp(cached->name, name, len))
			return cached->known;
	}
	for (size_t i = 0; i < view->n; i++)
		known |= find_hashed(view->sets[i], name, len, hash);
	if (cached)
		*cached = (struct cmacros_cached){ name, (uint32_t)len, hash, known };
	return known;
}

unsigned cmacros_find_all(const struct cmacros *set, const struct cmacros_view *view,
			  const char *name, size_t len)
{
	uint32_t hash = hash_of(name, len);
	unsigned known = find_hashed(set, name, len, hash);
	return view && view->n ? known | find_in_view(view, name, len, hash) : known;
}

unsigned cmacros_marks(const struct cmacros *set, const struct cmacros_view *view, const char *name,
		       size_t len)
{
	if (!((set->any | (view ? view->any : 0)) & CMACROS_MARKS))
		return 0;
	return cmacros_find_all(set, view, name, len) & CMACROS_MARKS;
}

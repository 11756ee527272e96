/* fix_check.c - whether what was put into a text leaves its code alone and can be taken out again. */
#include "instrument/fix_check.h"

#include "instrument/clex.h"
#include "instrument/strip.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static leaf_err cannot_be_taken_out(void)
{
	return leaf_fail(LEAF_E_UNSUPPORTED, "lines put in here could not be taken out");
}

static leaf_err would_change_code(void)
{
	return leaf_fail(LEAF_E_UNSUPPORTED, "a line here would change the code");
}

static bool same_token(const char *a_text, const struct clex_token *a, const char *b_text,
		       const struct clex_token *b)
{
	return a->kind == b->kind && a->len == b->len &&
	       !memcmp(a_text + a->at, b_text + b->at, a->len);
}

/* ---- the whole text ---- */

/* Whether strip makes 'want' of a text. */
static leaf_err check_strip(const char *text, size_t len, const char *want, size_t want_len)
{
	struct leaf__buf again = { 0 };
	struct strip_counts counts;
	leaf_err err = strip_text(&again, &counts, text, len);
	bool same = again.len == want_len && (!want_len || !memcmp(again.data, want, want_len));
	leaf__buf_release(&again);
	return err == LEAF_E_OK && !same ? cannot_be_taken_out() : err;
}

static leaf_err check_tokens(const struct fix_result *result)
{
	const struct fix_stretches *inserted = result->inserted;
	struct clex before, after;
	struct clex_token old, new;
	size_t i = 0;
	clex_init(&before, result->bare->data, result->bare->len);
	clex_init(&after, result->text, result->len);
	while (clex_next(&after, &new)) {
		while (i < inserted->n && inserted->items[i].to <= new.at)
			i++;
		if (i < inserted->n && inserted->items[i].from <= new.at)
			continue;
		clex_next(&before, &old);
		if (!same_token(result->text, &new, result->bare->data, &old))
			return would_change_code();
	}
	return clex_next(&before, &old) ? would_change_code() : LEAF_E_OK;
}

leaf_err fix_check(const struct fix_result *result)
{
	LEAF_TRY(check_strip(result->text, result->len, result->bare->data, result->bare->len));
	return check_tokens(result);
}

/* ---- each stretch ---- */

/*
 * Nothing but the '{' or the line's begin before a stretch counts for what strip does with it, if
 * the tokens in it are those that were written.
 */
static leaf_err check_strip_of(const struct fix_result *result, const struct fix_stretch *stretch)
{
	char text[4096] = "{";
	size_t len = stretch->to - stretch->from;
	const char *from = result->text + stretch->from;
	if (len >= sizeof text)
		return check_strip(result->text, result->len, result->bare->data,
				   result->bare->len);
	size_t brace = *from == ' ' && from[len - 1] == ';';
	memcpy(text + brace, from, len);
	return check_strip(text, len + brace, "{", brace);
}

/*
 * Read both texts from the bound on: the same tokens up to the stretch, tokens within it, and then
 * the same one, as far behind it. What follows is the same text up to the next stretch.
 *
 * Raw strings are taken for words and strings, so as not to look for their ends.
 */
static leaf_err check_tokens_at(const struct fix_result *result, const struct fix_stretch *stretch)
{
	const char *bare = result->bare->data;
	struct clex before, after;
	struct clex_token old, new;
	clex_init(&before, bare, result->bare->len);
	clex_init(&after, result->text, result->len);
	before.no_raw = after.no_raw = true;
	before.at = (uint32_t)stretch->bound;
	after.at = (uint32_t)(stretch->from - (stretch->at - stretch->bound));
	clex_next(&before, &old);
	clex_next(&after, &new);
	while (old.at < stretch->at) {
		if (!same_token(result->text, &new, bare, &old))
			return would_change_code();
		clex_next(&before, &old);
		clex_next(&after, &new);
	}
	while (new.at < stretch->to &&new.kind != CLEX_END) {
		if (new.at < stretch->from || new.at + new.len > stretch->to)
			return would_change_code();
		clex_next(&after, &new);
	}
	bool same = same_token(result->text, &new, bare, &old) &&
		    new.first_on_line == old.first_on_line &&new.at - stretch->to ==
			    old.at - stretch->at;
	return same ? LEAF_E_OK : would_change_code();
}

leaf_err fix_check_each(const struct fix_result *result)
{
	for (size_t i = 0; i < result->inserted->n; i++) {
		LEAF_TRY(check_strip_of(result, &result->inserted->items[i]));
		LEAF_TRY(check_tokens_at(result, &result->inserted->items[i]));
	}
	return LEAF_E_OK;
}

/* fuzz_instrument.c - whatever the bytes: nothing breaks, and what fix puts in, strip takes out. */
#include "instrument/clex.h"
#include "instrument/fix.h"
#include "instrument/strip.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void broken(const char *law)
{
	fprintf(stderr, "broken: %s\n", law);
	abort();
}

static void demand_same(const struct leaf__buf *a, const struct leaf__buf *b, const char *law)
{
	if (a->len != b->len || (a->len && memcmp(a->data, b->data, a->len)))
		broken(law);
}

static struct leaf__buf strip(const char *text, size_t len)
{
	struct leaf__buf out = { 0 };
	struct strip_counts counts;
	if (strip_text(&out, &counts, text, len) != LEAF_E_OK)
		broken("strip_text() returns");
	return out;
}

static void check_functions(const struct cfuncs *funcs, const struct leaf__buf *text)
{
	uint32_t last = 0;
	for (size_t i = 0; i < funcs->fns.n; i++) {
		const struct cfuncs_fn *fn = &funcs->fns.items[i];
		if (i && fn->brace <= last)
			broken("functions stand in order of their braces");
		last = fn->brace;
		if (fn->brace >= text->len || !strchr("{<", text->data[fn->brace]))
			broken("text[brace] is a brace");
		if (fn->end > text->len || fn->end <= fn->brace || fn->first > text->len)
			broken("bodies end behind their braces");
		if (!fn->line || !fn->column || fn->name + fn->name_len > text->len)
			broken("names have a place");
	}
}

/* The quick way through bodies passes over nothing that counts. */
static void check_quick_way(const char *text, size_t len)
{
	struct clex all, quick;
	struct clex_token one, other;
	clex_init(&all, text, len);
	clex_init(&quick, text, len);
	do {
		do {
			clex_next(&all, &one);
		} while (one.kind != CLEX_END && one.kind != CLEX_DIRECTIVE &&
			 one.kind != CLEX_COMMENT && one.punct != '{' && one.punct != '}' &&
			 !(one.kind == CLEX_WORD && strchr("Lm_", text[one.at])));
		clex_next_in_body(&quick, &other);
		if (one.kind != other.kind || one.at != other.at || one.len != other.len ||
		    one.punct != other.punct || one.first_on_line != other.first_on_line)
			broken("both ways through a body meet the same tokens");
	} while (one.kind != CLEX_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *text = (const char *)data;
	struct fix_options options = {
		.rules = { .headers = true },
		.forms = { .target = "a::b", .no_guard = len % 2, .ret = len % 3 == 0 }
	};
	struct fix_report report = { 0 }, again = { 0 };
	struct leaf__buf once = { 0 }, twice = { 0 };
	struct leaf__buf bare = strip(text, len);
	check_quick_way(text, len);
	bool clean = !memmem(text, len, "LEAF_FN_AUTO", 12) &&
		     !memmem(text, len, "LEAF_FN_RET_AUTO", 16) &&
		     !memmem(text, len, "LEAF_RET_AUTO", 13) && !memmem(text, len, "leaf:auto", 9);
	if (clean && (bare.len != len || (len && memcmp(bare.data, text, len))))
		broken("strip leaves a text alone into which nothing was put");
	leaf_err err = fix_text(&once, &report, text, len, NULL, false, &options);
	if (err != LEAF_E_OK && (clean || err != LEAF_E_UNSUPPORTED))
		broken("fix accepts every text into which nothing was put");
	if (err == LEAF_E_OK) {
		check_functions(&report.funcs, &report.bare);
		struct leaf__buf back = strip(once.data, once.len);
		demand_same(&back, &bare, "strip(fix(x)) = strip(x)");
		leaf__buf_release(&back);
		if (fix_text(&twice, &again, once.data, once.len, NULL, false, &options) !=
		    LEAF_E_OK)
			broken("fix accepts what it has made");
		demand_same(&twice, &once, "fix(fix(x)) = fix(x)");
	}
	leaf__buf_release(&once);
	leaf__buf_release(&twice);
	leaf__buf_release(&bare);
	fix_report_release(&report);
	fix_report_release(&again);
	return 0;
}

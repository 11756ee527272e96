/* fuzz_filter.c - any text as a filter: no crash, a stable canonical form, verdicts that agree. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "trace/filter_struct.h"

enum { TEXT_MAX = 2048, FORMAT_MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds)
{
	if (!holds)
		abort();
}

static int get(const void *span, unsigned i, struct leaf_value *out)
{
	static const char *const texts[] = { "bob", "", "a,b", "\xff" };
	unsigned kind = *(const unsigned *)span + i;
	static const long long number = 7;
	if (kind % 3 == 0)
		return 0;
	if (kind % 3 == 1)
		*out = (struct leaf_value){ LEAF_TYPE_INT, &number, sizeof number, 0 };
	else
		*out = (struct leaf_value){ LEAF_TYPE_TEXT, texts[kind % 4],
					    strlen(texts[kind % 4]), 0 };
	return 1;
}

/* Sites by all levels; the spans are opened inside each other. */
static void judge_some(const struct leaf__filter *filter, struct leaf__arena *arena, int compat)
{
	static const char *const fields[] = { "id", "name" };
	static const char *const targets[] = { "app", "app::net", "\xc3\xa9" };
	struct leaf__scope scope = { 0 };
	for (unsigned i = 0; i < 45; i++) {
		struct leaf__meta meta = { targets[i / 5 % 3], "conn", 1 + i % 5,
					   i % 3 != 0,	       2,      fields };
		struct leaf__verdict verdict;
		must(leaf__filter_judge(filter, &meta, arena, &verdict) == LEAF_E_OK);
		int on = leaf__filter_enabled(&verdict, scope);
		must(!on || meta.level <= leaf__filter_max_level(filter));
		must(!compat || !verdict.scopes || verdict.answer == LEAF__ANSWER_ALWAYS);
		must(!verdict.scopes || meta.is_span);
		if (!verdict.scopes)
			continue;
		struct leaf__scope inside = leaf__filter_scope(&verdict, scope, get, &i);
		must(!leaf__scope_on(inside) || meta.level <= leaf__filter_max_level(filter));
		must(!compat || leaf__scope_on(inside));
		must(inside.rank >= scope.rank);
		inside = leaf__filter_record(&verdict, inside, get, &i);
		if (i % 4 == 0)
			scope = inside;
		char text[64];
		leaf__filter_explain(filter, &meta, NULL, text, sizeof text);
		leaf__filter_explain(filter, &meta, &meta, text, sizeof text);
	}
}

/* 7.0 is shown as 7, and -0 as 0, which are read as other kinds of numbers: EnvFilter's way. */
static int changes_kind(const struct leaf__filter *filter)
{
	for (size_t i = 0; i < filter->dynamics.n; i++) {
		const struct leaf__directive *directive = filter->dynamics.list[i];
		for (unsigned k = 0; k < directive->n_fields; k++) {
			const struct leaf__literal *literal = &directive->fields[k].literal;
			if (literal->kind == LEAF__LITERAL_F64 ||
			    (literal->kind == LEAF__LITERAL_I64 && literal->i64 == 0))
				return 1;
		}
	}
	return 0;
}

static void check_stable(const struct leaf__filter *filter, struct leaf__arena *arena)
{
	char *once = malloc(2 * FORMAT_MAX);
	char *twice = once + FORMAT_MAX;
	size_t len = leaf__filter_format(filter, once, FORMAT_MAX - 1);
	if (once && len < FORMAT_MAX && !changes_kind(filter)) {
		const struct leaf__filter *again;
		once[len] = '\0';
		must(leaf__filter_parse(&again, once, LEAF__FILTER_STRICT, arena, NULL, NULL) ==
		     LEAF_E_OK);
		must(leaf__filter_format(again, twice, FORMAT_MAX) == len);
		must(memcmp(once, twice, len) == 0);
	}
	free(once);
}

static void warn(void *ctx, const char *line)
{
	must(ctx != NULL && strlen(line) < 4096);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned flags[] = { 0, LEAF__FILTER_COMPAT, LEAF__FILTER_PREFIX,
					  LEAF__FILTER_ERRORS };
	char text[TEXT_MAX + 1];
	struct leaf__arena arena = { 0 };
	const struct leaf__filter *filter;
	if (!size || size > TEXT_MAX)
		return 0;
	unsigned flag = flags[data[0] % 4];
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	must(leaf__filter_parse(&filter, text, flag, &arena, warn, &arena) == LEAF_E_OK);
	judge_some(filter, &arena, flag == LEAF__FILTER_COMPAT);
	if (flag != LEAF__FILTER_COMPAT)
		check_stable(filter, &arena);
	leaf__arena_release(&arena);
	return 0;
}

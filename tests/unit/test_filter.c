/* test_filter.c - the filter's manners: warnings, hints, explanations, late values, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/filter_struct.h"

static struct leaf__arena arena;
static char said[4096]; /* what was told, a line each */

static int begin(void **state)
{
	(void)state;
	said[0] = '\0';
	return 0;
}

static int finish(void **state)
{
	(void)state;
	leaf__arena_release(&arena);
	return 0;
}

static void note(void *ctx, const char *line)
{
	(void)ctx;
	strncat(said, line, sizeof said - strlen(said) - 2);
	strcat(said, "\n");
}

static const struct leaf__filter *parse(const char *text, unsigned flags)
{
	const struct leaf__filter *filter = NULL;
	assert_int_equal(leaf__filter_parse(&filter, text, flags, &arena, note, NULL), LEAF_E_OK);
	return filter;
}

static const char *shown(const struct leaf__filter *filter)
{
	static char out[1024];
	size_t len = leaf__filter_format(filter, out, sizeof out - 1);
	assert_true(len < sizeof out);
	out[len] = '\0';
	return out;
}

static struct leaf__verdict judge(const struct leaf__filter *filter, const char *target,
				  const char *span, unsigned level, unsigned n_fields,
				  const char *const *fields)
{
	struct leaf__meta meta = { target, span ? span : "event", level, span != NULL, n_fields,
				   fields };
	struct leaf__verdict verdict;
	assert_int_equal(leaf__filter_judge(filter, &meta, &arena, &verdict), LEAF_E_OK);
	return verdict;
}

/* ---- parsing ---- */

static void bad_directives_are_told_and_dropped(void **state)
{
	(void)state;
	assert_string_equal(shown(parse("some_target=fake level,info,!,[a{b=[}]", 0)), "info");
	assert_string_equal(
		said,
		"ignoring `some_target=fake level`: error parsing level filter: expected one of "
		"\"off\", \"error\", \"warn\", \"info\", \"debug\", \"trace\", or a number 0-5\n"
		"ignoring `!`: invalid filter directive\n"
		"ignoring `[a{b=[}]`: invalid field filter: error building NFA\n");
}

static void what_is_ignored_is_told_as_it_was_written(void **state)
{
	(void)state;
	parse("info, app=debug", LEAF__FILTER_COMPAT);
	assert_non_null(strstr(said, "ignoring ` app=debug`: error parsing"));
}

static void very_long_directives_are_told_in_part(void **state)
{
	static char text[100000];
	(void)state;
	memset(text, '=', sizeof text - 1);
	parse(text, 0);
	assert_non_null(strstr(said, "===...`: invalid filter directive"));
}

static void strict_parsing_stops_at_the_first_fault(void **state)
{
	const struct leaf__filter *filter = NULL;
	(void)state;
	assert_int_equal(leaf__filter_parse(&filter, "info,=,app=x", LEAF__FILTER_STRICT, &arena,
					    note, NULL),
			 LEAF_E_SYNTAX);
	assert_string_equal(leaf_err_text(), "invalid filter directive");
	assert_null(filter);
	assert_string_equal(said, "");
}

static void prefix_comes_first_and_can_be_overridden(void **state)
{
	(void)state;
	assert_string_equal(leaf__filter_default_prefix(), "pri=off,z3=off,");
	assert_string_equal(shown(parse("", LEAF__FILTER_PREFIX)), "pri=off,z3=off");
	assert_string_equal(shown(parse("trace,pri=trace,z3=trace", LEAF__FILTER_PREFIX)),
			    "pri=trace,z3=trace,trace");
}

static void errors_alone_if_nothing_is_left(void **state)
{
	(void)state;
	assert_string_equal(shown(parse(",!", LEAF__FILTER_ERRORS)), "error");
	assert_string_equal(shown(parse("[a]=off,!", LEAF__FILTER_ERRORS)), "[a]=off");
}

static void numbers_are_read_alike_in_every_locale(void **state)
{
	(void)state;
	const char *set = setlocale(LC_NUMERIC, "de_DE.UTF-8");
	assert_string_equal(shown(parse("[{r=1.5}]", LEAF__FILTER_COMPAT)), "[{r=1.5}]=trace");
	assert_string_equal(shown(parse("[{r=1,5}]", 0)), "[{r=1,5}]=trace");
	if (set)
		setlocale(LC_NUMERIC, "C");
}

static void thousands_of_directives_are_fine(void **state)
{
	enum { N = 5000 };
	(void)state;
	char *text = calloc(N, 16), *at = text;
	for (unsigned i = 0; i < N; i++)
		at += sprintf(at, "t%u=%u,", i * 7919u % N, i % 6);
	const struct leaf__filter *filter = parse(text, 0);
	free(text);
	assert_true(judge(filter, "t4999x", NULL, 1, 0, NULL).static_rank > 0);
}

static void more_than_can_be_ranked_is_an_error(void **state)
{
	const struct leaf__filter *filter = NULL;
	(void)state;
	char *text = calloc(LEAF__FILTER_MAX + 1, 2);
	for (size_t i = 0; i <= LEAF__FILTER_MAX; i++)
		memcpy(text + 2 * i, "a,", 2);
	text[2 * LEAF__FILTER_MAX + 1] = '\0';
	assert_int_equal(leaf__filter_parse(&filter, text, 0, &arena, NULL, NULL), LEAF_E_LIMIT);
	free(text);
}

/* ---- hints ---- */

static void misspelt_levels_are_pointed_out(void **state)
{
	(void)state;
	parse("vebose", 0);
	assert_string_equal(said,
			    "treated `vebose` as a target, did you mean the level `trace`?\n");
	said[0] = '\0';
	parse("app,tarce,inof ,6,warning", 0);
	assert_string_equal(said,
			    "treated `tarce` as a target, did you mean the level `trace`?\n"
			    "treated `inof` as a target, did you mean the level `info`?\n"
			    "treated `6` as a target: levels are the numbers 0 to 5\n"
			    "treated `warning` as a target, did you mean the level `warn`?\n");
}

static void nothing_is_pointed_out_in_compat_mode_or_with_a_level(void **state)
{
	(void)state;
	parse("tarce,6", LEAF__FILTER_COMPAT);
	parse("tarce=info,app,net::dns,src/a.c,off,6=info", 0);
	assert_string_equal(said, "");
}

static void unknown_pattern_classes_are_explained(void **state)
{
	(void)state;
	parse("[{n=\\d+}]", 0);
	assert_non_null(strstr(said, "\n`\\d` is not known in patterns: write [0-9]"));
}

static void nearest_word_is_found(void **state)
{
	static const char *const known[] = { "app::network", "src/main.c", "other" };
	(void)state;
	assert_string_equal(leaf__filter_nearest("otter", known, 3), "other");
	assert_string_equal(leaf__filter_nearest("APP::network", known, 3), "app::network");
	assert_string_equal(leaf__filter_nearest("main.c", known, 3), "src/main.c");
	assert_null(leaf__filter_nearest("zzz", known, 3));
	assert_null(leaf__filter_nearest("zzz", NULL, 0));
}

/* ---- open spans ---- */

struct one_value {
	int is_there;
	long long number;
	const char *text;
};

static int get(const void *span, unsigned i, struct leaf_value *out)
{
	const struct one_value *value = (const struct one_value *)span + i;
	if (value->text)
		*out = (struct leaf_value){ LEAF_TYPE_TEXT, value->text, strlen(value->text), 0 };
	else
		*out = (struct leaf_value){ LEAF_TYPE_INT, &value->number, sizeof value->number,
					    0 };
	return value->is_there;
}

static void late_values_count_once_and_for_all(void **state)
{
	static const char *const fields[] = { "id", "name" };
	struct one_value values[2] = { { 0, 7, NULL }, { 0, 0, "bob" } };
	struct leaf__scope scope = { 0 };
	(void)state;
	const struct leaf__filter *filter = parse("[s{id=7,name=bob}]=debug", 0);
	struct leaf__verdict span = judge(filter, "t", "s", LEAF_LEVEL_INFO, 2, fields);
	struct leaf__verdict event = judge(filter, "t", NULL, LEAF_LEVEL_DEBUG, 0, NULL);
	scope = leaf__filter_scope(&span, scope, get, values);
	assert_true(leaf__scope_on(scope));
	assert_false(leaf__filter_enabled(&event, scope));
	values[0].is_there = 1;
	scope = leaf__filter_record(&span, scope, get, values);
	assert_false(leaf__filter_enabled(&event, scope));
	values[0].number = 8; /* it matched once */
	values[1].is_there = 1;
	scope = leaf__filter_record(&span, scope, get, values);
	assert_true(leaf__filter_enabled(&event, scope));
	assert_true(leaf__scope_on(scope));
}

/* Whether an event of this level passes inside span s at TRACE with field id. */
static int passes_inside(const char *directives, const struct one_value *values, unsigned level,
			 int *span_on)
{
	static const char *const fields[] = { "id", "name" };
	struct leaf__scope scope = { 0 };
	const struct leaf__filter *filter = parse(directives, 0);
	struct leaf__verdict span = judge(filter, "t", "s", LEAF_LEVEL_TRACE, 2, fields);
	struct leaf__verdict event = judge(filter, "t", NULL, level, 0, NULL);
	*span_on = leaf__filter_enabled(&span, scope);
	if (span.scopes) {
		scope = leaf__filter_scope(&span, scope, get, values);
		*span_on = leaf__scope_on(scope);
	}
	return leaf__filter_enabled(&event, scope);
}

static void spans_too_verbose_to_be_seen_still_silence(void **state)
{
	struct one_value values[2] = { { 1, 7, NULL }, { 0, 0, NULL } };
	int on;
	(void)state;
	assert_false(passes_inside("info,[s]=off", values, LEAF_LEVEL_INFO, &on));
	assert_false(on);
	assert_true(passes_inside("info,[s]=warn", values, LEAF_LEVEL_WARN, &on));
	assert_false(passes_inside("info,[s]=warn", values, LEAF_LEVEL_INFO, &on));
	/* but they add nothing, as in EnvFilter */
	assert_false(passes_inside("warn,[s]=info,x=debug", values, LEAF_LEVEL_INFO, &on));
	assert_false(passes_inside("x=info,[s]=warn", values, LEAF_LEVEL_WARN, &on));
}

static void spans_wait_for_values_that_may_let_them_through(void **state)
{
	struct one_value values[2] = { { 0, 7, NULL }, { 0, 0, NULL } };
	int on;
	(void)state;
	const char *directives = "trace,[s]=off,[s{id=7}]=trace";
	assert_false(passes_inside(directives, values, LEAF_LEVEL_INFO, &on));
	assert_true(on); /* id may yet be 7 */
	values[0].is_there = 1;
	assert_true(passes_inside(directives, values, LEAF_LEVEL_INFO, &on));
	assert_true(on);
	values[0].number = 8;
	assert_false(passes_inside(directives, values, LEAF_LEVEL_INFO, &on));
	assert_false(on);
}

static void values_beyond_the_remembered_ones_match_too(void **state)
{
	static const char *const fields[] = { "id", "name" };
	char text[2048] = "";
	struct one_value values[2] = { { 1, 39, NULL }, { 0, 0, NULL } };
	struct leaf__scope scope = { 0 };
	(void)state;
	for (unsigned i = 0; i < 40; i++)
		sprintf(text + strlen(text), "[s{id=%u}]=%s,", i, i == 39 ? "trace" : "error");
	const struct leaf__filter *filter = parse(text, 0);
	struct leaf__verdict span = judge(filter, "t", "s", LEAF_LEVEL_INFO, 2, fields);
	struct leaf__verdict event = judge(filter, "t", NULL, LEAF_LEVEL_TRACE, 0, NULL);
	for (unsigned i = 0; i < 40; i++) {
		values[0].number = i;
		scope = leaf__filter_scope(&span, (struct leaf__scope){ 0 }, get, values);
		assert_int_equal(leaf__filter_enabled(&event, scope), i == 39);
	}
}

static void sites_that_nothing_can_change_are_never_asked(void **state)
{
	(void)state;
	const struct leaf__filter *filter = parse("info,[s]=debug", 0);
	assert_int_equal(judge(filter, "t", NULL, 3, 0, NULL).answer, LEAF__ANSWER_ALWAYS);
	assert_int_equal(judge(filter, "t", NULL, 4, 0, NULL).answer, LEAF__ANSWER_SOMETIMES);
	assert_int_equal(judge(filter, "t", NULL, 5, 0, NULL).answer, LEAF__ANSWER_NEVER);
	assert_int_equal(judge(filter, "t", "u", 3, 0, NULL).answer, LEAF__ANSWER_ALWAYS);
	assert_int_equal(judge(parse("info,x=off", 0), "t", "u", 3, 0, NULL).answer,
			 LEAF__ANSWER_ALWAYS);
	assert_int_equal(sizeof(struct leaf__scope), 8);
}

/* ---- explaining ---- */

static const char *why(const char *directives, unsigned flags, const char *target, const char *span,
		       unsigned level, const char *around)
{
	static char out[512];
	static const char *const fields[] = { "id" };
	struct leaf__meta site = { target, span ? span : "event", level, span != NULL, 1, fields };
	struct leaf__meta outer = { target, around, LEAF_LEVEL_ERROR, 1, 1, fields };
	size_t len = leaf__filter_explain(parse(directives, flags), &site, around ? &outer : NULL,
					  out, sizeof out - 1);
	assert_true(len < sizeof out);
	out[len] = '\0';
	return out;
}

static void deciding_directive_is_named(void **state)
{
	(void)state;
	assert_string_equal(why("info,app=debug", 0, "app", NULL, 4, NULL), "on: by `app=debug`");
	assert_string_equal(why("info,app=warn", 0, "app", NULL, 3, NULL), "off: by `app=warn`");
	assert_string_equal(why("app=trace", 0, "net", NULL, 1, NULL), "off: no directive fits");
	assert_string_equal(why("x=info", 0, "net", NULL, 4, NULL),
			    "off: no directive lets through more than info");
	assert_string_equal(why("", LEAF__FILTER_PREFIX, "pri", NULL, 3, NULL),
			    "off: by `pri=off`");
	assert_string_equal(why("info,[s]=trace", 0, "app", NULL, 5, NULL),
			    "off: by `info`; on inside `[s]=trace`");
	assert_string_equal(why("trace,[s]=off", 0, "app", NULL, 5, NULL),
			    "on: by `trace`; off inside `[s]=off`");
	assert_string_equal(why("trace,[s]=off", 0, "app", "s", 5, NULL),
			    "off: by `[s]=off`; inside it `[s]=off` lets through nothing");
	assert_string_equal(why("trace,[s]=off", 0, "app", NULL, 5, "s"), "off: inside `[s]=off`");
	assert_string_equal(why("info,[s]=debug", 0, "app", NULL, 4, "s"),
			    "on: inside `[s]=debug`");
	assert_string_equal(why("info,[s{id=7}]=debug", 0, "app", NULL, 4, "s"),
			    "off: by `info`; on if the values match `[s{id=7}]=debug`");
	assert_string_equal(
		why("[s{id=7}]=debug", 0, "app", "s", 3, NULL),
		"on: concerned by `[s{id=7}]=debug`; inside it `[s{id=7}]=debug`, if the "
		"values match, lets through up to debug");
}

static void tell(void *ctx, const char *directive, const char *target)
{
	(void)ctx;
	snprintf(said + strlen(said), sizeof said - strlen(said), "%s for %s\n", directive,
		 target ? target : "any");
}

static void directives_that_never_fitted_are_listed(void **state)
{
	static const char *const fields[] = { "id" };
	(void)state;
	const struct leaf__filter *filter = parse(
		"info,ap=debug,nte=trace,[conn]=trace,[con{id}]=info,[{x}]=info,[{id}]=info",
		LEAF__FILTER_PREFIX);
	judge(filter, "app", NULL, 3, 0, NULL);
	judge(filter, "app", "conn", 3, 1, fields);
	leaf__filter_unmatched(filter, tell, NULL);
	assert_string_equal(said,
			    "nte=trace for nte\n[{x}]=info for any\n[con{id}]=info for any\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, finish)
	const struct CMUnitTest tests[] = {
		TEST(bad_directives_are_told_and_dropped),
		TEST(what_is_ignored_is_told_as_it_was_written),
		TEST(very_long_directives_are_told_in_part),
		TEST(strict_parsing_stops_at_the_first_fault),
		TEST(prefix_comes_first_and_can_be_overridden),
		TEST(errors_alone_if_nothing_is_left),
		TEST(numbers_are_read_alike_in_every_locale),
		TEST(thousands_of_directives_are_fine),
		TEST(more_than_can_be_ranked_is_an_error),
		TEST(misspelt_levels_are_pointed_out),
		TEST(nothing_is_pointed_out_in_compat_mode_or_with_a_level),
		TEST(unknown_pattern_classes_are_explained),
		TEST(nearest_word_is_found),
		TEST(late_values_count_once_and_for_all),
		TEST(spans_too_verbose_to_be_seen_still_silence),
		TEST(spans_wait_for_values_that_may_let_them_through),
		TEST(values_beyond_the_remembered_ones_match_too),
		TEST(sites_that_nothing_can_change_are_never_asked),
		TEST(deciding_directive_is_named),
		TEST(directives_that_never_fitted_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

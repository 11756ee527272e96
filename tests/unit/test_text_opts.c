/* test_text_opts.c - what LEAF_LOG_FORMAT and LEAF_LOG_STYLE mean. */
#include "trace/text_opts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static struct leaf__text_opts opts;
static const char *wrong;
static size_t wrong_len;

static int parse(const char *list)
{
	wrong = NULL;
	return leaf__text_opts_parse(&opts, list, &wrong, &wrong_len);
}

static void nothing_is_the_default(void **state)
{
	(void)state;
	assert_int_equal(parse(NULL), 0);
	assert_int_equal(opts.indent, 2);
	assert_int_equal(opts.targets, 1);
	assert_int_equal(opts.timer, 1);
	assert_int_equal(opts.tree_lines, 0);
	struct leaf__text_opts first = opts;
	assert_int_equal(parse(""), 0);
	assert_memory_equal(&first, &opts, sizeof(opts));
	assert_int_equal(parse("leaf"), 0);
	assert_memory_equal(&first, &opts, sizeof(opts));
}

static void a_mode_is_its_options(void **state)
{
	(void)state;
	assert_int_equal(parse("wrap"), 0);
	struct leaf__text_opts mode = opts;
	assert_int_equal(parse("tree_lines,wraparound=2"), 0);
	assert_memory_equal(&mode, &opts, sizeof(opts));
	assert_int_equal(parse("vlines"), 0);
	assert_true(opts.tree_lines && opts.verbose_entry && opts.verbose_exit);
}

static void later_words_win_and_blanks_and_case_do_not_count(void **state)
{
	(void)state;
	assert_int_equal(parse(" Lines , indent=4,,TIMER=Off, targets=no ,indent=3,"), 0);
	assert_true(opts.tree_lines && opts.indent == 3 && !opts.timer && !opts.targets);
	assert_int_equal(parse("notarget,targets"), 0);
	assert_int_equal(opts.targets, 1);
}

static void what_is_not_understood_is_named_and_skipped(void **state)
{
	static const char *const words[] = {
		"indent=17", "indent=-1", "indent=x", "timer=2",
		"leav",	     "leaf=on",	  "=1",	      "indent=9999999"
	};
	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		assert_int_equal(parse(words[i]), 1);
		assert_int_equal(wrong_len, strlen(words[i]));
		assert_int_equal(opts.indent, 2);
	}
	assert_int_equal(parse("lines, nonsense ,more nonsense,indent=1"), 2);
	assert_int_equal(wrong_len, 8);
	assert_memory_equal(wrong, "nonsense", 8);
	assert_true(opts.tree_lines && opts.indent == 1);
}

static void json_is_the_first_word(void **state)
{
	(void)state;
	assert_true(leaf__text_opts_json("json"));
	assert_true(leaf__text_opts_json("JSON,flush"));
	assert_false(leaf__text_opts_json("jsonl"));
	assert_false(leaf__text_opts_json("leaf"));
	assert_false(leaf__text_opts_json(NULL));
}

static void colours_are_for_terminals_that_may_have_them(void **state)
{
	(void)state;
	assert_true(leaf__text_colours(NULL, 0, 1));
	assert_true(leaf__text_colours("always", 0, 1));
	assert_true(leaf__text_colours("auto", 0, 1));
	assert_true(leaf__text_colours("always", 0, 0));
	assert_true(leaf__text_colours("ALWAYS", 1, 0));
	assert_false(leaf__text_colours("auto", 1, 1));
	assert_false(leaf__text_colours("true", 0, 0));
	assert_int_equal(leaf__text_style("rainbow"), LEAF__STYLE_UNKNOWN);
	assert_false(leaf__text_colours("Never", 0, 1));
	assert_false(leaf__text_colours("false", 0, 1));
	assert_false(leaf__text_colours("0", 0, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_the_default),
		cmocka_unit_test(a_mode_is_its_options),
		cmocka_unit_test(later_words_win_and_blanks_and_case_do_not_count),
		cmocka_unit_test(what_is_not_understood_is_named_and_skipped),
		cmocka_unit_test(json_is_the_first_word),
		cmocka_unit_test(colours_are_for_terminals_that_may_have_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

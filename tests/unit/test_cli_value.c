/* test_cli_value.c - texts become values of the right kind, or an error that names the option. */
#include "leaf/cli_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

/* A field for every kind. */
struct fields {
#define K(kind, type, takes_value) type kind##_field;
#include "leaf/option_kinds.def"
};

static struct fields fields;
static struct leaf__arena arena;

static const struct cli_option options[] = {
#define K(kind_, type, takes_value)                                                                \
	[CLI_##kind_] = { .field = offsetof(struct fields, kind_##_field),                         \
			  .kind = CLI_##kind_,                                                     \
			  .word = #kind_,                                                          \
			  .argument = "red|green|blue" },
#include "leaf/option_kinds.def"
};

static leaf_err set(enum cli_kind kind, const char *text)
{
	return cli_value_set(&fields, &options[kind], text, &arena);
}

static void refused(enum cli_kind kind, const char *text, const char *sentence)
{
	struct fields before = fields;
	assert_int_equal(set(kind, text), LEAF_E_USAGE);
	assert_string_equal(leaf_err_text(), sentence);
	assert_memory_equal(&before, &fields, sizeof fields);
}

static void flags_are_set_and_counts_count(void **state)
{
	(void)state;
	assert_int_equal(set(CLI_FLAG, NULL), LEAF_E_OK);
	assert_int_equal(set(CLI_COUNT, NULL), LEAF_E_OK);
	assert_int_equal(set(CLI_COUNT, NULL), LEAF_E_OK);
	assert_true(fields.FLAG_field);
	assert_int_equal(fields.COUNT_field, 2);
}

static void numbers_are_decimal_and_fit_64_bits(void **state)
{
	(void)state;
	assert_int_equal(set(CLI_NUMBER, "18446744073709551615"), LEAF_E_OK);
	assert_true(fields.NUMBER_field == UINT64_MAX);
	assert_int_equal(set(CLI_NUMBER, "010"), LEAF_E_OK);
	assert_int_equal(fields.NUMBER_field, 10);
	refused(CLI_NUMBER, "18446744073709551616",
		"option '--NUMBER' wants a number, not '18446744073709551616'");
	refused(CLI_NUMBER, "", "option '--NUMBER' wants a number, not ''");
	refused(CLI_NUMBER, "-1", "option '--NUMBER' wants a number, not '-1'");
	refused(CLI_NUMBER, " 1", "option '--NUMBER' wants a number, not ' 1'");
	refused(CLI_NUMBER, "1x", "option '--NUMBER' wants a number, not '1x'");
}

static void sizes_have_units(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} good[] = {
		{ "0", 0 },	     { "4096", 4096 },	  { "64K", 64 << 10 },
		{ "16M", 16 << 20 }, { "1GiB", 1 << 30 }, { "16777215T", (uint64_t)16777215 << 40 },
	};
	static const char *const bad[] = {
		"", "K", "1k", "1KB", "1KiBs", "16777216T", "1.5M", "-1"
	};
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(set(CLI_SIZE, good[i].text), LEAF_E_OK);
		assert_true(fields.SIZE_field == good[i].bytes);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char sentence[128];
		snprintf(sentence, sizeof sentence,
			 "option '--SIZE' wants a size such as 4096, 64K or 16M, not '%s'", bad[i]);
		refused(CLI_SIZE, bad[i], sentence);
	}
}

static void choices_take_whole_words_only(void **state)
{
	(void)state;
	assert_int_equal(set(CLI_CHOICE, "blue"), LEAF_E_OK);
	assert_int_equal(fields.CHOICE_field, 2);
	refused(CLI_CHOICE, "gree", "option '--CHOICE' wants red, green or blue, not 'gree'");
	refused(CLI_CHOICE, "red|green",
		"option '--CHOICE' wants red, green or blue, not 'red|green'");
	refused(CLI_CHOICE, "", "option '--CHOICE' wants red, green or blue, not ''");
}

static void lists_keep_every_value_in_order(void **state)
{
	static const char *const words[] = { "a", "b", "c", "d", "e", "f", "g" };
	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_int_equal(set(CLI_LIST, words[i]), LEAF_E_OK);
	assert_int_equal(fields.LIST_field.n, sizeof words / sizeof *words);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_ptr_equal(fields.LIST_field.items[i], words[i]);
}

static int clear(void **state)
{
	(void)state;
	memset(&fields, 0, sizeof fields);
	leaf__arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(flags_are_set_and_counts_count, clear),
		cmocka_unit_test_teardown(numbers_are_decimal_and_fit_64_bits, clear),
		cmocka_unit_test_teardown(sizes_have_units, clear),
		cmocka_unit_test_teardown(choices_take_whole_words_only, clear),
		cmocka_unit_test_teardown(lists_keep_every_value_in_order, clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_suggest.c - slips of the finger find their word, other words find none. */
#include "config/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void distance_counts_edits(void **state)
{
	(void)state;
	assert_int_equal(suggest_distance("", ""), 0);
	assert_int_equal(suggest_distance("", "abc"), 3);
	assert_int_equal(suggest_distance("abc", ""), 3);
	assert_int_equal(suggest_distance("help", "help"), 0);
	assert_int_equal(suggest_distance("hlep", "help"), 1);
	assert_int_equal(suggest_distance("kitten", "sitting"), 3);
	assert_int_equal(suggest_distance("ca", "abc"), 3); /* no edit between swapped ones */
}

static void words_too_long_are_far(void **state)
{
	char word[65];
	(void)state;
	for (size_t i = 0; i < 64; i++)
		word[i] = 'x';
	word[64] = '\0';
	assert_true(suggest_distance(word, word) == SIZE_MAX);
	assert_int_equal(suggest_distance(word + 1, word + 1), 0);
}

static void nearest_name_is_suggested(void **state)
{
	struct suggest suggest = { .word = "recrod" };
	(void)state;
	suggest_offer(&suggest, "filter");
	suggest_offer(&suggest, "records");
	suggest_offer(&suggest, "record");
	suggest_offer(&suggest, "profile");
	assert_string_equal(suggest.best, "record");
}

static void unfinished_word_is_suggested(void **state)
{
	struct suggest suggest = { .word = "compl" };
	(void)state;
	suggest_offer(&suggest, "completion");
	assert_string_equal(suggest.best, "completion");
}

static void nothing_near_suggests_nothing(void **state)
{
	static const char *const words[] = { "", "x", "xyzzy", "tracing" };
	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct suggest suggest = { .word = words[i] };
		suggest_offer(&suggest, "help");
		suggest_offer(&suggest, "q");
		assert_null(suggest.best);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distance_counts_edits),
		cmocka_unit_test(words_too_long_are_far),
		cmocka_unit_test(nearest_name_is_suggested),
		cmocka_unit_test(unfinished_word_is_suggested),
		cmocka_unit_test(nothing_near_suggests_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

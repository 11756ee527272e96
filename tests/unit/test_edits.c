/* test_edits.c - how many slips lie between two words. */
#include "base/edits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static size_t distance(const char *a, const char *b)
{
	return leaf__edit_distance(a, strlen(a), b, strlen(b));
}

static void distance_counts_edits(void **state)
{
	(void)state;
	assert_int_equal(distance("", ""), 0);
	assert_int_equal(distance("", "abc"), 3);
	assert_int_equal(distance("abc", ""), 3);
	assert_int_equal(distance("help", "help"), 0);
	assert_int_equal(distance("hlep", "help"), 1);
	assert_int_equal(distance("tarce", "trace"), 1);
	assert_int_equal(distance("kitten", "sitting"), 3);
	assert_int_equal(distance("ca", "abc"), 3); /* no edit between swapped ones */
}

static void case_does_not_count(void **state)
{
	(void)state;
	assert_int_equal(distance("LEAF", "leaf"), 0);
	assert_int_equal(distance("[", "{"), 1);
}

static void words_too_long_are_far(void **state)
{
	char word[66];
	(void)state;
	memset(word, 'x', 65);
	word[65] = '\0';
	assert_true(distance(word, word) == SIZE_MAX);
	assert_int_equal(distance(word + 1, word + 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distance_counts_edits),
		cmocka_unit_test(case_does_not_count),
		cmocka_unit_test(words_too_long_are_far),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_suggest.c - slips of the finger find their word, other words find none. */
#include "config/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

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
		cmocka_unit_test(nearest_name_is_suggested),
		cmocka_unit_test(unfinished_word_is_suggested),
		cmocka_unit_test(nothing_near_suggests_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

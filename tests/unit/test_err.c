/* test_err.c - error codes carry a sentence, and errno survives. */
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

static leaf_err open_nothing(void)
{
	return leaf_fail(LEAF_E_IO, "cannot open '%s'", "nothing");
}

static leaf_err forward(void)
{
	LEAF_TRY(open_nothing());
	return LEAF_E_OK;
}

static void sentence_and_errno_are_kept(void **state)
{
	(void)state;
	errno = ENOENT;
	assert_int_equal(forward(), LEAF_E_IO);
	assert_int_equal(errno, ENOENT);
	assert_string_equal(leaf_err_text(), "cannot open 'nothing'");
}

static void long_sentence_is_cut(void **state)
{
	char text[2000];
	(void)state;
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = 0;
	assert_int_equal(leaf_fail(LEAF_E_LIMIT, "%s", text), LEAF_E_LIMIT);
	assert_int_equal(strlen(leaf_err_text()), 511);
}

static void each_code_has_a_meaning(void **state)
{
	(void)state;
	assert_string_equal(leaf_err_name(LEAF_E_OK), "no error");
	assert_string_equal(leaf_err_name(LEAF_E_INTERRUPTED), "interrupted");
	assert_string_equal(leaf_err_name((leaf_err)999), "unknown error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentence_and_errno_are_kept),
		cmocka_unit_test(long_sentence_is_cut),
		cmocka_unit_test(each_code_has_a_meaning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

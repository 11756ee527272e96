/* test_filter_cases.c - the tables of filter cases, through the functions of trace/filter.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/tools/filter_file.h"
#include "tests/tools/filter_pure.h"

static void replay(const char *path, unsigned flags)
{
	struct file_counts counts = { 0 };
	assert_true(file_replay(path, pure_prober, &flags, &counts));
	assert_true(counts.rows > 100);
	assert_int_equal(counts.bad_cells, 0);
}

/* What the real EnvFilter 0.3.23 made of 121 filters. */
static void compat_mode_is_env_filter(void **state)
{
	(void)state;
	replay(LEAF_TEST_GOLDEN "/env-filter-cases.tsv", LEAF__FILTER_COMPAT);
}

/* Further ones, worked out by hand from its rules: numbers, white space, patterns, errors. */
static void compat_mode_beyond_the_known_cases(void **state)
{
	(void)state;
	replay(LEAF_TEST_GOLDEN "/filter-compat.tsv", LEAF__FILTER_COMPAT);
}

static void default_mode_with_its_differences(void **state)
{
	(void)state;
	replay(LEAF_TEST_GOLDEN "/filter-default.tsv", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compat_mode_is_env_filter),
		cmocka_unit_test(compat_mode_beyond_the_known_cases),
		cmocka_unit_test(default_mode_with_its_differences),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

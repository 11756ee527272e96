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
	assert_true(counts.rows > 50);
	assert_int_equal(counts.bad_cells, 0);
}

static void compat_mode_is_env_filter(void **state)
{
	(void)state;
	replay(LEAF_TEST_GOLDEN "/env-filter-cases.tsv", LEAF__FILTER_COMPAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compat_mode_is_env_filter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

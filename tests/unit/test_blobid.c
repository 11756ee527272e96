/* test_blobid.c - ids are those that git gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profile/blobid.h"

static void ids_are_those_of_git(void **state)
{
	(void)state;
	char id[BLOBID_SIZE], bytes[300];
	blobid_of(id, "", 0, false);
	assert_string_equal(id, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
	blobid_of(id, "", 0, true);
	assert_string_equal(id, "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813");
	blobid_of(id, "hello\n", 6, false);
	assert_string_equal(id, "ce013625030ba8dba906f756967f9e9ca394464a");
	blobid_of(id, "hello\n", 6, true);
	assert_string_equal(id, "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4");
	memset(bytes, 'x', sizeof bytes);
	blobid_of(id, bytes, sizeof bytes, false);
	assert_string_equal(id, "7acfaa61995c6b414befc0b534f93199e0f2ecfe");
}

static void every_length_around_a_block_works(void **state)
{
	(void)state;
	char id[BLOBID_SIZE], other[BLOBID_SIZE], bytes[200] = { 0 };
	for (size_t len = 40; len < 200; len++) {
		blobid_of(id, bytes, len, len & 1);
		blobid_of(other, bytes, len - 1, len & 1);
		assert_string_not_equal(id, other);
		assert_int_equal(strlen(id), len & 1 ? 64 : 40);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_those_of_git),
		cmocka_unit_test(every_length_around_a_block_works),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

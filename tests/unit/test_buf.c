/* test_buf.c - buffers and arrays grow, keep what they hold, and refuse what cannot be had. */
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void what_is_added_stands_behind_what_was_there(void **state)
{
	struct leaf__buf buf = { 0 };
	(void)state;
	assert_int_equal(leaf__buf_puts(&buf, "one"), LEAF_E_OK);
	assert_int_equal(leaf__buf_add(&buf, "\0two", 4), LEAF_E_OK);
	assert_int_equal(leaf__buf_printf(&buf, " %d %s", 3, "four"), LEAF_E_OK);
	assert_int_equal(buf.len, 14);
	assert_memory_equal(buf.data, "one\0two 3 four", 15);
	leaf__buf_clear(&buf);
	assert_int_equal(buf.len, 0);
	assert_string_equal(buf.data, "");
	leaf__buf_release(&buf);
	assert_null(buf.data);
}

static void large_contents_keep_their_bytes(void **state)
{
	struct leaf__buf buf = { 0 };
	(void)state;
	for (int i = 0; i < 100000; i++)
		assert_int_equal(leaf__buf_printf(&buf, "%06d", i), LEAF_E_OK);
	assert_int_equal(buf.len, 600000);
	assert_memory_equal(buf.data + 599994, "099999", 6);
	leaf__buf_release(&buf);
}

static void too_much_is_refused(void **state)
{
	struct leaf__buf buf = { 0 };
	(void)state;
	assert_int_equal(leaf__buf_puts(&buf, "kept"), LEAF_E_OK);
	assert_int_equal(leaf__buf_reserve(&buf, SIZE_MAX / 2), LEAF_E_NOMEM);
	assert_string_equal(buf.data, "kept");
	leaf__buf_release(&buf);
}

static void arrays_grow_by_one(void **state)
{
	LEAF__VEC(int) vec = { 0 };
	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(LEAF__VEC_ROOM(&vec), LEAF_E_OK);
		vec.items[vec.n++] = i;
	}
	assert_int_equal(vec.items[999], 999);
	free(vec.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_added_stands_behind_what_was_there),
		cmocka_unit_test(large_contents_keep_their_bytes),
		cmocka_unit_test(too_much_is_refused),
		cmocka_unit_test(arrays_grow_by_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

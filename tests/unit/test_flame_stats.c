/* test_flame_stats.c - durations of calls: buckets, extremes, adding up. */
#include "trace/sink_flame_stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void buckets_are_in_order_and_hold_what_they_say(void **state)
{
	(void)state;
	for (unsigned i = 1; i < LEAF__FLAME_BUCKETS; i++) {
		leaf_u64 start = leaf__flame_bucket_start(i);
		assert_true(start > leaf__flame_bucket_start(i - 1));
		assert_int_equal(leaf__flame_bucket(start), i);
		assert_int_equal(leaf__flame_bucket(start - 1), i - 1);
	}
}

static void a_bucket_is_never_wider_than_a_quarter_of_its_start(void **state)
{
	(void)state;
	for (unsigned i = LEAF__FLAME_OCTAVE; i + 1 < LEAF__FLAME_BUCKETS; i++)
		assert_true(4 * (leaf__flame_bucket_start(i + 1) - leaf__flame_bucket_start(i)) <=
			    leaf__flame_bucket_start(i));
}

static void the_longest_durations_share_the_last_bucket(void **state)
{
	(void)state;
	assert_int_equal(leaf__flame_bucket((leaf_u64)-1), LEAF__FLAME_BUCKETS - 1);
	assert_true(leaf__flame_bucket_start(LEAF__FLAME_BUCKETS - 1) > 3600ull * 1000000000);
}

static void extremes_and_counts_of_what_was_added(void **state)
{
	struct leaf__flame_durations one = { 0 };
	(void)state;
	leaf__flame_durations_add(&one, 700);
	leaf__flame_durations_add(&one, 30);
	leaf__flame_durations_add(&one, 90);
	leaf__flame_durations_add(&one, 30);
	assert_int_equal(one.min, 30);
	assert_int_equal(one.max, 700);
	assert_int_equal(one.buckets[leaf__flame_bucket(30)], 2);
	assert_int_equal(one.buckets[leaf__flame_bucket(90)], 1);
}

static void a_duration_of_nothing_counts(void **state)
{
	struct leaf__flame_durations one = { 0 };
	(void)state;
	leaf__flame_durations_add(&one, 0);
	assert_int_equal(one.min, 1);
	assert_int_equal(one.max, 1);
}

static void adding_up_is_as_if_one_had_seen_all(void **state)
{
	struct leaf__flame_durations one = { 0 }, two = { 0 }, all = { 0 };
	(void)state;
	for (leaf_u64 ticks = 10; ticks < 100000; ticks += ticks / 3) {
		leaf__flame_durations_add(ticks & 1 ? &one : &two, ticks);
		leaf__flame_durations_add(&all, ticks);
	}
	leaf__flame_durations_merge(&one, &two);
	assert_memory_equal(&one, &all, sizeof all);
	memset(&two, 0, sizeof two);
	leaf__flame_durations_merge(&one, &two);
	assert_memory_equal(&one, &all, sizeof all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buckets_are_in_order_and_hold_what_they_say),
		cmocka_unit_test(a_bucket_is_never_wider_than_a_quarter_of_its_start),
		cmocka_unit_test(the_longest_durations_share_the_last_bucket),
		cmocka_unit_test(extremes_and_counts_of_what_was_added),
		cmocka_unit_test(a_duration_of_nothing_counts),
		cmocka_unit_test(adding_up_is_as_if_one_had_seen_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_record_walk.c - steps made of records: nesting, healing, gaps, damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "leaf/sink.h"
#include "record_bytes.h"

enum { OUTER = 1, INNER = 2, EVENT = 3, TEXT = 4, MANY = 3000 };

static struct made made;

static void begin(void)
{
	made_begin(&made);
	made_site(&made, OUTER, LEAF_KIND_SPAN, "outer", 0, 0);
	made_site(&made, INNER, LEAF_KIND_SPAN, "inner", 1, LEAF_TYPE_INT | 4 << 8);
	made_site(&made, EVENT, LEAF_KIND_EVENT, "event", 0, 0);
	made_site(&made, TEXT, LEAF_KIND_SPAN, "text", 1, LEAF_TYPE_TEXT | 16 << 8);
}

/*
 * All steps as text: ( open, ) close, < left, ? closed unseen, + resumed, ! still open, . event,
 * L late, F follows, D dropped, G gap, X damage, E ended; behind the first six the site's letter.
 */
static const char *steps(struct taken *taken)
{
	static char text[4096];
	static const char letters[] = "(+)<?!.LFDGXE";
	struct recmerge merge;
	struct recmerge_told told;
	size_t n = 0;
	assert_int_equal(recmerge_init(&merge, &taken->run, &taken->sites, &taken->parts, 0),
			 LEAF_E_OK);
	while (recmerge_next(&merge, &told) == LEAF_E_OK && told.step && n < sizeof text - 3) {
		text[n++] = letters[told.step->kind];
		if (told.step->kind <= RECSTEP_STILL_OPEN)
			text[n++] = told.step->site ? told.step->site->name[0] : '-';
	}
	text[n] = 0;
	recmerge_release(&merge);
	return text;
}

static void expect_steps(const char *expected)
{
	struct taken taken;
	assert_int_equal(take_made(&taken, &made), LEAF_E_OK);
	assert_string_equal(steps(&taken), expected);
	taken_release(&taken);
}

static void put_inner(int32_t value)
{
	put_open(&made, INNER, 10);
	put4(&made, (uint32_t)value);
}

static void spans_and_events_nest(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	put_inner(1);
	put_open(&made, EVENT, 1);
	put_close(&made, INNER, 3);
	put_close(&made, OUTER, 1);
	put_control(&made, REC_END, 0);
	made_written(&made);
	expect_steps("(o(i.)i)oE");
}

static void close_of_an_outer_span_leaves_the_inner_ones(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	put_inner(1);
	put_inner(2);
	put_close(&made, OUTER, 1);
	made_in_ring(&made);
	expect_steps("(o(i(i<i<i)o");
}

static void unwinding_to_a_depth_leaves_what_is_deeper(void **state)
{
	const uint32_t depth = 1;
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_inner(0);
	put_inner(1);
	put_inner(2);
	put_control(&made, REC_UNWIND, 0);
	put4(&made, depth);
	put_close(&made, INNER, 4);
	made_in_ring(&made);
	expect_steps("(i(i(i<i<i)i");
}

static void what_is_open_at_the_end_is_said_last(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	put_inner(1);
	made_in_ring(&made);
	made_part(&made, 2, 0, 5000, 0);
	put_inner(1);
	put_close(&made, INNER, 1);
	made_in_ring(&made);
	expect_steps("(o(i(i)i!i!o");
}

static void end_of_a_thread_closes_what_is_open(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	put_control(&made, REC_END, 0);
	made_written(&made);
	expect_steps("(o<oE");
}

static void parts_follow_each_other(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	made_written(&made);
	made_part(&made, 1, 1, 1005, 1);
	put_inner(3);
	put_close(&made, INNER, 2);
	made_written(&made);
	made_part(&made, 1, 2, 1017, 1);
	put_close(&made, OUTER, 2);
	made_in_ring(&made);
	expect_steps("(o(i)i)o");
}

static void after_a_gap_the_stack_of_the_part_counts(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	put_inner(1);
	put_inner(2);
	made_written(&made);
	made_part(&made, 1, 3, 9000, 3); /* outer, inner, text are open now */
	put_control(&made, REC_STACK_IS, 3);
	put4(&made, OUTER * 2);
	put4(&made, INNER * 2);
	put4(&made, TEXT * 2);
	put_close(&made, TEXT, 2);
	made_written(&made);
	expect_steps("(o(i(iG?i+t)t!i!o");
}

static void gap_with_an_unknown_stack_leaves_unknown_spans(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 4, 9000, 2);
	put_close(&made, INNER, 2);
	put_close(&made, OUTER, 2);
	made_written(&made);
	expect_steps("G+-+-)i)o");
}

static void first_part_may_begin_inside_spans(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 9000, 1); /* the child of a fork */
	put_control(&made, REC_STACK_IS, 1);
	put4(&made, OUTER * 2);
	put_inner(1);
	put_close(&made, INNER, 2);
	put_close(&made, OUTER, 2);
	made_written(&made);
	expect_steps("+o(i)i)o");
}

static void damage_ends_the_part_and_not_the_thread(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	put_open(&made, 99, 5); /* no such site */
	put_inner(1);
	made_written(&made);
	made_part(&made, 1, 1, 1100, 1);
	put_close(&made, OUTER, 2);
	made_written(&made);
	expect_steps("(oX)o");
}

static void empty_header_is_damage(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put4(&made, 0);
	made_written(&made);
	expect_steps("X");
}

static void ring_counts_more_than_the_file(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	put_close(&made, OUTER, 5);
	made_written(&made); /* as a write that was cut off would leave it */
	memset(made.data + sizeof(struct rec_part), 0xff, 8);
	made_in_ring(&made);
	expect_steps("(o)o");
}

static void part_of_another_run_is_not_taken(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	made_written(&made);
	made.meta.wall_ns++;
	made.n_sites = 0;
	expect_steps("");
}

static void overwritten_parts_are_left_out(void **state)
{
	(void)state;
	begin();
	made.meta.cap = 1024;
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, EVENT, 5);
	made_written(&made);
	made_part(&made, 1, 1, 1000, 0);
	put_open(&made, EVENT, 5);
	put_open(&made, EVENT, 5);
	made_written(&made);
	made.meta.end = 1024 + 128; /* the place of the first has been given to another */
	expect_steps("G..");
}

static void time_is_counted_from_the_part_and_set_anew(void **state)
{
	struct taken taken;
	struct recwalk walk;
	struct recstep step;
	int there;
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	put_control(&made, REC_TIME, 0);
	put8(&made, 77000000);
	put_close(&made, OUTER, 3);
	made_written(&made);
	assert_int_equal(take_made(&taken, &made), LEAF_E_OK);
	recwalk_init(&walk, &taken.run, &taken.sites, taken.parts.parts, taken.parts.parts + 1);
	assert_int_equal(recwalk_next(&walk, &step, &there), LEAF_E_OK);
	assert_int_equal(step.ticks, 1005);
	assert_int_equal(recrun_ns(&taken.run, step.ticks), 5);
	assert_int_equal(recwalk_next(&walk, &step, &there), LEAF_E_OK);
	assert_int_equal(step.ticks, 77000003);
	assert_int_equal(step.opened, 1005);
	recwalk_release(&walk);
	taken_release(&taken);
}

static void ids_count_up_from_where_they_are_set(void **state)
{
	struct taken taken;
	struct recwalk walk;
	struct recstep step;
	int there;
	static const uint64_t expected[] = { 0, 70, 71, 0 };
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_open(&made, OUTER, 5);
	put_control(&made, REC_ID, 0);
	put8(&made, 70);
	put_control(&made, REC_PARENT, 0);
	put8(&made, 9);
	put_open(&made, OUTER, 5);
	put_open(&made, OUTER, 5);
	put_control(&made, REC_ID, 0);
	put8(&made, 0);
	put_open(&made, OUTER, 5);
	made_written(&made);
	assert_int_equal(take_made(&taken, &made), LEAF_E_OK);
	recwalk_init(&walk, &taken.run, &taken.sites, taken.parts.parts, taken.parts.parts + 1);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(recwalk_next(&walk, &step, &there), LEAF_E_OK);
		assert_int_equal(step.id, expected[i]);
		assert_int_equal(step.other, i == 1 ? 9 : 0);
	}
	recwalk_release(&walk);
	taken_release(&taken);
}

static void sites_beyond_the_short_codes_have_wide_ones(void **state)
{
	(void)state;
	begin();
	for (uint32_t id = 5; id <= MANY && made.n_sites < sizeof made.sites - 200; id++)
		made_site(&made, id, LEAF_KIND_SPAN, "x", 0, 0);
	/* ids must be in keeping with the size of the file: the last one that fitted */
	struct taken probe;
	assert_int_equal(take_made(&probe, &made), LEAF_E_OK);
	uint32_t last = (uint32_t)probe.sites.n_known;
	taken_release(&probe);
	made_part(&made, 1, 0, 1000, 0);
	put4(&made, rec_header(5, 1));
	put4(&made, last * 2);
	put4(&made, rec_header(5, 1));
	put4(&made, last * 2 + 1);
	made_written(&made);
	expect_steps("(x)x");
}

static void values_come_back(void **state)
{
	struct taken taken;
	struct recwalk walk;
	struct recstep step;
	struct leaf_value value;
	int there;
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_inner(-5);
	put_open(&made, TEXT, 5);
	const uint16_t len = 3 | REC_CUT;
	put(&made, &len, sizeof len);
	put(&made, "abc", 3);
	put_open(&made, TEXT, 5);
	const uint16_t null = REC_NULL;
	put(&made, &null, sizeof null);
	made_written(&made);
	assert_int_equal(take_made(&taken, &made), LEAF_E_OK);
	recwalk_init(&walk, &taken.run, &taken.sites, taken.parts.parts, taken.parts.parts + 1);
	assert_int_equal(recwalk_next(&walk, &step, &there), LEAF_E_OK);
	assert_true(recsite_value(step.site, step.values, 0, &value));
	assert_int_equal((int)leaf_value_u64(&value), -5);
	assert_int_equal(recwalk_next(&walk, &step, &there), LEAF_E_OK);
	assert_true(recsite_value(step.site, step.values, 0, &value));
	assert_int_equal(value.len, 3);
	assert_memory_equal(value.data, "abc", 3);
	assert_true(value.cut);
	assert_int_equal(recwalk_next(&walk, &step, &there), LEAF_E_OK);
	assert_true(recsite_value(step.site, step.values, 0, &value));
	assert_null(value.data);
	recwalk_release(&walk);
	taken_release(&taken);
}

static void records_cut_short_anywhere_are_damage_at_worst(void **state)
{
	(void)state;
	begin();
	made_part(&made, 1, 0, 1000, 0);
	put_inner(1);
	const uint16_t len = 3;
	put_open(&made, TEXT, 5);
	put(&made, &len, sizeof len);
	put(&made, "abc", 3);
	put_control(&made, REC_LATE, 0);
	put4(&made, 1);
	put4(&made, LEAF_TYPE_INT);
	put4(&made, 4);
	put4(&made, 99);
	put_control(&made, REC_FOLLOWS, 0);
	put4(&made, 2);
	put8(&made, 5);
	put_control(&made, REC_DROPPED, 0);
	put4(&made, 3);
	uint32_t whole = made.part.len;
	struct made *copy = malloc(sizeof *copy);
	for (uint32_t cut = 0; cut <= whole; cut++) {
		struct taken taken;
		*copy = made;
		copy->part.len = cut;
		made_written(copy);
		assert_int_equal(take_made(&taken, copy), LEAF_E_OK);
		const char *text = steps(&taken);
		assert_int_equal(strchr(text, 'X') == NULL, cut == 0 || cut == 8 || cut == 17 ||
								    cut == 37 || cut == 53 ||
								    cut == whole);
		taken_release(&taken);
	}
	free(copy);
}

static void damaged_sites_are_passed_over(void **state)
{
	struct taken taken;
	(void)state;
	begin();
	made.sites[40] ^= 1; /* in the first */
	assert_int_equal(take_made(&taken, &made), LEAF_E_OK);
	assert_int_equal(taken.sites.n_known, 3);
	assert_int_equal(taken.sites.n_damaged, 1);
	assert_null(recsites_get(&taken.sites, OUTER));
	assert_string_equal(recsites_get(&taken.sites, INNER)->name, "inner");
	taken_release(&taken);
}

static void meta_of_something_else_is_refused(void **state)
{
	struct taken taken;
	(void)state;
	begin();
	made.meta.version++;
	assert_int_equal(take_made(&taken, &made), LEAF_E_UNSUPPORTED);
	begin();
	made.meta.order = 0x04030201;
	assert_int_equal(take_made(&taken, &made), LEAF_E_UNSUPPORTED);
	begin();
	made.meta.magic = 0;
	assert_int_equal(take_made(&taken, &made), LEAF_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_and_events_nest),
		cmocka_unit_test(close_of_an_outer_span_leaves_the_inner_ones),
		cmocka_unit_test(unwinding_to_a_depth_leaves_what_is_deeper),
		cmocka_unit_test(what_is_open_at_the_end_is_said_last),
		cmocka_unit_test(end_of_a_thread_closes_what_is_open),
		cmocka_unit_test(parts_follow_each_other),
		cmocka_unit_test(after_a_gap_the_stack_of_the_part_counts),
		cmocka_unit_test(gap_with_an_unknown_stack_leaves_unknown_spans),
		cmocka_unit_test(first_part_may_begin_inside_spans),
		cmocka_unit_test(damage_ends_the_part_and_not_the_thread),
		cmocka_unit_test(empty_header_is_damage),
		cmocka_unit_test(ring_counts_more_than_the_file),
		cmocka_unit_test(part_of_another_run_is_not_taken),
		cmocka_unit_test(overwritten_parts_are_left_out),
		cmocka_unit_test(time_is_counted_from_the_part_and_set_anew),
		cmocka_unit_test(ids_count_up_from_where_they_are_set),
		cmocka_unit_test(sites_beyond_the_short_codes_have_wide_ones),
		cmocka_unit_test(values_come_back),
		cmocka_unit_test(records_cut_short_anywhere_are_damage_at_worst),
		cmocka_unit_test(damaged_sites_are_passed_over),
		cmocka_unit_test(meta_of_something_else_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_fake_rules.c - the fake Tracy server says what is wrong with a stream. */
#include "tests/tracy/fake_session.h"
#include "tests/unit/fake_stream.h"

/* ---- rules: streams of protocol 76 that break one each ---- */

static void in_thread(void)
{
	begin(76);
	u8(62);
	u32(1);
}

static void zone(uint64_t delta)
{
	u8(15);
	u64(delta);
	u64(0x101);
}

static void end_zone(uint64_t delta)
{
	u8(17);
	u64(delta);
}

static void breaks(int rule)
{
	see();
	only_broken(rule);
}

static void items_that_are_wrong_are_said(void **state)
{
	(void)state;
	begin(76);
	u8(200);
	breaks(RULE_item_unknown);
	begin(76);
	u8(33 + 160);
	breaks(RULE_item_unknown);
	begin(69);
	u8(33); /* MemDiscard came later */
	breaks(RULE_item_unknown);
	begin(76);
	u8(62);
	u16(1);
	breaks(RULE_item_cut);
	begin(76);
	u8(99);
	u16(3);
	bytes("ab", 2);
	breaks(RULE_item_cut);
	begin(82);
	u8(112);
	u16(65280);
	memset(s.bytes + s.n, 'x', 65536);
	s.n += 65536;
	u8(6);
	u64(1000);
	breaks(RULE_string_too_long);
	in_thread();
	u8(99);
	u16(3);
	bytes("a\0b", 3);
	u8(2);
	u64(1000);
	breaks(RULE_string_nul);
}

static void staging_that_is_wrong_is_said(void **state)
{
	(void)state;
	in_thread();
	for (int i = 0; i < 2; i++) {
		u8(99);
		u16(1);
		u8('a');
	}
	u8(2);
	u64(1000);
	breaks(RULE_staged_twice);
	in_thread();
	u8(2);
	u64(1000);
	breaks(RULE_staged_missing);
	in_thread();
	u8(99);
	u16(1);
	u8('a');
	u8(60); /* Terminate */
	breaks(RULE_staged_left);
	in_thread();
	u8(7);
	u64(1000);
	breaks(RULE_staged_missing);
}

static void zones_that_are_wrong_are_said(void **state)
{
	(void)state;
	begin(76);
	zone(1000);
	breaks(RULE_thread_missing);
	in_thread();
	zone(999);
	breaks(RULE_time_before_start);
	in_thread();
	zone(1000 + ((uint64_t)1 << 47));
	breaks(RULE_time_too_far);
	in_thread();
	end_zone(1000);
	breaks(RULE_zone_end_alone);
	in_thread();
	zone(2000);
	end_zone(1);
	zone((uint64_t)-2);
	breaks(RULE_time_back);
	in_thread();
	u8(69);
	u64(1);
	breaks(RULE_zone_dress_alone);
	in_thread();
	zone(2000);
	u8(60);
	breaks(RULE_zone_left_open);
	in_thread();
	u8(15);
	u64(2000);
	u64(0);
	end_zone(1);
	breaks(RULE_handle_bad);
	in_thread();
	zone(2000);
	end_zone(1);
	u8(60);
	zone(1);
	breaks(RULE_item_after_terminate);
	in_thread();
	u8(107);
	u64(1);
	u16(9);
	bytes("\0\0\0\0\1\0\0\0f", 9);
	u8(7);
	u64(1000);
	end_zone(1);
	breaks(RULE_site_malformed);
}

static void a_clock_that_runs_ahead_is_said(void **state)
{
	(void)state;
	in_thread();
	model.has_limit = 1;
	model.limit = 5000;
	zone(5000);
	end_zone(1);
	breaks(RULE_time_in_future);
}

static void marks_that_are_wrong_are_said(void **state)
{
	(void)state;
	begin(76);
	for (unsigned i = 0; i < 2; i++) {
		u8(70);
		u64(2000 - i);
		u64(0);
	}
	breaks(RULE_frame_time_back);
	begin(76);
	for (unsigned i = 0; i < 2; i++) {
		u8(70 + i);
		u64(2000);
		u64(0x10);
	}
	breaks(RULE_frame_mixed);
	begin(76);
	u8(72);
	u64(2000);
	u64(0x10);
	breaks(RULE_frame_end_alone);
	begin(76);
	model.is_on_demand = 1;
	u8(72);
	u64(2000);
	u64(0x10);
	breaks(-1);
	begin(82);
	u8(75);
	u32(1);
	u8(114);
	u8(1);
	u8('a');
	u8(2);
	u64(2000);
	u8(0x61);
	breaks(RULE_message_meta);
}

static void lock_event(unsigned item, uint64_t thread, uint64_t delta)
{
	u8(item);
	u32(thread);
	u32(1);
	u64(delta);
}

static void announce_lock(void)
{
	begin(76);
	u8(75);
	u32(1);
	u64(1000);
	u64(0x101);
	u8(0);
}

static void locks_and_memory_that_are_wrong_are_said(void **state)
{
	(void)state;
	begin(76);
	lock_event(18, 1, 2000);
	breaks(RULE_lock_unknown);
	announce_lock();
	lock_event(19, 1, 2000);
	breaks(RULE_lock_no_wait);
	announce_lock();
	lock_event(21, 1, 2000); /* LockSharedWait */
	breaks(RULE_lock_type);
	announce_lock();
	u8(75);
	u32(1);
	u64(1000);
	u64(0x101);
	u8(0);
	breaks(RULE_lock_twice);
	announce_lock();
	lock_event(18, 1, 2000);
	lock_event(19, 1, (uint64_t)-1);
	breaks(RULE_serial_time_back);
	announce_lock();
	u8(20);
	u32(1);
	u64(2000);
	breaks(RULE_lock_not_held);
	announce_lock();
	for (unsigned i = 0; i < 65; i++)
		lock_event(18, i + 1, i ? 0 : 2000);
	breaks(RULE_lock_threads);
	begin(76);
	u8(27);
	u64(2000);
	u32(1);
	u64(0x10);
	breaks(RULE_memory_unknown);
	begin(76);
	model.flags = FAKE_FLAG_NO_FAULTS;
	u8(27);
	u64(2000);
	u32(1);
	u64(0x10);
	breaks(-1);
	begin(76);
	for (unsigned i = 0; i < 2; i++) {
		u8(25);
		u64(i ? 0 : 2000);
		u32(1);
		u64(0x10);
		number(8, 6);
	}
	breaks(RULE_memory_twice);
}

static void answers_that_nobody_asked_for_are_said(void **state)
{
	(void)state;
	struct fake_question asked[4];
	begin(76);
	name(104, 0x55, "x");
	breaks(RULE_answer_unasked);
	begin(76);
	fake_ask_anew(&model, QUERY_String, 0x55, 0, 0);
	assert_int_equal(ask_all(asked, 4), 1);
	name(104, 0x55, "x");
	name(104, 0x55, "x");
	breaks(RULE_answer_unasked);
	begin(76);
	fake_ask_anew(&model, QUERY_String, 0x55, 0, 1);
	assert_int_equal(ask_all(asked, 4), 1);
	name(104, 0x55, "secret");
	breaks(RULE_answer_unknown_handle);
	begin(76);
	fake_ask_anew(&model, QUERY_SourceLocation, 0x55, 0, 0);
	assert_int_equal(ask_all(asked, 4), 1);
	fake_see_end(&model);
	only_broken(RULE_answer_missing);
}

static void source_locations_that_are_wrong_are_said(void **state)
{
	(void)state;
	struct fake_question asked[4];
	begin(76);
	fake_ask_anew(&model, QUERY_SourceLocation, 0x55, 0, 0);
	assert_int_equal(ask_all(asked, 4), 1);
	u8(74);
	for (int i = 0; i < 3; i++)
		u64(i == 2 ? 0 : 0x501); /* there is no file */
	u32(1);
	number(0, 3);
	breaks(RULE_site_handle);
	in_thread();
	see();
	model.ref_thread = 1000;
	for (unsigned i = 0; i < 32768; i++) {
		u8(15);
		u64(0);
		u64(0x1000 + i);
		u8(17);
		u64(0);
		see();
	}
	breaks(RULE_site_too_many);
	in_thread();
	model.n_ranges = 1;
	model.ranges = fake_alloc(sizeof *model.ranges);
	model.ranges[0][0] = 0x100;
	model.ranges[0][1] = 0x102;
	zone(2000);
	end_zone(1);
	breaks(RULE_handle_is_address);
}

static void single_items_that_are_wrong_are_said(void **state)
{
	(void)state;
	in_thread();
	for (unsigned i = 0; i < 2; i++) {
		u8(78); /* MessageLiteral */
		u64(2000 - i);
		u64(0x11);
	}
	breaks(RULE_message_time_back);
	begin(76);
	u8(93); /* PlotConfig */
	u64(0x11);
	u8(3);
	number(0, 6);
	breaks(RULE_plot_config);
	in_thread();
	u8(59); /* FiberLeave */
	u64(2000);
	u32(1);
	breaks(RULE_fiber_leave_alone);
	begin(82);
	u8(75);
	u32(1);
	u8(71); /* SectionLeave */
	u64(2000);
	u32(9);
	breaks(RULE_section_unknown);
	begin(76);
	u8(102); /* ThreadGroupHint */
	u32(1);
	u32(0);
	breaks(RULE_hint_unknown_thread);
	in_thread();
	u8(67); /* ZoneValidation */
	u32(1);
	zone(2000);
	end_zone(1);
	u8(60);
	breaks(RULE_validation_incomplete);
}

static void callstacks_that_are_wrong_are_said(void **state)
{
	(void)state;
	struct fake_question asked[4];
	in_thread();
	u8(108); /* CallstackPayload */
	u64(1);
	u16(7);
	bytes("1234567", 7);
	u8(10); /* Callstack */
	u8(16); /* ZoneBeginCallstack */
	u64(2000);
	u64(0x101);
	end_zone(1);
	breaks(RULE_callstack_malformed);
	begin(76);
	fake_ask_anew(&model, QUERY_CallstackFrame, 0x55, 0, 0);
	assert_int_equal(ask_all(asked, 4), 1);
	u8(99);
	u16(1);
	u8('i');
	u8(53); /* CallstackFrameSize: 2, and none comes */
	u64(0x55);
	u8(2);
	see();
	fake_see_end(&model);
	only_broken(RULE_answer_frames);
}

static void welcomes_that_are_wrong_are_said(void **state)
{
	(void)state;
	static const struct {
		size_t at;
		unsigned char byte;
		int rule;
	} cases[] = {
		{ 24, 1, -1 },			  /* as it was: the resolution */
		{ 7, 0xc0, RULE_welcome_clock },  /* less than 0 ns */
		{ 15, 0xff, RULE_welcome_clock }, /* begins before 0 */
		{ 24, 0, RULE_welcome_clock },
		{ 64, 4, RULE_welcome_flags },
		{ 64, 32, RULE_welcome_flags },
		{ 40, 1, RULE_welcome_sources },
		{ 65, 9, RULE_welcome_text },
		{ 82, 0, RULE_welcome_text },
		{ 90, 'x', RULE_welcome_text }, /* behind the end of the name */
		{ 1169, 'x', RULE_welcome_text },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(82);
		memset(s.bytes, 0, 1170);
		memcpy(s.bytes + 6, "\xf0\x3f", 2); /* 1.0 */
		s.bytes[24] = 1;
		memcpy(s.bytes + 82, "game", 4);
		memcpy(s.bytes + 146, "host", 4);
		s.bytes[cases[i].at] = cases[i].byte;
		fake_read_welcome(&model, s.bytes);
		only_broken(cases[i].rule);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_that_are_wrong_are_said),
		cmocka_unit_test(staging_that_is_wrong_is_said),
		cmocka_unit_test(zones_that_are_wrong_are_said),
		cmocka_unit_test(a_clock_that_runs_ahead_is_said),
		cmocka_unit_test(marks_that_are_wrong_are_said),
		cmocka_unit_test(locks_and_memory_that_are_wrong_are_said),
		cmocka_unit_test(answers_that_nobody_asked_for_are_said),
		cmocka_unit_test(source_locations_that_are_wrong_are_said),
		cmocka_unit_test(single_items_that_are_wrong_are_said),
		cmocka_unit_test(callstacks_that_are_wrong_are_said),
		cmocka_unit_test(welcomes_that_are_wrong_are_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

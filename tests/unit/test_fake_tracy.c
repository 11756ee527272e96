/* test_fake_tracy.c - the fake Tracy server reads streams that were made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/tracy/fake_lz4.h"
#include "tests/tracy/fake_model.h"
#include "tests/tracy/fake_options.h"
#include "tests/tracy/fake_session.h"

/* ---- streams ---- */

struct stream {
	unsigned char bytes[400000];
	size_t n;
};

static struct stream s;
static struct fake_options options;
static struct fake_model model;

static void u8(unsigned number)
{
	s.bytes[s.n++] = (unsigned char)number;
}

static void number(uint64_t value, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		u8((unsigned)(value >> 8 * i & 255));
}

static void u16(uint64_t value)
{
	number(value, 2);
}

static void u32(uint64_t value)
{
	number(value, 4);
}

static void u64(uint64_t value)
{
	number(value, 8);
}

static void bytes(const char *text, size_t n)
{
	memcpy(s.bytes + s.n, text, n);
	s.n += n;
}

static void begin(int protocol)
{
	fake_options_init(&options);
	options.zones = 10;
	fake_model_init(&model, &options, protocol);
	model.init_begin = 1000;
	s.n = 0;
}

static void see(void)
{
	fake_see_block(&model, s.bytes, s.n);
	s.n = 0;
}

static void only_broken(int rule)
{
	for (int i = 0; i < FAKE_RULES; i++)
		if ((i == rule) != (model.broken[i].n > 0))
			fail_msg("%s: %s", fake_rule_name((enum fake_rule)i),
				 model.broken[i].details[0] ? model.broken[i].details[0]
							    : "not broken");
	fake_model_release(&model);
}

/* Let the model ask, as if it were sent. */
static size_t ask_all(struct fake_question *out, size_t cap)
{
	size_t n = 0;
	while (n < cap && fake_next_question(&model, &out[n]))
		n++;
	return n;
}

/* ---- tables ---- */

static void sizes_are_those_of_the_fields(void **state)
{
	(void)state;
	for (int i = 0; i < FAKE_PROTOCOLS; i++)
		for (int item = 0; item < FAKE_ITEMS; item++) {
			int protocol = fake_protocols[i];
			size_t size = fake_item_size(protocol, (enum fake_item)item);
			if (size != fake_fields_size(protocol, (enum fake_item)item))
				fail_msg("%d %s", protocol, fake_item_name((enum fake_item)item));
		}
}

static void numbers_are_unique_and_keep_their_order(void **state)
{
	(void)state;
	unsigned everywhere = 0, later = 0;
	for (int item = 0; item < FAKE_ITEMS; item++) {
		int last = -1, gaps = 0;
		for (int i = 0; i < FAKE_PROTOCOLS; i++) {
			int now = fake_item_number(fake_protocols[i], (enum fake_item)item);
			gaps += now < 0;
			/* Items are inserted, never taken out: numbers only grow. */
			if (now < last)
				fail_msg("%s", fake_item_name((enum fake_item)item));
			last = now;
			struct fake_layout layout;
			if (now >= 0) {
				assert_true(fake_item_layout(&layout, fake_protocols[i],
							     (unsigned)now));
				assert_int_equal(layout.item, item);
			}
		}
		*(gaps ? &later : &everywhere) += 1;
	}
	assert_int_equal(everywhere, 75);
	assert_int_equal(later, 13);
}

static void order_of_two_items_is_the_same_everywhere(void **state)
{
	(void)state;
	for (int a = 0; a < FAKE_ITEMS; a++)
		for (int b = 0; b < FAKE_ITEMS; b++) {
			int smaller = 0, greater = 0;
			for (int i = 0; i < FAKE_PROTOCOLS; i++) {
				int p = fake_protocols[i];
				int x = fake_item_number(p, (enum fake_item)a);
				int y = fake_item_number(p, (enum fake_item)b);
				if (x >= 0 && y >= 0) {
					smaller += x < y;
					greater += x > y;
				}
			}
			if (smaller && greater)
				fail_msg("%s %s", fake_item_name((enum fake_item)a),
					 fake_item_name((enum fake_item)b));
		}
}

static void queries_have_numbers_of_their_own(void **state)
{
	(void)state;
	for (int p = 0; p < FAKE_PROTOCOLS; p++) {
		unsigned seen = 0;
		for (int query = 0; query < FAKE_QUERIES; query++)
			seen |= 1u << fake_query_number(fake_protocols[p], (enum fake_query)query);
		assert_int_equal(seen, 0xffff);
	}
	assert_int_equal(fake_query_number(64, QUERY_ExternalName), 10);
	assert_int_equal(fake_query_number(64, QUERY_Disconnect), 8);
	assert_int_equal(fake_query_number(64, QUERY_CallstackFrame), 9);
	assert_int_equal(fake_query_number(66, QUERY_ExternalName), 8);
}

static void released_numbers_are_known_and_no_others(void **state)
{
	(void)state;
	static const int none[] = { 62, 65, 67, 68, 70, 73, 75, 77, 78, 81, 83, 999 };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(fake_protocol_index(none[i]), -1);
	for (int i = 0; i < FAKE_PROTOCOLS; i++)
		assert_int_equal(fake_protocol_index(fake_protocols[i]), i);
}

/* ---- blocks ---- */

static void decodes(struct fake_lz4 *lz4, const char *block, size_t n, const char *expected)
{
	assert_int_equal(fake_lz4_decode(lz4, (const unsigned char *)block, n), LZ4_FINE);
	assert_int_equal(lz4->n, strlen(expected));
	assert_memory_equal(fake_lz4_block(lz4), expected, lz4->n);
}

static void blocks_use_what_was_before_them(void **state)
{
	(void)state;
	struct fake_lz4 lz4;
	fake_lz4_init(&lz4, 64);
	decodes(&lz4, "\x50hello", 6, "hello");
	decodes(&lz4, "\x21, \x07\x00\x10!", 7, ", hello!");
	decodes(&lz4,
		"\x12"
		"a\x01\x00\x10"
		"b",
		6, "aaaaaaab");
	decodes(&lz4,
		"\xf0\x00"
		"fifteen letters",
		17, "fifteen letters");
	fake_lz4_release(&lz4);
}

static void blocks_that_are_none_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *block;
		size_t n;
		enum fake_lz4_result result;
	} cases[] = {
		{ "", 0, LZ4_MALFORMED },
		{ "\x50hell", 5, LZ4_MALFORMED },
		{ "\xf0", 1, LZ4_MALFORMED },
		{ "\xf0\xff", 2, LZ4_MALFORMED },
		{ "\x11"
		  "a\x01",
		  3, LZ4_MALFORMED }, /* half an offset */
		{ "\x11"
		  "a\x00\x00\x10"
		  "b",
		  6, LZ4_MALFORMED }, /* an offset of 0 */
		{ "\x11"
		  "a\x02\x00\x10"
		  "b",
		  6, LZ4_MALFORMED }, /* before the beginning */
		{ "\x11"
		  "a\x01\x00",
		  4, LZ4_MALFORMED }, /* ends with a match */
		{ "\xf0\x02"
		  "seventeen letters",
		  19, LZ4_TOO_LARGE },
		{ "\x1f"
		  "a\x01\x00\x05",
		  5, LZ4_TOO_LARGE },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fake_lz4 lz4;
		fake_lz4_init(&lz4, 16);
		assert_int_equal(
			fake_lz4_decode(&lz4, (const unsigned char *)cases[i].block, cases[i].n),
			cases[i].result);
		fake_lz4_release(&lz4);
	}
}

static void the_largest_block_of_literals_fits(void **state)
{
	(void)state;
	struct fake_lz4 lz4;
	fake_lz4_init(&lz4, FAKE_RAW_MAX);
	s.n = 0;
	u8(0xf0);
	for (unsigned left = FAKE_RAW_MAX - 15; s.n == 1 || s.bytes[s.n - 1] == 255;) {
		u8(left < 255 ? left : 255);
		left -= left < 255 ? left : 255;
	}
	memset(s.bytes + s.n, 'x', FAKE_RAW_MAX);
	assert_int_equal(s.n + FAKE_RAW_MAX, 263173);
	assert_int_equal(fake_lz4_decode(&lz4, s.bytes, s.n + FAKE_RAW_MAX), LZ4_FINE);
	assert_int_equal(lz4.n, FAKE_RAW_MAX);
	fake_lz4_release(&lz4);
}

/* ---- a session, once for each protocol, numbers typed by hand ---- */

static const struct numbers {
	int protocol;
	unsigned context, zone_begin, zone_end, value, colour, single, string, thread, site, plot;
	unsigned frame, frame_name, plot_name, fiber_enter, fiber_leave, fiber_name, alloc, release;
	unsigned announce, wait, obtain, unlock, keep_alive, terminate, payload;
} all_numbers[] = {
	{ 63, 59, 15, 17,  65, 64, 94, 97, 98, 70, 43, 66, 103,
	  99, 55, 56, 109, 25, 27, 71, 18, 19, 20, 58, 57, 100 },
	{ 64,  59, 15, 17,  65, 64, 95, 98, 99, 70, 43, 66, 104,
	  100, 55, 56, 110, 25, 27, 71, 18, 19, 20, 58, 57, 101 },
	{ 66,  59, 15, 17,  66, 65, 96, 99, 100, 71, 43, 67, 105,
	  101, 55, 56, 111, 25, 27, 72, 18, 19,	 20, 58, 57, 102 },
	{ 69,  59, 15, 17,  66, 65, 96, 100, 101, 71, 43, 67, 106,
	  102, 55, 56, 112, 25, 27, 72, 18,  19,  20, 58, 57, 103 },
	{ 74,  61, 15, 17,  68, 67, 98, 102, 103, 73, 45, 69, 108,
	  104, 57, 58, 114, 25, 27, 74, 18,  19,  20, 60, 59, 105 },
	{ 76,  62, 15, 17,  69, 68, 99, 104, 105, 74, 45, 70, 110,
	  106, 58, 59, 116, 25, 27, 75, 18,  19,  20, 61, 60, 107 },
	{ 82,  75, 19, 25,  82, 81, 112, 119, 120, 87, 55, 83, 125,
	  121, 68, 69, 131, 35, 37, 88,	 28,  29,  30, 74, 73, 122 },
};

/* A string of up to 255 bytes for the next item. */
static void single(const struct numbers *n, const char *text)
{
	size_t len = strlen(text);
	if (n->protocol >= 80) {
		u8(114);
		u8((unsigned)len);
	} else {
		u8(n->single);
		u16(len);
	}
	bytes(text, len);
}

static void name(unsigned item, uint64_t handle, const char *text)
{
	u8(item);
	u64(handle);
	u16(strlen(text));
	bytes(text, strlen(text));
}

static void zones_of(const struct numbers *n)
{
	u8(n->context);
	u32(4711);
	if (n->protocol == 82) {
		u8(21); /* ZoneBegin16 */
		u16(2000);
	} else {
		u8(n->zone_begin);
		u64(2000);
	}
	u64(0x101);
	single(n, "a=1");
	u8(0); /* ZoneText */
	u8(n->value);
	u64(77);
	u8(n->colour);
	number(0x00112233, 3);
	u8(n->payload);
	u64(1);
	u16(8 + 9);
	u32(0xabcdef);
	u32(12);
	bytes("f\0g.c\0own", 9);
	u8(7); /* ZoneBeginAllocSrcLoc */
	u64(5);
	single(n, "hello");
	u8(2); /* Message */
	u64(2006);
	if (n->protocol >= 77)
		u8(0x30);
	for (int i = 0; i < 2; i++)
		if (n->protocol == 82) {
			u8(27); /* ZoneEnd16 */
			u16(10);
		} else {
			u8(n->zone_end);
			u64(10);
		}
	u8(n->plot);
	u64(0x201);
	u64(3);
	u64(42);
	u8(n->fiber_enter);
	u64(1);
	u64(0x301);
	u32(4711);
	if (n->protocol >= 68)
		u32(0);
	u8(n->fiber_leave);
	u64(1);
	u32(4711);
}

static void others_of(const struct numbers *n)
{
	u8(n->frame);
	u64(2030);
	u64(0x401);
	u8(n->announce);
	u32(1);
	u64(2030);
	u64(0x101);
	u8(0);
	for (unsigned i = 0; i < 2; i++) {
		u8(i ? n->obtain : n->wait);
		u32(4711);
		u32(1);
		u64(i ? 1 : 2031);
	}
	u8(n->unlock);
	u32(1);
	u64(1);
	u8(n->alloc);
	u64(1);
	u32(4711);
	u64(0x7fff1234);
	number(100, 6);
	u8(n->release);
	u64(0);
	u32(4711);
	u64(0x7fff1234);
	u8(n->keep_alive);
}

static void answer(const struct numbers *n, const struct fake_question *question)
{
	static const char *const strings[] = { "main", "main.c" };
	switch ((int)question->query) {
	case QUERY_String:
		name(n->string, question->ptr, strings[question->ptr - 0x501]);
		break;
	case QUERY_ThreadString:
		name(n->thread, question->ptr, "worker");
		break;
	case QUERY_PlotName:
		name(n->plot_name, question->ptr, "load");
		break;
	case QUERY_FrameName:
		name(n->frame_name, question->ptr, "loop");
		break;
	case QUERY_FiberName:
		name(n->fiber_name, question->ptr, "reader");
		break;
	default:
		assert_int_equal(question->query, QUERY_SourceLocation);
		u8(n->site);
		u64(0);
		u64(0x501);
		u64(0x502);
		u32(7);
		number(0x445566, 3);
	}
}

static void check_session(void)
{
	struct fake_site *site = fake_map_get(&model.sites, 0x101);
	assert_string_equal(fake_site_name(&model, site), "main");
	assert_string_equal(fake_answer(&model, QUERY_String, site->file), "main.c");
	assert_int_equal(site->line, 7);
	assert_int_equal(site->colour, 0x445566);
	assert_int_equal(site->count, 1);
	assert_int_equal(site->total, 25);
	assert_string_equal(site->texts.text[0], "a=1\n77");
	assert_string_equal(site->values.text[0], "77");
	assert_int_equal(model.n_done, 2);
	assert_string_equal(fake_site_name(&model, model.done[0].site), "own");
	assert_string_equal(model.done[0].site->file_text, "g.c");
	assert_int_equal(model.done[0].begin, 2005);
	assert_int_equal(model.done[0].end, 2015);
	assert_int_equal(model.done[0].depth, 1);
	assert_int_equal(model.done[1].colour, 0x112233);
	assert_string_equal(model.messages[0].text, "hello");
	assert_int_equal(model.messages[0].time, 2006);
	assert_int_equal(model.messages[0].meta, model.protocol >= 77 ? 0x30 : -1);
	assert_string_equal(fake_answer(&model, QUERY_ThreadString, 4711), "worker");
	struct fake_plot *plot = fake_map_get(&model.plots, 0x201);
	assert_string_equal(plot->values.text[0], "42");
	struct fake_pool *pool = fake_map_get(&model.pools, 0);
	assert_int_equal(pool->most_bytes, 100);
	assert_int_equal(pool->bytes, 0);
	struct fake_lock *lock = fake_map_get(&model.locks, 1);
	assert_int_equal(lock->releases, 1);
}

static void a_session_of_each_protocol_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof all_numbers / sizeof *all_numbers; i++) {
		const struct numbers *n = &all_numbers[i];
		struct fake_question asked[64];
		begin(n->protocol);
		zones_of(n);
		others_of(n);
		see();
		for (size_t count; (count = ask_all(asked, 64));) {
			for (size_t k = 0; k < count; k++)
				answer(n, &asked[k]);
			see();
		}
		u8(n->terminate);
		see();
		assert_true(fake_all_answered(&model));
		fake_see_end(&model);
		check_session();
		only_broken(-1);
	}
}

static void deltas_of_zones_have_four_lengths(void **state)
{
	(void)state;
	static const uint64_t times[] = { 65535, 65536, 65536 + (uint64_t)4294967295u,
					  65536 + (uint64_t)4294967296u };
	static const unsigned numbers[] = { 21, 20, 20, 19 }, widths[] = { 2, 4, 4, 8 };
	static const uint64_t sent[] = { 65535, 0, 4294967295u, 0 };
	for (size_t i = 0; i < 4; i++) {
		begin(82);
		u8(75);
		u32(1);
		u8(numbers[i]);
		number(sent[i], widths[i]);
		u64(0x101);
		see();
		assert_int_equal(model.current->zones[0].begin, times[i]);
		only_broken(-1);
	}
}

static void long_strings_count_from_256(void **state)
{
	(void)state;
	begin(82);
	u8(112);
	u16(44);
	for (int i = 0; i < 300; i++)
		u8('x');
	u8(6); /* MessageAppInfo */
	u64(1000);
	see();
	assert_int_equal(strlen(model.app_infos.text[0]), 300);
	only_broken(-1);
}

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

static void credits_bound_the_questions_under_way(void **state)
{
	(void)state;
	struct fake_question asked[8];
	begin(76);
	model.credits = 3;
	for (uint64_t i = 1; i < 6; i++)
		fake_ask(&model, QUERY_String, i);
	assert_int_equal(ask_all(asked, 8), 3);
	name(104, asked[0].ptr, "x");
	see();
	assert_int_equal(ask_all(asked, 8), 1);
	only_broken(-1);
}

static void welcome_is_read_at_both_sizes(void **state)
{
	(void)state;
	for (int i = 0; i < FAKE_PROTOCOLS; i++) {
		int protocol = fake_protocols[i];
		begin(protocol);
		u64(0x3ff0000000000000u);
		u64(5000);
		u64(6000);
		if (protocol <= 74)
			u64(10);
		u64(1);
		u64(1700000000);
		u64(0);
		u64(4242);
		u64(0);
		u8(1);
		u8(2);
		bytes("GenuineIntel", 12);
		u32(0x1234);
		bytes("prog", 4);
		memset(s.bytes + s.n, 0, 60 + 1024);
		s.n += 60;
		memcpy(s.bytes + s.n, "host", 4);
		s.n += 1024;
		assert_int_equal(s.n, fake_welcome_size(&model));
		assert_int_equal(s.n, protocol <= 74 ? 1178 : 1170);
		fake_read_welcome(&model, s.bytes);
		assert_int_equal(model.init_begin, 5000);
		assert_int_equal(model.pid, 4242);
		assert_int_equal(model.cpu_id, 0x1234);
		assert_string_equal(model.program, "prog");
		assert_string_equal(model.host, "host");
		assert_int_equal(model.is_on_demand, 1);
		only_broken(-1);
	}
}

static void a_map_keeps_what_was_not_taken(void **state)
{
	(void)state;
	struct fake_map map = { 0 };
	static char values[1000];
	for (uint64_t i = 0; i < 1000; i++)
		fake_map_put(&map, i * i, &values[i]);
	for (uint64_t i = 0; i < 1000; i += 3)
		assert_ptr_equal(fake_map_take(&map, i * i), &values[i]);
	for (uint64_t i = 0; i < 1000; i++)
		assert_ptr_equal(fake_map_get(&map, i * i), i % 3 ? &values[i] : NULL);
	assert_int_equal(map.n, 666);
	fake_map_release(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_those_of_the_fields),
		cmocka_unit_test(numbers_are_unique_and_keep_their_order),
		cmocka_unit_test(order_of_two_items_is_the_same_everywhere),
		cmocka_unit_test(queries_have_numbers_of_their_own),
		cmocka_unit_test(released_numbers_are_known_and_no_others),
		cmocka_unit_test(blocks_use_what_was_before_them),
		cmocka_unit_test(blocks_that_are_none_are_refused),
		cmocka_unit_test(the_largest_block_of_literals_fits),
		cmocka_unit_test(a_session_of_each_protocol_is_read),
		cmocka_unit_test(deltas_of_zones_have_four_lengths),
		cmocka_unit_test(long_strings_count_from_256),
		cmocka_unit_test(items_that_are_wrong_are_said),
		cmocka_unit_test(staging_that_is_wrong_is_said),
		cmocka_unit_test(zones_that_are_wrong_are_said),
		cmocka_unit_test(a_clock_that_runs_ahead_is_said),
		cmocka_unit_test(marks_that_are_wrong_are_said),
		cmocka_unit_test(locks_and_memory_that_are_wrong_are_said),
		cmocka_unit_test(answers_that_nobody_asked_for_are_said),
		cmocka_unit_test(credits_bound_the_questions_under_way),
		cmocka_unit_test(welcome_is_read_at_both_sizes),
		cmocka_unit_test(a_map_keeps_what_was_not_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_fake_tracy.c - the fake Tracy server reads streams that were made by hand. */
#include "tests/tracy/fake_discovery.h"
#include "tests/tracy/fake_session.h"
#include "tests/unit/fake_stream.h"

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

static void datagrams_are_checked(void **state)
{
	(void)state;
	static const struct {
		unsigned version, port, protocol, pid;
		int32_t active;
		const char *name;
		int is_ours, rule;
	} cases[] = {
		{ 3, 8087, 82, 7, 3, "game", 1, -1 },
		{ 3, 8087, 63, 7, -1, "game", 1, -1 },
		{ 3, 8088, 82, 7, 3, "other", 0, -1 },
		{ 2, 8087, 82, 7, 3, "game", 1, RULE_datagram_wrong },
		{ 3, 8087, 65, 7, 3, "game", 1, RULE_datagram_wrong },
		{ 3, 8087, 82, 0, 3, "game", 1, RULE_datagram_wrong },
		{ 3, 8087, 82, 7, -2, "game", 1, RULE_datagram_wrong },
		{ 3, 8087, 82, 7, 3, "", 1, RULE_datagram_wrong },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int32_t active = 0;
		begin(82);
		options.port = 8087;
		u16(cases[i].version);
		u16(cases[i].port);
		u32(cases[i].protocol);
		u64(cases[i].pid);
		u32((uint32_t)cases[i].active);
		bytes(cases[i].name, strlen(cases[i].name) + 1);
		assert_int_equal(fake_discovery_check(&model, s.bytes, s.n, &active),
				 cases[i].is_ours);
		if (cases[i].is_ours)
			assert_int_equal(active, cases[i].active);
		only_broken(cases[i].rule);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_of_each_protocol_is_read),
		cmocka_unit_test(deltas_of_zones_have_four_lengths),
		cmocka_unit_test(long_strings_count_from_256),
		cmocka_unit_test(credits_bound_the_questions_under_way),
		cmocka_unit_test(welcome_is_read_at_both_sizes),
		cmocka_unit_test(datagrams_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

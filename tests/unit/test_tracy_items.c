/* test_tracy_items.c - the tables of Tracy's protocols agree with themselves, the wire with them. */
#include "base/arena.h"
#include "trace/tracy_wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const unsigned released[] = { 63, 64, 66, 69, 74, 76, 82 };
enum { N_RELEASED = sizeof released / sizeof *released };

static struct tracy_protocol get(unsigned number)
{
	struct tracy_protocol protocol;
	assert_true(leaf__tracy_protocol(number, &protocol));
	return protocol;
}

static void just_the_released_protocols_are_known(void **state)
{
	(void)state;
	struct tracy_protocol protocol;
	unsigned n = 0;
	for (unsigned number = 0; number < 1000; number++)
		n += leaf__tracy_protocol(number, &protocol) != 0;
	assert_int_equal(n, N_RELEASED);
	for (unsigned i = 0; i < N_RELEASED; i++)
		assert_int_equal(get(released[i]).column, i);
	assert_int_equal(leaf__tracy_newest(), 82);
	assert_non_null(strstr(leaf__tracy_known(), "69 (0.11.1)"));
}

static void no_two_items_share_a_number(void **state)
{
	(void)state;
	for (unsigned i = 0; i < N_RELEASED; i++) {
		struct tracy_protocol protocol = get(released[i]);
		int seen[256] = { 0 };
		for (int item = 0; item < TRACY_ITEMS; item++) {
			int number = leaf__tracy_number(&protocol, (enum tracy_item)item);
			assert_in_range(number + 1, 0, 200);
			if (number >= 0 && seen[number]++)
				fail_msg("protocol %u: number %d, again at %s", released[i], number,
					 leaf__tracy_item_name((enum tracy_item)item));
		}
	}
}

/* Upstream inserts items and never reorders them: in each protocol they stand in one order. */
static void items_keep_their_order(void **state)
{
	(void)state;
	for (unsigned i = 0; i < N_RELEASED; i++) {
		struct tracy_protocol protocol = get(released[i]);
		int last = -1;
		for (int item = 0; item < TRACY_ITEMS; item++) {
			int number = leaf__tracy_number(&protocol, (enum tracy_item)item);
			if (number < 0)
				continue;
			assert_true(number > last);
			last = number;
		}
	}
}

/* So numbers only grow from protocol to protocol, and the later of two items grows no less. */
static void numbers_only_grow(void **state)
{
	(void)state;
	for (unsigned i = 1; i < N_RELEASED; i++) {
		struct tracy_protocol before = get(released[i - 1]), after = get(released[i]);
		int last = 0;
		for (int item = 0; item < TRACY_ITEMS; item++) {
			int old = leaf__tracy_number(&before, (enum tracy_item)item);
			int new = leaf__tracy_number(&after, (enum tracy_item)item);
			if (old < 0)
				continue;
			assert_true(new >= 0); /* nothing was ever taken out */
			if (new - old < last)
				fail_msg("protocol %u: %s moves by %d after one by %d", released[i],
					 leaf__tracy_item_name((enum tracy_item)item), new - old,
					 last);
			last = new - old;
		}
	}
}

static void sizes_change_where_the_protocols_say(void **state)
{
	(void)state;
	struct tracy_protocol p66 = get(66), p69 = get(69), p76 = get(76), p82 = get(82);
	assert_int_equal(leaf__tracy_size(&p66, TRACY_FiberEnter), 20);
	assert_int_equal(leaf__tracy_size(&p69, TRACY_FiberEnter), 24);
	assert_int_equal(leaf__tracy_size(&p76, TRACY_Message), 8);
	assert_int_equal(leaf__tracy_size(&p82, TRACY_Message), 9);
	assert_int_equal(leaf__tracy_size(&p76, TRACY_MessageColor), 11);
	assert_int_equal(leaf__tracy_size(&p82, TRACY_MessageColor), 12);
	assert_int_equal(leaf__tracy_size(&p82, TRACY_SourceLocation), 31);
}

static void the_welcome_has_its_two_lengths(void **state)
{
	(void)state;
	static unsigned char bytes[TRACY_WELCOME_MAX];
	static const struct tracy_welcome welcome = { .pid = 0x1122, .on_demand = 1 };
	for (unsigned i = 0; i < N_RELEASED; i++) {
		struct tracy_protocol protocol = get(released[i]);
		int old = released[i] <= 74;
		size_t len = leaf__tracy_welcome(bytes, &protocol, &welcome);
		assert_int_equal(len, old ? 1178 : 1170);
		assert_int_equal(bytes[old ? 56 : 48], 0x22);
		assert_int_equal(bytes[old ? 72 : 64], 1);
	}
}

/* ---- what comes out ---- */

static unsigned char sent[4 * TRACY_PACKED];
static size_t n_sent;

static int take(void *arg, const void *bytes, size_t len)
{
	(void)arg;
	assert_true(n_sent + len <= sizeof sent);
	memcpy(sent + n_sent, bytes, len);
	n_sent += len;
	return 0;
}

static struct tracy_wire *begin(unsigned number)
{
	struct tracy_wire *wire = leaf__pages_map(sizeof *wire);
	struct tracy_protocol protocol = get(number);
	n_sent = 0;
	leaf__tracy_wire_init(wire, &protocol, take, NULL);
	return wire;
}

static void end(struct tracy_wire *wire)
{
	leaf__tracy_wire_release(wire);
	leaf__pages_unmap(wire, sizeof *wire);
}

static void literal_blocks_fit_the_viewers_bound(void **state)
{
	(void)state;
	static unsigned char in[TRACY_FRAME], out[TRACY_PACKED];
	size_t lengths[] = { 0, 1, 14, 15, 16, 269, 270, 271, 65536, TRACY_FRAME };
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		size_t len = leaf__tracy_literal(out, in, lengths[i]), head = 1;
		assert_true(len <= TRACY_PACKED);
		size_t n = out[0] >> 4;
		if (n == 15)
			do
				n += out[head];
			while (out[head++] == 255);
		assert_int_equal(n, lengths[i]);
		assert_int_equal(len, head + n);
	}
}

static void zone_times_take_the_shortest_form(void **state)
{
	(void)state;
	static const struct {
		uint64_t delta;
		unsigned size; /* of the end */
	} cases[] = { { 0, 3 },		 { 65535, 3 },	    { 65536, 5 },
		      { 4295032831, 5 }, { 4295032832, 9 }, { UINT64_MAX, 9 } };
	struct tracy_wire *wire = begin(82);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t at = wire->ref_thread + cases[i].delta;
		size_t before = wire->used;
		leaf__tracy_zone_end(wire, at);
		assert_int_equal(wire->used - before, cases[i].size);
		assert_true(wire->ref_thread == at);
	}
	end(wire);
	wire = begin(76);
	leaf__tracy_zone_end(wire, 5);
	assert_int_equal(wire->used, 9);
	end(wire);
}

static void strings_change_form_at_256(void **state)
{
	(void)state;
	static char text[70000];
	memset(text, 'x', sizeof text);
	struct tracy_wire *wire = begin(82);
	leaf__tracy_string(wire, text, 255);
	assert_int_equal(wire->frame[0], 114);
	assert_int_equal(wire->used, 2 + 255);
	leaf__tracy_string(wire, text, 256);
	assert_int_equal(wire->frame[257], 112);
	assert_int_equal(wire->frame[258] | wire->frame[259] << 8, 0);
	assert_int_equal(wire->used, 257 + 3 + 256);
	size_t before = wire->used;
	leaf__tracy_string(wire, text, sizeof text);
	assert_true(wire->used - before < 65536);
	end(wire);
}

static void an_item_is_never_cut_in_two(void **state)
{
	(void)state;
	static char text[60000];
	memset(text, 'x', sizeof text);
	struct tracy_wire *wire = begin(63);
	for (int i = 0; i < 9; i++)
		leaf__tracy_named(wire, TRACY_StringData, 1, text, sizeof text);
	assert_int_equal(wire->used, 60011);
	end(wire);
}

static void texts_are_cut_between_characters(void **state)
{
	(void)state;
	static char text[70000];
	for (size_t i = 0; i + 3 <= sizeof text; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	struct tracy_wire *wire = begin(63);
	leaf__tracy_string(wire, text, sizeof text);
	assert_int_equal((wire->used - 3) % 3, 0);
	assert_true(wire->used > 64000);
	end(wire);
}

static void queries_were_renumbered_at_66(void **state)
{
	(void)state;
	unsigned char bytes[TRACY_QUERY] = { 8 };
	struct tracy_protocol p64 = get(64), p66 = get(66);
	assert_int_equal(leaf__tracy_query(&p64, bytes).asks, TRACY_ASKS_DISCONNECT);
	assert_int_equal(leaf__tracy_query(&p66, bytes).asks, TRACY_ASKS_EXTERNAL);
	bytes[0] = 10;
	assert_int_equal(leaf__tracy_query(&p64, bytes).asks, TRACY_ASKS_EXTERNAL);
	assert_int_equal(leaf__tracy_query(&p66, bytes).asks, TRACY_ASKS_CALLSTACK);
	bytes[0] = 200;
	assert_int_equal(leaf__tracy_query(&p66, bytes).asks, TRACY_ASKS_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(just_the_released_protocols_are_known),
		cmocka_unit_test(no_two_items_share_a_number),
		cmocka_unit_test(items_keep_their_order),
		cmocka_unit_test(numbers_only_grow),
		cmocka_unit_test(sizes_change_where_the_protocols_say),
		cmocka_unit_test(the_welcome_has_its_two_lengths),
		cmocka_unit_test(literal_blocks_fit_the_viewers_bound),
		cmocka_unit_test(zone_times_take_the_shortest_form),
		cmocka_unit_test(strings_change_form_at_256),
		cmocka_unit_test(an_item_is_never_cut_in_two),
		cmocka_unit_test(texts_are_cut_between_characters),
		cmocka_unit_test(queries_were_renumbered_at_66),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

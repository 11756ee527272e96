/* test_fake_parts.c - the tables, the LZ4 decoder and the map of the fake Tracy server. */
#include "tests/tracy/fake_lz4.h"
#include "tests/tracy/fake_map.h"
#include "tests/unit/fake_stream.h"

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
		cmocka_unit_test(a_map_keeps_what_was_not_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

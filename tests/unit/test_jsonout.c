/* test_jsonout.c - what is written is JSON, and nothing of a value is lost. */
#include "leaf/jsonout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

static struct jsonout json;
static char *text;
static size_t size;

static int start(void **state)
{
	(void)state;
	json = (struct jsonout){ .out = open_memstream(&text, &size) };
	return json.out ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	free(text);
	return 0;
}

static void written(const char *expected)
{
	fclose(json.out);
	assert_string_equal(text, expected);
}

static void members_are_separated_by_commas(void **state)
{
	(void)state;
	jsonout_object(&json);
	jsonout_key(&json, "empty");
	jsonout_array(&json);
	jsonout_end(&json);
	jsonout_key(&json, "list");
	jsonout_array(&json);
	jsonout_unsigned(&json, 1);
	jsonout_object(&json);
	jsonout_end(&json);
	jsonout_object(&json);
	jsonout_key(&json, "a");
	jsonout_bool(&json, true);
	jsonout_key(&json, "b");
	jsonout_null(&json);
	jsonout_end(&json);
	jsonout_bool(&json, false);
	jsonout_end(&json);
	jsonout_end(&json);
	jsonout_newline(&json);
	jsonout_array(&json);
	jsonout_end(&json);
	jsonout_newline(&json);
	written("{\"empty\":[],\"list\":[1,{},{\"a\":true,\"b\":null},false]}\n[]\n");
}

static void integers_keep_64_bits(void **state)
{
	(void)state;
	jsonout_array(&json);
	jsonout_unsigned(&json, UINT64_MAX);
	jsonout_signed(&json, INT64_MIN);
	jsonout_end(&json);
	written("[18446744073709551615,-9223372036854775808]");
}

static void doubles_read_back_the_same(void **state)
{
	(void)state;
	jsonout_array(&json);
	jsonout_double(&json, 0.1);
	jsonout_double(&json, 1.0 / 3);
	jsonout_double(&json, -0.0);
	jsonout_double(&json, 5e-324);
	jsonout_double(&json, (double)INFINITY);
	jsonout_double(&json, (double)NAN);
	jsonout_end(&json);
	written("[0.1,0.3333333333333333,-0,4.94065645841247e-324,null,null]");
}

static void control_characters_are_escaped(void **state)
{
	(void)state;
	jsonout_bytes(&json, "a\"\\/\b\f\n\r\t\0\x1f\x7f", 12);
	written("\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\"");
}

static void utf8_stays_and_other_bytes_become_lone_surrogates(void **state)
{
	(void)state;
	jsonout_array(&json);
	jsonout_text(&json, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8d\x83");
	jsonout_text(&json, "\xff");
	jsonout_text(&json, "\xc0\x80");	 /* longer than need be */
	jsonout_text(&json, "\xed\xa0\x80");	 /* a surrogate */
	jsonout_text(&json, "\xf4\x90\x80\x80"); /* above U+10FFFF */
	jsonout_text(&json, "\xe2\x82");	 /* cut short */
	jsonout_text(&json, "\xe2\x82z");
	jsonout_end(&json);
	written("[\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x8d\x83\",\"\\udcff\",\"\\udcc0\\udc80\","
		"\"\\udced\\udca0\\udc80\",\"\\udcf4\\udc90\\udc80\\udc80\",\"\\udce2\\udc82\","
		"\"\\udce2\\udc82z\"]");
}

static void containers_nest(void **state)
{
	(void)state;
	for (int i = 0; i < 60; i++)
		jsonout_array(&json);
	for (int i = 0; i < 60; i++)
		jsonout_end(&json);
	fclose(json.out);
	assert_int_equal(size, 120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(members_are_separated_by_commas, start, stop),
		cmocka_unit_test_setup_teardown(integers_keep_64_bits, start, stop),
		cmocka_unit_test_setup_teardown(doubles_read_back_the_same, start, stop),
		cmocka_unit_test_setup_teardown(control_characters_are_escaped, start, stop),
		cmocka_unit_test_setup_teardown(utf8_stays_and_other_bytes_become_lone_surrogates,
						start, stop),
		cmocka_unit_test_setup_teardown(containers_nest, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

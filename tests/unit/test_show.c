/* test_show.c - values as text: every type, every width, hostile bytes, numbers that read back. */
#include "trace/show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <complex.h>
#include <fenv.h>
#include <float.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/digits.h"
#include "trace/escape.h"

static char shown[8192];

static const char *show(enum leaf_type type, const void *data, size_t len, int cut)
{
	struct leaf_value value = { type, data, len, cut };
	size_t n = leaf_value_show(&value, shown, sizeof(shown) - 1);
	assert_true(n < sizeof(shown));
	shown[n] = 0;
	return shown;
}

#define SHOW(type, c_type, number) show(type, &(c_type){ number }, sizeof(c_type), 0)
#define TEXT(text) show(LEAF_TYPE_TEXT, text, sizeof(text) - 1, 0)

static void integers_of_all_widths(void **state)
{
	(void)state;
	assert_string_equal(SHOW(LEAF_TYPE_INT, int8_t, -128), "-128");
	assert_string_equal(SHOW(LEAF_TYPE_UINT, uint8_t, 255), "255");
	assert_string_equal(SHOW(LEAF_TYPE_INT, int16_t, -32768), "-32768");
	assert_string_equal(SHOW(LEAF_TYPE_UINT, uint16_t, 65535), "65535");
	assert_string_equal(SHOW(LEAF_TYPE_INT, int32_t, INT32_MIN), "-2147483648");
	assert_string_equal(SHOW(LEAF_TYPE_UINT, uint32_t, UINT32_MAX), "4294967295");
	assert_string_equal(SHOW(LEAF_TYPE_INT, int64_t, INT64_MIN), "-9223372036854775808");
	assert_string_equal(SHOW(LEAF_TYPE_UINT, uint64_t, UINT64_MAX), "18446744073709551615");
	assert_string_equal(SHOW(LEAF_TYPE_INT, int, 0), "0");
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 u128;
	__extension__ typedef __int128 i128;
	u128 most = ~(u128)0;
	i128 least = (i128)((u128)1 << 127);
	u128 id = (u128)4403400963u * 1000000000000000000u;
	assert_string_equal(show(LEAF_TYPE_UINT, &most, 16, 0),
			    "340282366920938463463374607431768211455");
	assert_string_equal(show(LEAF_TYPE_INT, &least, 16, 0),
			    "-170141183460469231731687303715884105728");
	assert_string_equal(show(LEAF_TYPE_UINT, &id, 16, 0), "4403400963000000000000000000");
	least = -1;
	assert_string_equal(show(LEAF_TYPE_INT, &least, 16, 0), "-1");
#endif
}

static void digits_agree_with_printf(void **state)
{
	char expected[32], got[LEAF__NUMBER_ROOM];
	(void)state;
	for (uint64_t step = 1, n = 0; n < UINT64_MAX - step; n += step, step += step / 3 + 1) {
		for (uint64_t near = n < 2 ? n : n - 2; near < n + 3; near++) {
			int len = snprintf(expected, sizeof(expected), "%lu", near);
			assert_int_equal(leaf__put_u64(got, near) - got, len);
			assert_memory_equal(got, expected, (size_t)len);
			len = snprintf(expected, sizeof(expected), "%#lx", near);
			if (near == 0)
				len = snprintf(expected, sizeof(expected), "0x0");
			assert_int_equal(leaf__put_hex(got, near) - got, len);
			assert_memory_equal(got, expected, (size_t)len);
		}
	}
	uint64_t power = 1;
	for (int i = 0; i < 20; i++, power *= 10) {
		for (uint64_t near = power - 1; near <= power + 1; near++) {
			int len = snprintf(expected, sizeof(expected), "%lu", near);
			assert_int_equal(leaf__put_u64(got, near) - got, len);
			assert_memory_equal(got, expected, (size_t)len);
		}
	}
	for (uint32_t n = 0; n < 100000; n++) { /* every lane's every value */
		int len = snprintf(expected, sizeof(expected), "%u", n * 1000 + n / 100);
		assert_int_equal(leaf__put_short(got, n * 1000 + n / 100) - got, len);
		assert_memory_equal(got, expected, (size_t)len);
	}
}

static void other_scalars(void **state)
{
	(void)state;
	assert_string_equal(SHOW(LEAF_TYPE_BOOL, _Bool, 1), "true");
	assert_string_equal(SHOW(LEAF_TYPE_BOOL, _Bool, 0), "false");
	assert_string_equal(SHOW(LEAF_TYPE_POINTER, void *, NULL), "0x0");
	assert_string_equal(SHOW(LEAF_TYPE_POINTER, uintptr_t, 0x7ffe00c0ffee), "0x7ffe00c0ffee");
	assert_string_equal(SHOW(LEAF_TYPE_HEX, leaf_u64, 255), "0xff");
	assert_string_equal(SHOW(LEAF_TYPE_HEX, leaf_u64, -1ull), "0xffffffffffffffff");
	assert_string_equal(SHOW(LEAF_TYPE_ELIDED, char, 0), "[object]");
}

static void characters_are_quoted_and_escaped(void **state)
{
	(void)state;
	assert_string_equal(SHOW(LEAF_TYPE_CHAR, char, 'a'), "'a'");
	assert_string_equal(SHOW(LEAF_TYPE_CHAR, char, '\''), "'\\''");
	assert_string_equal(SHOW(LEAF_TYPE_CHAR, char, '"'), "'\"'");
	assert_string_equal(SHOW(LEAF_TYPE_CHAR, char, '\\'), "'\\\\'");
	assert_string_equal(SHOW(LEAF_TYPE_CHAR, char, '\n'), "'\\n'");
	assert_string_equal(SHOW(LEAF_TYPE_CHAR, char, 0), "'\\0'");
	assert_string_equal(SHOW(LEAF_TYPE_CHAR, char, 27), "'\\u{1b}'");
	assert_string_equal(SHOW(LEAF_TYPE_CHAR, char, (char)0xe9), "'\\xe9'");
}

static void floats_as_rust_shows_them(void **state)
{
	static const struct {
		double number;
		const char *text;
	} rows[] = {
		{ 1.5, "1.5" },
		{ 1, "1.0" },
		{ 0, "0.0" },
		{ -0.0, "-0.0" },
		{ 0.1, "0.1" },
		{ -0.1, "-0.1" },
		{ 0.3, "0.3" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ 100, "100.0" },
		{ 123456789, "123456789.0" },
		{ 1e15, "1000000000000000.0" },
		{ 9007199254740993.0, "9007199254740992.0" },
		{ 9999999999999998.0, "9999999999999998.0" },
		{ 1e16, "1e16" },
		{ 1e21, "1e21" },
		{ 1.25e22, "1.25e22" },
		{ 1e23, "1e23" },
		{ 0.0001, "0.0001" },
		{ 0.00012345, "0.00012345" },
		{ 0.00009999, "9.999e-5" },
		{ 1.5e-5, "1.5e-5" },
		{ 5e-324, "5e-324" },
		{ DBL_MIN, "2.2250738585072014e-308" },
		{ 2.225073858507201e-308, "2.225073858507201e-308" },
		{ DBL_MAX, "1.7976931348623157e308" },
		{ 9.5367431640625e-7, "9.5367431640625e-7" },
		{ 0.99999999999999989, "0.9999999999999999" },
		{ 9.9999999999999982, "9.999999999999998" },
		{ 3.141592653589793, "3.141592653589793" },
		{ 9007199254740992.0 * 1024, "9.223372036854776e18" },
		{ INFINITY, "inf" },
		{ -INFINITY, "-inf" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_string_equal(SHOW(LEAF_TYPE_FLOAT, double, rows[i].number), rows[i].text);
	uint64_t nan = 0xfff8000000000001;
	assert_string_equal(show(LEAF_TYPE_FLOAT, &nan, 8, 0), "NaN");
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, float, 0.1f), "0.1");
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, float, 16777216), "16777216.0");
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, float, FLT_MAX), "3.4028235e38");
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, float, FLT_TRUE_MIN), "1e-45");
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, float, 1e16f), "1e16");
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, float, 0.0001f), "0.0001");
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, long double, 1.5L), "1.5");
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, long double, 0.1L), "0.1");
}

static void complex_numbers(void **state)
{
	_Complex double a = 1.5 + 2.0 * I, b = conj(a);
	_Complex float c = 0.5f;
	(void)state;
	assert_string_equal(show(LEAF_TYPE_COMPLEX, &a, sizeof(a), 0), "1.5+2.0i");
	assert_string_equal(show(LEAF_TYPE_COMPLEX, &b, sizeof(b), 0), "1.5-2.0i");
	assert_string_equal(show(LEAF_TYPE_COMPLEX, &c, sizeof(c), 0), "0.5+0.0i");
}

static uint64_t random_bits(void)
{
	static uint64_t x = 88172645463325252u;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/* Significant digits of a shown number. */
static int digits_of(const char *text)
{
	char digits[64];
	int n = 0;
	for (; *text && *text != 'e'; text++) {
		if (*text >= '0' && *text <= '9' && (n || *text != '0'))
			digits[n++] = *text;
	}
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return n;
}

/* The text reads back as the number, and no decimal with a digit less does. */
#define CHECK_ROUND_TRIP(c_type, read, number, format)                                             \
	do {                                                                                       \
		const char *text = SHOW(LEAF_TYPE_FLOAT, c_type, number);                          \
		char shorter[64];                                                                  \
		assert_true(read(text, NULL) == (number));                                         \
		int digits = digits_of(text);                                                      \
		if (digits > 1) {                                                                  \
			snprintf(shorter, sizeof(shorter), format, digits - 2, number);            \
			assert_true(read(shorter, NULL) != (number));                              \
		}                                                                                  \
	} while (0)

static void doubles_read_back_and_are_shortest(void **state)
{
	(void)state;
	for (int i = 0; i < 30000; i++) {
		uint64_t bits = random_bits();
		double number;
		if (i % 4 == 1) /* near one */
			bits = (bits & 0x800fffffffffffff) | (uint64_t)(960 + bits % 128) << 52;
		if (i % 4 == 2) /* powers of two and their neighbours */
			bits = (bits & 0x7ff0000000000000) + (bits & 3) - 1;
		if (i % 4 == 3) { /* short decimals */
			number = (double)(bits % 1000000) / 1000;
			memcpy(&bits, &number, 8);
		}
		memcpy(&number, &bits, 8);
		if (isfinite(number))
			CHECK_ROUND_TRIP(double, strtod, number, "%.*e");
	}
}

static void floats_read_back_and_are_shortest(void **state)
{
	(void)state;
	for (int i = 0; i < 30000; i++) {
		uint32_t bits = (uint32_t)random_bits();
		if (i % 4 == 2)
			bits = (bits & 0x7f800000) + (bits & 3) - 1;
		float number;
		memcpy(&number, &bits, 4);
		if (isfinite(number))
			CHECK_ROUND_TRIP(float, strtof, number, "%.*e");
	}
}

static void long_doubles_read_back_and_are_shortest(void **state)
{
	(void)state;
	for (int i = 0; i < 3000; i++) {
		double fraction = (double)(random_bits() >> 11) * 0x1p-53;
		int exponent = (int)(random_bits() % 32700) - 16380;
		if (i % 2)
			exponent /= 256;
		long double number = ldexpl((long double)fraction + 1e-19L, exponent);
		if (number != 0 && number <= LDBL_MAX)
			CHECK_ROUND_TRIP(long double, strtold, number, "%.*Le");
	}
	volatile long double edges[] = { LDBL_MAX, LDBL_MIN, LDBL_TRUE_MIN };
	for (int i = 0; i < 3; i++)
		CHECK_ROUND_TRIP(long double, strtold, edges[i], "%.*Le");
}

static void floats_ignore_locale_and_floating_environment(void **state)
{
	(void)state;
	setlocale(LC_ALL, "de_DE.UTF-8");
	fesetround(FE_UPWARD);
	feclearexcept(FE_ALL_EXCEPT);
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, double, 0.1), "0.1");
	assert_string_equal(SHOW(LEAF_TYPE_FLOAT, double, 1e300), "1e300");
	assert_int_equal(fetestexcept(FE_ALL_EXCEPT), 0);
	fesetround(FE_TONEAREST);
	setlocale(LC_ALL, "C");
}

static void text_is_quoted_and_escaped(void **state)
{
	(void)state;
	assert_string_equal(TEXT("b\"ob"), "\"b\\\"ob\"");
	assert_string_equal(TEXT(""), "\"\"");
	assert_string_equal(TEXT("it's a \\"), "\"it's a \\\\\"");
	assert_string_equal(TEXT("a\tb\r\nc\0d"), "\"a\\tb\\r\\nc\\0d\"");
	assert_string_equal(TEXT("\33[31mred\33[0m"), "\"\\u{1b}[31mred\\u{1b}[0m\"");
	assert_string_equal(TEXT("caf\303\251 \342\202\254 \360\237\215\202"),
			    "\"caf\303\251 \342\202\254 \360\237\215\202\"");
	assert_string_equal(TEXT("\377\300\200 \355\240\200"),
			    "\"\\xff\\xc0\\x80 \\xed\\xa0\\x80\"");
	assert_string_equal(TEXT("\302\233 \342\200\256 \357\273\277"),
			    "\"\\u{9b} \\u{202e} \\u{feff}\"");
	assert_string_equal(show(LEAF_TYPE_TEXT, NULL, 0, 0), "null");
	assert_string_equal(show(LEAF_TYPE_SHOWN, "on: 'a' \"b\" \\\n", 14, 0),
			    "on: 'a' \"b\" \\\\n");
}

static void cut_text_is_marked(void **state)
{
	(void)state;
	assert_string_equal(show(LEAF_TYPE_TEXT, "abc", 3, 1), "\"abc\"...");
	assert_string_equal(show(LEAF_TYPE_TEXT, "abc\342\202", 5, 1), "\"abc\"...");
	assert_string_equal(show(LEAF_TYPE_TEXT, "abc\342\202", 5, 0), "\"abc\\xe2\\x82\"");
	assert_string_equal(show(LEAF_TYPE_SHOWN, "Info(", 5, 1), "Info(...");
}

static void bytes_are_dumped(void **state)
{
	char many[300] = { 0 };
	(void)state;
	assert_string_equal(show(LEAF_TYPE_BYTES, "\1\2\377", 3, 0), "[3 bytes: 01 02 ff]");
	assert_string_equal(show(LEAF_TYPE_BYTES, "\1", 1, 0), "[1 byte: 01]");
	assert_string_equal(show(LEAF_TYPE_BYTES, "", 0, 0), "[0 bytes]");
	assert_string_equal(show(LEAF_TYPE_BYTES, "\1\2", 2, 1), "[2+ bytes: 01 02 ...]");
	assert_string_equal(show(LEAF_TYPE_BYTES, NULL, 0, 0), "null");
	show(LEAF_TYPE_OPAQUE, many, sizeof(many), 0);
	assert_int_equal(strlen(shown), strlen("[300 bytes:") + 3 * 64 + strlen(" ...]"));
	show(LEAF_TYPE_BYTES, many, sizeof(many), 0);
	assert_int_equal(strlen(shown), strlen("[300 bytes:") + 3 * 256 + strlen(" ...]"));
	/* a number of a size that no C type has is shown as what it is: bytes */
	assert_string_equal(show(LEAF_TYPE_INT, "\1\2\3", 3, 0), "[3 bytes: 01 02 03]");
	assert_string_equal(show(LEAF_TYPE_FLOAT, "\1\2", 2, 0), "[2 bytes: 01 02]");
}

static void never_more_than_cap_and_always_the_need(void **state)
{
	char out[200];
	uint64_t number = UINT64_MAX;
	struct leaf_value text = { LEAF_TYPE_TEXT, "a\33b\"c", 5, 1 };
	struct leaf_value integer = { LEAF_TYPE_UINT, &number, 8, 0 };
	(void)state;
	for (size_t cap = 0; cap < sizeof(out) - 1; cap++) {
		memset(out, '#', sizeof(out));
		assert_int_equal(leaf_value_show(&text, out, cap), strlen("\"a\\u{1b}b\\\"c\"..."));
		assert_int_equal(out[cap], '#');
		memset(out, '#', sizeof(out));
		assert_int_equal(leaf_value_show(&integer, out, cap), 20);
		assert_int_equal(out[cap], '#');
		assert_memory_equal(out, "18446744073709551615", cap < 20 ? cap : 20);
	}
	assert_int_equal(leaf_value_show(&integer, NULL, 0), 20);
}

static void numbers_can_be_read_out(void **state)
{
	int64_t low = -5;
	struct leaf_value value = { LEAF_TYPE_INT, &low, 8, 0 };
	float half = 0.5f;
	(void)state;
	assert_true(leaf_value_u64(&value) == (leaf_u64)-5);
	assert_true(leaf_value_double(&value) == -5.0);
	value.type = LEAF_TYPE_UINT;
	assert_true(leaf_value_double(&value) == 18446744073709551611.0);
	int8_t tiny = -1;
	value = (struct leaf_value){ LEAF_TYPE_INT, &tiny, 1, 0 };
	assert_true(leaf_value_u64(&value) == (leaf_u64)-1);
	value = (struct leaf_value){ LEAF_TYPE_FLOAT, &half, 4, 0 };
	assert_true(leaf_value_double(&value) == 0.5);
	assert_true(leaf_value_u64(&value) == 0);
	value = (struct leaf_value){ LEAF_TYPE_TEXT, "12", 2, 0 };
	assert_true(leaf_value_u64(&value) == 0);
	assert_true(leaf_value_double(&value) == 0);
}

static void utf8_is_judged_as_unicode_says(void **state)
{
	uint32_t code;
	(void)state;
	assert_int_equal(leaf__utf8_char(&code, "\360\237\215\202", 4), 4);
	assert_int_equal(code, 0x1f342);
	assert_int_equal(leaf__utf8_char(&code, "\360\237\215", 3), 0);
	assert_int_equal(leaf__utf8_char(&code, "\364\220\200\200", 4), 0); /* beyond 10ffff */
	assert_int_equal(leaf__utf8_char(&code, "\340\237\277", 3), 0);	    /* overlong */
	assert_int_equal(leaf__utf8_torn("a\360\237\215", 4), 3);
	assert_int_equal(leaf__utf8_torn("a\360\237\215\202", 5), 0);
	assert_int_equal(leaf__utf8_torn("a\200\200", 3), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_of_all_widths),
		cmocka_unit_test(digits_agree_with_printf),
		cmocka_unit_test(other_scalars),
		cmocka_unit_test(characters_are_quoted_and_escaped),
		cmocka_unit_test(floats_as_rust_shows_them),
		cmocka_unit_test(complex_numbers),
		cmocka_unit_test(doubles_read_back_and_are_shortest),
		cmocka_unit_test(floats_read_back_and_are_shortest),
		cmocka_unit_test(long_doubles_read_back_and_are_shortest),
		cmocka_unit_test(floats_ignore_locale_and_floating_environment),
		cmocka_unit_test(text_is_quoted_and_escaped),
		cmocka_unit_test(cut_text_is_marked),
		cmocka_unit_test(bytes_are_dumped),
		cmocka_unit_test(never_more_than_cap_and_always_the_need),
		cmocka_unit_test(numbers_can_be_read_out),
		cmocka_unit_test(utf8_is_judged_as_unicode_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

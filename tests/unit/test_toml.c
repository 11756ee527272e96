/* test_toml.c - TOML texts: what they say, and where they are wrong. */
#include "config/toml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct toml parsed(const char *text)
{
	struct toml toml = { 0 };
	if (toml_parse(&toml, "t", text, strlen(text)) != LEAF_E_OK)
		fail_msg("%s: %s", text, leaf_err_text());
	return toml;
}

static void assert_refused(const char *text, const char *why)
{
	struct toml toml = { 0 };
	assert_int_equal(toml_parse(&toml, "t", text, strlen(text)), LEAF_E_SYNTAX);
	if (strcmp(leaf_err_text(), why) != 0)
		fail_msg("%s: '%s', not '%s'", text, leaf_err_text(), why);
	assert_null(toml.root);
}

static void assert_text(const char *text, const char *want, size_t len)
{
	struct toml toml = parsed(text);
	const struct toml_value *value = toml_find(toml.root, "s");
	assert_non_null(value);
	assert_int_equal(value->kind, TOML_STRING);
	assert_int_equal(value->len, len);
	assert_memory_equal(value->text, want, len + 1);
	toml_release(&toml);
}
#define SAYS(text, want) assert_text(text, want, sizeof want - 1)

static void strings_of_all_four_forms(void **state)
{
	(void)state;
	SAYS("s = \"a\\tb\\\\ \\\"\\u00e9\\U0001F600\"", "a\tb\\ \"\xc3\xa9\xf0\x9f\x98\x80");
	SAYS("s = 'a\\tb'", "a\\tb");
	SAYS("s = \"\"\"\na\r\nb\\   \n \n  c\"\"\"", "a\nbc");
	SAYS("s = \"\"\"\"a\"\" \"\"\"\"\"", "\"a\"\" \"\"");
	SAYS("s = '''\r\na\\\n'b'''''", "a\\\n'b''");
	SAYS("s = \"\"", "");
	SAYS("s = ''''''", "");
	SAYS("s = \"a\\u0000b\"", "a\0b");
	SAYS("\xef\xbb\xbfs = \"\xc3\xa9\" # \xc3\xa9", "\xc3\xa9");
	SAYS("\"s\" = 'x'", "x");
	SAYS("s\t=\t'x'\t#", "x");
}

static void assert_integer(const char *text, int64_t want)
{
	struct toml toml = parsed(text);
	const struct toml_value *value = toml_find(toml.root, "n");
	assert_int_equal(value->kind, TOML_INTEGER);
	assert_true(value->integer == want);
	toml_release(&toml);
}

static void numbers_of_every_base(void **state)
{
	(void)state;
	assert_integer("n = 0", 0);
	assert_integer("n = -0", 0);
	assert_integer("n = +1_000", 1000);
	assert_integer("n = 0xDEAD_beef", 0xdeadbeef);
	assert_integer("n = 0o17", 15);
	assert_integer("n = 0b101", 5);
	assert_integer("n = -9223372036854775808", INT64_MIN);
	assert_integer("n = 0x7fffffffffffffff", INT64_MAX);
	struct toml toml = parsed("n = -1_0.5e+1_0");
	assert_true(toml_find(toml.root, "n")->real == -10.5e10);
	toml_release(&toml);
	toml = parsed("n = -inf");
	assert_true(toml_find(toml.root, "n")->real < -1e308);
	toml_release(&toml);
}

static void assert_kind(const char *text, enum toml_kind kind)
{
	struct toml toml = parsed(text);
	assert_int_equal(toml_find(toml.root, "v")->kind, kind);
	toml_release(&toml);
}

static void dates_and_times_are_known(void **state)
{
	(void)state;
	assert_kind("v = 1979-05-27T07:32:00.5-07:00", TOML_TIME);
	assert_kind("v = 1979-05-27 07:32:00Z", TOML_TIME);
	assert_kind("v = 1979-05-27t07:32:00", TOML_TIME);
	assert_kind("v = 2000-02-29", TOML_TIME);
	assert_kind("v = 07:32:00.999", TOML_TIME);
	assert_refused("v = 1900-02-29",
		       "t:1:5: '1900-02-29' is no value; text stands in \"quotes\"");
	assert_refused("v = 24:00:00", "t:1:5: '24:00:00' is no value; text stands in \"quotes\"");
}

static const struct toml_value *at(const struct toml *toml, const char *path)
{
	char part[64];
	const struct toml_value *value = toml->root;
	for (size_t n; value && *path; path += n + (path[n] == '.')) {
		n = strcspn(path, ".");
		snprintf(part, sizeof part, "%.*s", (int)n, path);
		if (value->kind == TOML_ARRAY)
			value = value->last;
		value = toml_find(value, part);
	}
	return value;
}

static void tables_of_every_form(void **state)
{
	(void)state;
	struct toml toml = parsed(
		"a.b.c = 1\na.b.d = 2\n[x.y]\nz = [1, [2, 3,], # c\n]\n"
		"[x]\nw = { p.q = true, r = {} }\n[[l]]\n[[l]]\nm = 1\n[l.n]\no = 2\n");
	assert_int_equal(at(&toml, "a.b.d")->integer, 2);
	assert_int_equal(at(&toml, "x.y.z")->kind, TOML_ARRAY);
	assert_true(at(&toml, "x.w.p.q")->boolean);
	assert_int_equal(at(&toml, "l.n.o")->integer, 2);
	assert_null(at(&toml, "l.m.o"));
	toml_release(&toml);
	toml = parsed("");
	assert_null(toml.root->first);
	toml_release(&toml);
}

static void nothing_is_said_twice(void **state)
{
	(void)state;
	assert_refused("a = 1\na = 2", "t:2:1: 'a' is there already");
	assert_refused("[a]\n[a]", "t:2:2: 'a' is there already");
	assert_refused("a.b = 1\n[a]", "t:2:2: 'a' is there already");
	assert_refused("[a.b]\n[a]\nb.c = 1", "t:3:1: 'b' is there already");
	assert_refused("a = {}\n[a.b]", "t:2:2: 'a' is no table to add to");
	assert_refused("a = {}\na.b = 1", "t:2:1: 'a' is there already");
	assert_refused("a = [{}]\n[[a]]", "t:2:3: 'a' is there already");
	assert_refused("[[a]]\n[a]", "t:2:2: 'a' is there already");
	assert_refused("[t]\nx.y = 1\n[t.x]", "t:3:4: 'x' is there already");
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
	(void)state;
	assert_refused("a = ", "t:1:5: a value is missing here; text stands in \"quotes\"");
	assert_refused("a = yes", "t:1:5: 'yes' is no value; text stands in \"quotes\"");
	assert_refused("a", "t:1:2: '=' is missing behind 'a'");
	assert_refused("\n = 1", "t:2:2: a key is missing here");
	assert_refused("a = 1 b = 2", "t:1:7: nothing more is expected on this line");
	assert_refused("a = [1 2]", "t:1:8: ',' or ']' is missing in the array");
	assert_refused("a = { b = 1", "t:1:12: ',' or '}' is missing in the table");
	assert_refused("a = { b = 1, }", "t:1:14: a key is missing here");
	assert_refused("[a", "t:1:3: ']' is missing behind the name of the table");
	assert_refused("[[a]", "t:1:4: ']]' is missing behind the name of the table");
	assert_refused("a = \"b\n\"", "t:1:5: the string that begins here does not end");
	assert_refused("a = 'b", "t:1:5: the string that begins here does not end");
	assert_refused("a = \"\\q\"", "t:1:6: there is no such escape; a backslash is written "
				      "\\\\, or put the text in 'single quotes'");
	assert_refused("a = \"\\ud800\"", "t:1:6: no character has this number");
	assert_refused("a = \"\\u12\"", "t:1:6: 4 hexadecimal digits are needed here");
	assert_refused("a = 1\rb = 2", "t:1:6: a control character (0x0d) stands here");
	assert_refused("a = '\xff'", "t:1:6: this is not UTF-8");
	assert_refused("a = 012", "t:1:5: '012' is no value; text stands in \"quotes\"");
	assert_refused("a = 1__0", "t:1:5: '1__0' is no value; text stands in \"quotes\"");
	assert_refused("a = .5", "t:1:5: '.5' is no value; text stands in \"quotes\"");
	assert_refused("a = 9223372036854775808",
		       "t:1:5: '9223372036854775808' does not fit into 64 bits");
	assert_refused("\"\"\"a\"\"\" = 1", "t:1:1: a key cannot have several lines");
}

static void depth_and_size_have_limits(void **state)
{
	struct toml toml = { 0 };
	char deep[300] = "a = ";
	(void)state;
	memset(deep + 4, '[', 200);
	assert_int_equal(toml_parse(&toml, "t", deep, 204), LEAF_E_LIMIT);
	char *large = calloc(1, TOML_MAX + 1);
	assert_non_null(large);
	memset(large, '\n', TOML_MAX + 1);
	assert_int_equal(toml_parse(&toml, "t", large, TOML_MAX), LEAF_E_OK);
	toml_release(&toml);
	assert_int_equal(toml_parse(&toml, "t", large, TOML_MAX + 1), LEAF_E_LIMIT);
	free(large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_of_all_four_forms),
		cmocka_unit_test(numbers_of_every_base),
		cmocka_unit_test(dates_and_times_are_known),
		cmocka_unit_test(tables_of_every_form),
		cmocka_unit_test(nothing_is_said_twice),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(depth_and_size_have_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

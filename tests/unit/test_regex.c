/* test_regex.c - patterns on values: syntax, meaning, errors and bounds. */
#include "trace/regex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const char nfa[] = "error building NFA";

/* 1 or 0 as it matches, or the error. */
static const char *ask(const char *pattern, const char *text, size_t len)
{
	struct leaf__arena arena = { 0 };
	const struct leaf__regex *regex;
	const char *fault = leaf__regex_compile(&regex, pattern, strlen(pattern), &arena);
	int matches = fault ? 0 : leaf__regex_matches(regex, text, len);
	leaf__arena_release(&arena);
	return fault ? fault : matches ? "yes" : "no";
}

#define MATCHES(pattern, text) assert_string_equal(ask(pattern, text, strlen(text)), "yes")
#define MISSES(pattern, text) assert_string_equal(ask(pattern, text, strlen(text)), "no")
#define FAILS(pattern) assert_string_equal(ask(pattern, "", 0), nfa)

static void whole_text_must_match(void **state)
{
	(void)state;
	MATCHES("bob", "bob");
	MISSES("bo", "bob");
	MISSES("ob", "bob");
	MATCHES("", "");
	MISSES("", "x");
	MATCHES("^bob$", "bob");
	MATCHES("\\Abob\\z", "bob");
	MISSES("bob^", "bob");
	MISSES("$bob", "bob");
	MATCHES("b.*", "bob");
	MATCHES("bob|alice", "alice");
	MATCHES("(bob|alice)+", "bobalicebob");
}

static void first_alternative_shuts_out_the_others(void **state)
{
	(void)state;
	MISSES("bo|bob", "bob");
	MATCHES("bob|bo", "bob");
	MATCHES("bob|bo", "bo");
	MISSES("b.*?", "bob");
	MATCHES("b.*?b", "bob");
	MISSES("a??", "a");
	MATCHES("(?U)b.*?", "bob");
	MISSES("|a", "a");
	MATCHES("a|", "a");
}

static void repetitions_count(void **state)
{
	(void)state;
	MATCHES("a{3}", "aaa");
	MISSES("a{3}", "aa");
	MATCHES("a{2,}", "aaaaa");
	MISSES("a{2,}", "a");
	MATCHES("a{1,2}b{0}", "aa");
	MISSES("a{1,2}", "aaa");
	MATCHES("(?:ab){2}?", "abab");
	MATCHES("a**", "aaa");
	MATCHES("(a*)*b", "aaab");
	MATCHES("(|a)*", "");
	MATCHES("}", "}");
	MATCHES("a{ 2 }", "aa");
	FAILS("a{2");
	FAILS("a{,2}");
	FAILS("a{}");
	FAILS("a{x}");
	FAILS("a{3,2}");
	FAILS("a{99999999999}");
	FAILS("*");
	FAILS("a|*");
	FAILS("(*)");
	FAILS("{2}");
	FAILS("(?s)*");
}

static void classes_hold_ranges_and_operations(void **state)
{
	(void)state;
	MATCHES("[a-c]+", "abc");
	MISSES("[^a-c]", "b");
	MATCHES("[^a-c]", "\n");
	MATCHES("[]a]+", "]a");
	MATCHES("[^]]", "a");
	MATCHES("[-a]+", "-a");
	MATCHES("[a-]+", "-a");
	MATCHES("[a[bc]]+", "abc");
	MATCHES("[a-z&&[^b]]+", "acz");
	MISSES("[a-z&&[^b]]+", "b");
	MISSES("[a-z--b]", "b");
	MISSES("[ab~~bc]", "b");
	MATCHES("[ab~~bc]+", "ac");
	MATCHES("[[:alpha:]_]+", "aZ_");
	MISSES("[[:^digit:]]", "5");
	MATCHES("[[:word:]]+", "aZ_9");
	MATCHES("[[:cntrl:]]", "\x01");
	MATCHES("[\\]\\\\x]+", "]\\x");
	MATCHES("[\\x41-\\x43]+", "ABC");
	MATCHES("[:alpha:]", "a");
	MISSES("[a&&b]", "a");
	FAILS("[");
	FAILS("[]");
	FAILS("[^]");
	FAILS("[a-");
	FAILS("[b-a]");
	FAILS("[a");
	FAILS("[[:alpha:]");
	FAILS("[\\b]");
}

static void escapes_stand_for_characters(void **state)
{
	(void)state;
	MATCHES("\\.\\*\\-\\\"\\ ", ".*-\" ");
	MATCHES("\\x41\\x{e9}\\u00e9\\U000000e9", "A\xc3\xa9\xc3\xa9\xc3\xa9");
	MATCHES("\\t\\n\\r\\a\\f\\v", "\t\n\r\a\f\v");
	FAILS("\\");
	FAILS("\\q");
	FAILS("\\1");
	FAILS("\\<");
	FAILS("\\x4");
	FAILS("\\x{110000}");
	FAILS("\\x{d800}");
	FAILS("\\x{}");
}

static void unicode_classes_need_tables_that_are_not_there(void **state)
{
	(void)state;
	FAILS("\\d");
	FAILS("\\w+");
	FAILS("[\\s]");
	FAILS("\\D");
	FAILS("\\pL");
	FAILS("\\p{Greek}");
	FAILS("(?i)bob");
	FAILS("(?i)[a]");
	FAILS("(?i)1");
	MATCHES("(?i).", "x");
	MATCHES("(?-u)\\d\\w\\s", "1_ ");
	MATCHES("(?-u:[\\d])", "7");
	MATCHES("(?i-u)bOb", "BoB");
	MATCHES("(?i-u:[a-c]+)", "aBC");
	FAILS("(?-u)\\D");
	FAILS("(?-u).");
	FAILS("(?-u)[^a]");
	FAILS("(?-u)\\xff");
}

static void word_boundaries_are_for_ascii(void **state)
{
	(void)state;
	assert_true(strstr(ask("\\bbob", "bob", 3), "Unicode word boundaries") != NULL);
	assert_true(strstr(ask("\\B", "", 0), "Unicode word boundaries") != NULL);
	MATCHES("(?-u:\\b)bob(?-u:\\b)", "bob");
	MISSES("b(?-u:\\b)ob", "bob");
	MATCHES("b(?-u:\\B)ob", "bob");
	FAILS("\\b(");
}

static void groups_and_flags(void **state)
{
	(void)state;
	MATCHES("(?P<a>x)(?<b>y)", "xy");
	MATCHES("(?:)", "");
	MATCHES("()", "");
	MATCHES("((((a))))", "a");
	MATCHES("(?s).", "\n");
	MISSES(".", "\n");
	MATCHES("(?s:.)a", "\na");
	MISSES("(?s:.).", "\n\n");
	MATCHES("(?m)a$\\n^b", "a\nb");
	MISSES("a$\\n^b", "a\nb");
	MATCHES("(?mR)a$\\r\\n^b", "a\r\nb");
	MISSES("(?R).", "\r");
	MATCHES("(?x) a b # comment", "ab");
	MATCHES("(?x)[ a b ]+", "ab");
	MATCHES("a(?i-u)b|C", "c");
	FAILS("(");
	FAILS(")");
	FAILS("(?");
	FAILS("(?)");
	FAILS("(?-)");
	FAILS("(?i-)");
	FAILS("(?ii)");
	FAILS("(?z)");
	FAILS("(?=a)");
	FAILS("(?!a)");
	FAILS("(?<=a)");
	FAILS("(?<a>x)(?<a>y)");
	FAILS("(?<1>x)");
	FAILS("(?<a");
}

static void characters_are_utf8(void **state)
{
	(void)state;
	MATCHES(".", "\xc3\xa9");
	MISSES("..", "\xc3\xa9");
	MATCHES("\xc3\xa9+", "\xc3\xa9\xc3\xa9");
	MATCHES("[\xc3\xa9-\xc3\xbc]", "\xc3\xb6");
	MATCHES("..", "\xff\xfe");
	MATCHES("\xf0\x9f\x8c\xbf", "\xf0\x9f\x8c\xbf");
}

static void large_patterns_are_refused(void **state)
{
	static char many[3000];
	(void)state;
	MATCHES("a{900}|b", "b");
	FAILS("a{1000}");
	FAILS("(a{100}){100}");
	FAILS("((a{0,9}){0,9}){0,9}{0,9}{0,9}");
	MATCHES("((){1000000}){1000000}", "");
	memset(many, '(', sizeof many - 1);
	FAILS(many);
	memset(many, '[', sizeof many - 1);
	FAILS(many);
	memset(many, '|', sizeof many - 1);
	FAILS(many);
	memset(many, 'a', sizeof many - 1);
	FAILS(many);
	memset(many, '*', sizeof many - 1);
	many[0] = 'a';
	FAILS(many);
}

static void time_is_linear_in_the_text(void **state)
{
	static char text[100000];
	(void)state;
	memset(text, 'a', sizeof text);
	assert_string_equal(ask("(a|a|a)*(a*)*(aa*)*b", text, sizeof text), "no");
	assert_string_equal(ask("(a?){50}a*", text, sizeof text), "yes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_text_must_match),
		cmocka_unit_test(first_alternative_shuts_out_the_others),
		cmocka_unit_test(repetitions_count),
		cmocka_unit_test(classes_hold_ranges_and_operations),
		cmocka_unit_test(escapes_stand_for_characters),
		cmocka_unit_test(unicode_classes_need_tables_that_are_not_there),
		cmocka_unit_test(word_boundaries_are_for_ascii),
		cmocka_unit_test(groups_and_flags),
		cmocka_unit_test(characters_are_utf8),
		cmocka_unit_test(large_patterns_are_refused),
		cmocka_unit_test(time_is_linear_in_the_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

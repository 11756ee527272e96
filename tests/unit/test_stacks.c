/* test_stacks.c - folded lines of every kind become the right tree; sums do not run over. */
#include "flame/stacks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flame/flame_view.h"
#include "flame/stacks_page.h"
#include "flame/stacks_put.h"
#include "flame/stacks_read.h"
#include "flame/stacks_top.h"

static struct stacks stacks;
static struct stacks_reading reading;

static int start(void **state)
{
	(void)state;
	reading = (struct stacks_reading){ 0 };
	return stacks_init(&stacks) == LEAF_E_OK ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	stacks_release(&stacks);
	return 0;
}

/* Feed a text in pieces of 'size' bytes. */
static leaf_err feed(const char *text, size_t size)
{
	struct stacks_reader reader;
	leaf_err err = LEAF_E_OK;
	stacks_reader_init(&reader, &stacks, &reading, "text");
	for (size_t at = 0, len = strlen(text); at < len && err == LEAF_E_OK; at += size)
		err = stacks_reader_feed(&reader, text + at, size < len - at ? size : len - at);
	if (err == LEAF_E_OK)
		err = stacks_reader_end(&reader);
	stacks_reader_release(&reader);
	return err;
}

/* All stacks with time of their own, in order of names, as lines. */
static const char *shown(void)
{
	static char lines[4096];
	struct leaf__buf path = { 0 };
	char sum[STACKS_TEXT];
	unsigned depth = 0;
	lines[0] = 0;
	assert_int_equal(stacks_sort(&stacks, NULL), LEAF_E_OK);
	uint32_t node = STACKS_ROOT;
	while ((node = stacks_next(&stacks, node, &depth)) != STACKS_ROOT) {
		if (!stacks.nodes.items[node].self)
			continue;
		leaf__buf_clear(&path);
		assert_int_equal(stacks_path(&path, &stacks, node), LEAF_E_OK);
		stacks_exact(sum, stacks.nodes.items[node].self, stacks.decimals);
		snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "%s %s\n", path.data,
			 sum);
	}
	leaf__buf_release(&path);
	return lines;
}

static void equal_stacks_are_one_in_any_order(void **state)
{
	(void)state;
	assert_int_equal(feed("b 1\na;b;c 2\na 3\na;b 4\na;b;c 5\na;bc 6\na;b;c 7\n", 1000),
			 LEAF_E_OK);
	assert_string_equal(shown(), "a 3\na;b 4\na;b;c 14\na;bc 6\nb 1\n");
	assert_int_equal(stacks.names.n, 5);
}

static void pieces_of_any_size_read_the_same(void **state)
{
	const char *text =
		"\xef\xbb\xbfmain;operator new(int) 3\r\n\r\n# a comment\nmain; x y  4 \n"
		"\t \nmain;operator new(int);y 1\nlast;without newline 9";
	const char *wanted = "last;without newline 9\nmain; x y 4\nmain;operator new(int) 3\n"
			     "main;operator new(int);y 1\n";
	for (size_t size = 1; size < 40; size++) {
		assert_int_equal(feed(text, size), LEAF_E_OK);
		assert_string_equal(shown(), wanted);
		stop(state);
		start(state);
	}
}

static void empty_frames_have_a_name(void **state)
{
	(void)state;
	assert_int_equal(feed("a;;b 1\na;b;; 2\n;a 3\n", 99), LEAF_E_OK);
	assert_string_equal(shown(), "[empty];a 3\na;[empty];b 1\na;b 2\n");
}

static void decimals_are_exact(void **state)
{
	(void)state;
	assert_int_equal(feed("a 1.5\nb 2\na 0.25\nc 1e+06\nd 125e-3\ne .5\nf 7.\ng 3.000\n", 99),
			 LEAF_E_OK);
	assert_string_equal(shown(), "a 1.75\nb 2\nc 1000000\nd 0.125\ne 0.5\nf 7\ng 3\n");
}

static void more_decimals_than_fit_are_rounded(void **state)
{
	(void)state;
	assert_int_equal(feed("a 0.12345678951\nb 0.0000000004\nc 1\n", 99), LEAF_E_OK);
	assert_string_equal(shown(), "a 0.12345679\nc 1\n");
}

static void sums_have_128_bits(void **state)
{
	(void)state;
	assert_int_equal(feed("a 18446744073709551615\na 18446744073709551615\n"
			      "b 1000000000000000000000000000\n",
			      99),
			 LEAF_E_OK);
	assert_string_equal(shown(), "a 36893488147419103230\nb 1000000000000000000000000000\n");
}

static void lines_without_count_are_named(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "a 1\nmain\n", "'text', line 2: there is no count behind the stack" },
		{ "a b\n", "'text', line 1: the last word is no count" },
		{ "a -4\n", "'text', line 1: the count is negative" },
		{ "\n\n 12\n", "'text', line 3: there is no stack before the count" },
		{ ";; 12\n", "'text', line 1: there is no stack" },
		{ "a 12x\n", "'text', line 1: the last word is no count" },
		{ "a 1e\n", "'text', line 1: the last word is no count" },
		{ "a 1.2.3\n", "'text', line 1: the last word is no count" },
		{ "a .\n", "'text', line 1: the last word is no count" },
		{ "a 1e40\n", "'text', line 1: the count is too large" },
		{ "stack\tcalls\nmain\tx\n", "'text', line 2: a value is no number" },
		{ "stack\tcalls\n\t1\n", "'text', line 2: there is no stack" },
		{ "stack\tdurations_ns\na\t9:1 3:1\n",
		  "'text', line 2: the durations are not of the form 'START:N …', rising" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(feed(rows[i].text, 99), LEAF_E_SYNTAX);
		assert_string_equal(leaf_err_text(), rows[i].why);
		stop(state);
		start(state);
	}
}

static void bad_lines_can_be_left_out(void **state)
{
	(void)state;
	reading.skip_bad = 1;
	assert_int_equal(feed("a 1\nbad\nb 2\nworse\n", 99), LEAF_E_OK);
	assert_string_equal(shown(), "a 1\nb 2\n");
	assert_int_equal(reading.n_bad, 2);
	assert_int_equal(reading.first_bad, 2);
}

static void table_gives_calls_and_durations(void **state)
{
	(void)state;
	assert_int_equal(
		feed("# mode: exact\nstack\tcalls\tnew\tself_ns\tmin_ns\tmax_ns\tdurations_ns\n"
		     "m\t0\t9\t5\t\t\t\nm;f\t3\t9\t70\t10\t40\t10:2 40:1\n"
		     "m;f\t1\t9\t7\t8\t8\t8:1\n",
		     99),
		LEAF_E_OK);
	assert_string_equal(shown(), "m 5\nm;f 77\n");
	const struct stacks_times *times = stacks_times_of(&stacks, 2);
	assert_non_null(times);
	assert_null(stacks_times_of(&stacks, 1));
	assert_int_equal(stacks.nodes.items[2].calls, 4);
	assert_int_equal(times->min_ns, 8);
	assert_int_equal(times->max_ns, 40);
	assert_int_equal(times->n, 3);
	assert_int_equal(times->durations[0].bucket, stacks_bucket(8));
	assert_int_equal(times->durations[2].n, 1);
	assert_int_equal(stacks.unit, STACKS_NS);
}

static void buckets_are_their_own_starts(void **state)
{
	(void)state;
	for (uint32_t bucket = 0; bucket < 250; bucket++)
		assert_int_equal(stacks_bucket(stacks_bucket_start(bucket)), bucket);
	assert_int_equal(stacks_bucket(UINT64_MAX), 251);
}

static void function_within_itself_counts_once(void **state)
{
	(void)state;
	struct stacks_functions functions;
	assert_int_equal(feed("m;f;f;g;f 10\nm;g 5\nm;f 1\n", 99), LEAF_E_OK);
	assert_int_equal(stacks_functions(&functions, &stacks, STACKS_BY_TOTAL), LEAF_E_OK);
	assert_int_equal(functions.n, 3);
	assert_string_equal(stacks.names.items[functions.items[0].name].text, "m");
	assert_string_equal(stacks.names.items[functions.items[2].name].text, "f");
	assert_true(functions.items[1].total == 15); /* g */
	assert_true(functions.items[2].total == 11 && functions.items[2].self == 11);
	assert_true(functions.whole == 16);
	stacks_functions_release(&functions);
}

static void merged_trees_add_up(void **state)
{
	(void)state;
	struct stacks other = stacks;
	assert_int_equal(stacks_init(&stacks), LEAF_E_OK);
	assert_int_equal(feed("a;b 1.5\nc 2\n", 99), LEAF_E_OK);
	struct stacks first = stacks;
	stacks = other;
	assert_int_equal(feed("a;b 1\nd 4\n", 99), LEAF_E_OK);
	assert_int_equal(stacks_merge(&stacks, &first), LEAF_E_OK);
	assert_string_equal(shown(), "a;b 2.5\nc 2\nd 4\n");
	stacks_release(&first);
}

static void depth_of_a_million_frames_is_nothing_special(void **state)
{
	(void)state;
	enum { DEPTH = 1000000 };
	char *line = malloc(2 * DEPTH + 8);
	struct stacks_functions functions;
	for (size_t i = 0; i < DEPTH; i++)
		memcpy(line + 2 * i, "f;", 2);
	strcpy(line + 2 * DEPTH - 1, " 7\n");
	assert_int_equal(feed(line, 65536), LEAF_E_OK);
	assert_int_equal(stacks.nodes.n, DEPTH + 1);
	assert_int_equal(stacks_functions(&functions, &stacks, STACKS_BY_SELF), LEAF_E_OK);
	assert_true(functions.n == 1 && functions.items[0].total == 7);
	stacks_functions_release(&functions);
	free(line);
}

static void amounts_are_short(void **state)
{
	(void)state;
	static const struct {
		uint64_t ns;
		const char *text;
	} rows[] = { { 0, "0 ns" },
		     { 999, "999 ns" },
		     { 1000, "1.00 us" },
		     { 999600, "1.00 ms" },
		     { 12345678, "12.3 ms" },
		     { 1000000000, "1.00 s" },
		     { 90000000000, "1.50 min" },
		     { 36000000000000, "10.0 h" } };
	char text[STACKS_TEXT];
	stacks.unit = STACKS_NS;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(stacks_short(text, rows[i].ns, &stacks), rows[i].text);
	stacks.unit = STACKS_SAMPLES;
	assert_string_equal(stacks_short(text, 7, &stacks), "7");
	assert_string_equal(stacks_short(text, 1234567, &stacks), "1,234,567");
	stacks.decimals = 2;
	assert_string_equal(stacks_short(text, 123456750, &stacks), "1,234,567.5");
}

static void files_become_tables_and_pages(void **state)
{
	(void)state;
	char folder[] = "/tmp/test_stacks-XXXXXX", folded[64], table[64], html[64];
	assert_non_null(mkdtemp(folder));
	snprintf(folded, sizeof folded, "%s/run.folded", folder);
	snprintf(table, sizeof table, "%s/run.tsv", folder);
	snprintf(html, sizeof html, "%s/run.html", folder);
	FILE *file = fopen(folded, "w");
	assert_non_null(file);
	fputs("ThreadId(1)-main;f 2000\nThreadId(1)-main;f;g 6000\n", file);
	fclose(file);
	file = fopen(table, "w");
	assert_non_null(file);
	fputs("stack\tcalls\nThreadId(1)-main;f;g\t12345\n", file);
	fclose(file);
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	assert_non_null(out);
	assert_int_equal(flame_view_top(out, folded, 1, 0, 0), LEAF_E_OK);
	fclose(out);
	assert_non_null(strstr(text, "   6.00 us  75.0 %     6.00 us  75.0 %         12,345  g\n"
				     "1 of 2 functions; 8.00 us in all\n"));
	free(text);
	leaf_err wanted = stacks_page_missing() ? LEAF_E_UNSUPPORTED : LEAF_E_OK;
	assert_int_equal(flame_view_page(folded, html, "A title"), wanted);
	assert_int_equal(flame_view_page("/nowhere", html, NULL), LEAF_E_NOTFOUND);
	unlink(html);
	unlink(table);
	unlink(folded);
	assert_int_equal(rmdir(folder), 0); /* nothing else was left */
}

#define T(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(equal_stacks_are_one_in_any_order),
		T(pieces_of_any_size_read_the_same),
		T(empty_frames_have_a_name),
		T(decimals_are_exact),
		T(more_decimals_than_fit_are_rounded),
		T(sums_have_128_bits),
		T(lines_without_count_are_named),
		T(bad_lines_can_be_left_out),
		T(table_gives_calls_and_durations),
		T(buckets_are_their_own_starts),
		T(function_within_itself_counts_once),
		T(merged_trees_add_up),
		T(depth_of_a_million_frames_is_nothing_special),
		T(amounts_are_short),
		T(files_become_tables_and_pages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_progress.c - the line comes after half a second, ten times a second, and goes away. */
#include "leaf/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static uint64_t now_ns;
static char *text;
static size_t size;

static uint64_t fake_now(void)
{
	return now_ns;
}

/* As progress_begin() leaves it on a terminal of 'width' columns. */
static struct progress begin(uint64_t total, int width)
{
	now_ns = 0;
	return (struct progress){ .out = open_memstream(&text, &size),
				  .doing = "reading",
				  .unit = "files",
				  .total = total,
				  .width = width,
				  .now_ns = fake_now,
				  .next_ns = 500000000 };
}

static void finish(struct progress *progress, const char *expected)
{
	FILE *out = progress->out;
	progress_end(progress);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void nothing_is_shown_in_the_first_half_second(void **state)
{
	struct progress progress = begin(10, 80);
	(void)state;
	for (now_ns = 0; now_ns < 500000000; now_ns += 100000000)
		progress_add(&progress, 1);
	finish(&progress, "");
}

static void line_says_part_and_time_left_and_is_erased(void **state)
{
	struct progress progress = begin(400, 80);
	(void)state;
	now_ns = 1000000000;
	progress_add(&progress, 100);
	finish(&progress, "\rreading: 100 of 400 files, 25 %, 3 s left\033[K\r\033[K");
}

static void lines_are_a_tenth_of_a_second_apart(void **state)
{
	struct progress progress = begin(0, 80);
	(void)state;
	now_ns = 500000000;
	progress_add(&progress, 1);
	now_ns += 99999999;
	progress_add(&progress, 1);
	now_ns += 1;
	progress_add(&progress, 1);
	finish(&progress, "\rreading: 1 files\033[K\rreading: 3 files\033[K\r\033[K");
}

static void line_is_cut_at_the_edge(void **state)
{
	struct progress progress = begin(400, 16);
	(void)state;
	now_ns = 1000000000;
	progress_add(&progress, 100);
	finish(&progress, "\rreading: 100 of\033[K\r\033[K");
}

static void more_than_announced_is_no_percentage(void **state)
{
	struct progress progress = begin(2, 80);
	(void)state;
	now_ns = 1000000000;
	progress_add(&progress, 3);
	finish(&progress, "\rreading: 3 files\033[K\r\033[K");
}

static void no_terminal_no_line(void **state)
{
	struct cli_global_opts global = { 0 };
	FILE *out = tmpfile();
	struct cli_call call = { .global = &global, .err = out };
	struct progress progress;
	(void)state;
	progress_begin(&progress, &call, "reading", "files", 10);
	assert_null(progress.out);
	progress_add(&progress, 10);
	progress_end(&progress);
	assert_int_equal(ftell(out), 0);
	fclose(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_shown_in_the_first_half_second),
		cmocka_unit_test(line_says_part_and_time_left_and_is_erased),
		cmocka_unit_test(lines_are_a_tenth_of_a_second_apart),
		cmocka_unit_test(line_is_cut_at_the_edge),
		cmocka_unit_test(more_than_announced_is_no_percentage),
		cmocka_unit_test(no_terminal_no_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_span.c - spans, events and fields as a sink sees them. */
#include "leaf/sink.h"
#include "trace/loss.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char seen[8192];

static void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *fmt, ...)
{
	size_t len = strlen(seen);
	va_list args;
	va_start(args, fmt);
	vsnprintf(seen + len, sizeof seen - len, fmt, args);
	va_end(args);
}

static void say_value(const char *name, int present, const struct leaf_value *value)
{
	if (!present)
		say(" %s=?", name);
	else if (value->type == LEAF_TYPE_TEXT)
		say(" %s='%.*s'", name, (int)value->len, (const char *)value->data);
	else if (value->type == LEAF_TYPE_INT && value->len == 4)
		say(" %s=%d", name, *(const int *)value->data);
	else
		say(" %s:%d/%zu", name, (int)value->type, value->len);
}

static void say_span(const char *what, const struct leaf_span *span)
{
	say("%s %s", what, span->site->name);
	for (unsigned i = 0; i < span->site->n_fields; i++) {
		struct leaf_value value;
		int present = leaf_span_value(span, i, &value);
		say_value(span->site->names[i], present, &value);
	}
	say("\n");
}

static void on_open(struct leaf_sink *sink, struct leaf_span *span)
{
	(void)sink;
	say_span("open", span);
}

static void on_close(struct leaf_sink *sink, struct leaf_span *span)
{
	(void)sink;
	say_span("close", span);
}

static void on_event(struct leaf_sink *sink, const struct leaf_event *event)
{
	(void)sink;
	say("event %s", event->site->name);
	for (unsigned i = 0; i < event->site->n_fields; i++) {
		struct leaf_value value;
		int present = leaf_event_value(event, i, &value);
		say_value(event->site->names[i], present, &value);
	}
	say(" in %s\n", event->span ? event->span->site->name : "-");
}

static struct leaf_sink sink = {
	.name = "test",
	.flags = LEAF_SINK_VALUES,
	.span_open = on_open,
	.span_close = on_close,
	.event = on_event,
};

static int reset(void **state)
{
	(void)state;
	seen[0] = '\0';
	return 0;
}

static int add(int a, int b)
{
	LEAF_FN(LEAF_LEVEL_TRACE, a, b);
	LEAF_INFO("adding", LEAF_AS(sum, a + b));
	return LEAF_RET(a + b);
}

static void function_span_has_arguments_event_and_return_value(void **state)
{
	(void)state;
	assert_int_equal(add(1, 2), 3);
	assert_string_equal(seen, "open add a=1 b=2\n"
				  "event adding sum=3 in add\n"
				  "event  return=3 in add\n"
				  "close add a=1 b=2\n");
}

static void texts_are_copied_when_the_span_opens(void **state)
{
	(void)state;
	char text[] = "before";
	{
		LEAF_SPAN(LEAF_LEVEL_INFO, "texts", leaf_str(text), leaf_strn(text + 1, 2));
		strcpy(text, "after!");
	}
	assert_string_equal(seen, "open texts text='before' text + 1='ef'\n"
				  "close texts text='before' text + 1='ef'\n");
}

static void late_field_is_there_at_the_close(void **state)
{
	(void)state;
	{
		LEAF_SPAN(LEAF_LEVEL_INFO, "outer", LEAF_LATE(note), LEAF_LATE(code));
		LEAF_SPAN(LEAF_LEVEL_INFO, "inner");
		LEAF_RECORD(note, leaf_str("late"));
		LEAF_RECORD(code, 7);
	}
	assert_string_equal(seen, "open outer note=? code=?\n"
				  "open inner\n"
				  "close inner\n"
				  "close outer note='late' code=7\n");
}

static jmp_buf back;
static volatile int jumping = 1;

static void jump_out(int depth)
{
	LEAF_FN(LEAF_LEVEL_TRACE, depth);
	if (depth > 0)
		jump_out(depth - 1);
	else if (jumping)
		longjmp(back, 1);
}

static void frames_skipped_by_longjmp_are_closed(void **state)
{
	(void)state;
	unsigned long before = leaf__loss_count(LEAF__LOSS_REPAIRED);
	if (setjmp(back) == 0)
		jump_out(2);
	LEAF_INFO("landed");
	assert_non_null(strstr(seen, "event landed in -\n"));
	assert_int_equal(leaf__loss_count(LEAF__LOSS_REPAIRED) - before, 3);
}

static void more_than_sixteen_fields_are_counted(void **state)
{
	(void)state;
	{
		LEAF_SPAN(LEAF_LEVEL_INFO, "many", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
			  15, 16, 17, 18, 19);
		assert_int_not_equal(leaf_span_here(), 0);
	}
	assert_non_null(strstr(seen, " 16=16\n"));
	assert_null(strstr(seen, " 17=17"));
}

static void errno_survives_a_span(void **state)
{
	(void)state;
	errno = 77;
	add(3, 4);
	assert_int_equal(errno, 77);
}

static double scale(double x, double y)
{
	LEAF_FN(LEAF_LEVEL_TRACE, x);
	return x * y + 1.5;
}

static void floating_point_arguments_survive_the_door(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		assert_true(scale(i, 2.0) == i * 2.0 + 1.5);
}

static void filter_switches_sites_off_and_on(void **state)
{
	(void)state;
	leaf_filter_set(NULL, "off");
	add(1, 1);
	assert_string_equal(seen, "");
	leaf_filter_set(NULL, "trace");
	add(1, 1);
	assert_string_not_equal(seen, "");
}

static void an_unknown_option_changes_nothing(void **state)
{
	static const char *const options[] = { "LEAF_LOG=off", "LEAF_LOGG=info", NULL };
	(void)state;
	{
		LEAF_SPAN(LEAF_LEVEL_INFO, "going on");
		errno = 0;
		assert_int_equal(leaf_trace_start(options), -1);
		assert_int_equal(errno, EINVAL);
	}
	assert_string_equal(seen, "open going on\nclose going on\n");
}

static const char *const start_options[] = { "LEAF_LOG=trace", "LEAF_TEXT_FILTER=off",
					     "LEAF_FLAME=off", NULL };

static int n_errors;

static void count_event(struct leaf_sink *of, const struct leaf_event *event)
{
	(void)of, (void)event;
	n_errors++;
}

static void the_filter_of_an_added_sink_outlives_a_restart(void **state)
{
	static struct leaf_sink errors = { .name = "errors", .event = count_event };
	(void)state;
	assert_int_equal(leaf_sink_add(&errors, "error"), 0);
	for (int i = 1; i <= 2; i++) {
		LEAF_ERROR("an error");
		LEAF_INFO("something else");
		assert_int_equal(n_errors, i);
		leaf_filter_set("errors", "off");
		LEAF_ERROR("not heard");
		assert_int_equal(leaf_trace_start(start_options), 0);
	}
	leaf_filter_set("errors", "off");
	leaf_filter_set("errors", NULL);
	LEAF_INFO("something else");
	assert_int_equal(n_errors, 2);
	leaf_filter_set("errors", "off");
}

static void parent_can_be_given(void **state)
{
	(void)state;
	LEAF_SPAN_UNDER(42, LEAF_LEVEL_INFO, "child");
	assert_string_equal(seen, "open child\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(function_span_has_arguments_event_and_return_value, reset),
		cmocka_unit_test_setup(texts_are_copied_when_the_span_opens, reset),
		cmocka_unit_test_setup(late_field_is_there_at_the_close, reset),
		cmocka_unit_test_setup(frames_skipped_by_longjmp_are_closed, reset),
		cmocka_unit_test_setup(more_than_sixteen_fields_are_counted, reset),
		cmocka_unit_test_setup(errno_survives_a_span, reset),
		cmocka_unit_test_setup(floating_point_arguments_survive_the_door, reset),
		cmocka_unit_test_setup(filter_switches_sites_off_and_on, reset),
		cmocka_unit_test_setup(an_unknown_option_changes_nothing, reset),
		cmocka_unit_test_setup(parent_can_be_given, reset),
		cmocka_unit_test_setup(the_filter_of_an_added_sink_outlives_a_restart, reset),
	};
	leaf_trace_start(start_options);
	leaf_sink_add(&sink, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_out.c - lines reach their file whole and once, whatever happens to the process and the file. */
#include "trace/out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trace/loss.h"
#include "trace/out_quick.h"

static char folder[] = "/tmp/test_out.XXXXXX";
static struct leaf__out out;

static const char *content(const char *path)
{
	static char text[1 << 20];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return NULL;
	text[n] = 0;
	return text;
}

static int exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static void put(const char *line)
{
	leaf__out_put(&out, line, strlen(line), (struct leaf__out_how){ .who = 1 });
}

static int fresh(void **state)
{
	(void)state;
	leaf__loss_reset();
	return system("rm -rf -- * 2>/dev/null") == -1;
}

static void lines_wait_in_the_buffer_until_flushed(void **state)
{
	(void)state;
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	put("one\n");
	assert_string_equal(content("x.log"), "");
	assert_int_equal(leaf__out_flush(&out), 0);
	assert_string_equal(content("x.log"), "one\n");
	put("two\n");
	leaf__out_close(&out);
	assert_string_equal(content("x.log"), "one\ntwo\n");
	assert_false(exists("x.log.tail"));
}

static void urgent_and_old_lines_are_written_at_once(void **state)
{
	(void)state;
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	leaf__out_put(&out, "a\n", 2, (struct leaf__out_how){ .who = 1, .urgent = 1 });
	assert_string_equal(content("x.log"), "a\n");
	leaf__out_put(&out, "b\n", 2, (struct leaf__out_how){ .who = 1, .now = 100 });
	assert_string_equal(content("x.log"), "a\nb\n");
	leaf__out_put(&out, "c\n", 2, (struct leaf__out_how){ .who = 1, .now = 100 });
	assert_string_equal(content("x.log"), "a\nb\n");
	leaf__out_put(&out, "d\n", 2, (struct leaf__out_how){ .who = 1, .now = 101 });
	assert_string_equal(content("x.log"), "a\nb\nc\nd\n");
	leaf__out_close(&out);
}

static void a_line_larger_than_the_buffer_is_written(void **state)
{
	static char line[LEAF__OUT_BUFFER + 100];
	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\n';
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	put("before\n");
	leaf__out_put(&out, line, sizeof(line), (struct leaf__out_how){ .who = 1 });
	put("after\n");
	leaf__out_close(&out);
	const char *got = content("x.log");
	assert_int_equal(strlen(got), 7 + sizeof(line) + 6);
	assert_string_equal(got + 7 + sizeof(line), "after\n");
}

static void nothing_is_written_if_another_has_spoken(void **state)
{
	(void)state;
	assert_int_equal(leaf__out_open(&out, "x.log", 1), 0);
	put("one\n");
	assert_int_equal(out.last, 1);
	struct leaf__out_how how = { .who = 2, .expect = 3 };
	assert_int_equal(leaf__out_put(&out, "no\n", 3, how), 0);
	how.expect = 1;
	assert_int_equal(leaf__out_put(&out, "yes\n", 4, how), 1);
	leaf__out_close(&out);
	assert_string_equal(content("x.log"), "one\nyes\n");
}

static void lines_put_after_the_end_are_counted(void **state)
{
	(void)state;
	leaf__out_open(&out, "x.log", 0);
	leaf__out_close(&out);
	put("late\n");
	assert_int_equal(leaf__loss_count(LEAF__LOSS_TEXT_WRITE), 5);
	assert_string_equal(content("x.log"), "");
}

/* ---- other processes ---- */

static int run_child(void (*work)(void))
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		work();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return status;
}

static void write_and_die(void)
{
	leaf__out_open(&out, "x.log", 0);
	put("one\n");
	leaf__out_flush(&out);
	put("two\n");
	put("three\n");
	kill(getpid(), SIGKILL);
}

static void the_last_lines_of_a_killed_process_come_first_in_the_next_run(void **state)
{
	(void)state;
	assert_true(WIFSIGNALED(run_child(write_and_die)));
	assert_string_equal(content("x.log"), "one\n");
	assert_true(strncmp(content("x.log.tail"), "two\nthree\n", 10) == 0);
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	assert_string_equal(content("x.log"), "one\ntwo\nthree\n");
	put("four\n");
	leaf__out_close(&out);
	assert_string_equal(content("x.log"), "one\ntwo\nthree\nfour\n");
	assert_false(exists("x.log.tail"));
}

static void what_was_written_before_the_kill_is_not_written_again(void **state)
{
	static struct leaf__out_tail tail = { "two\nthree\nfour\n", 15, 10 };
	static const char *const logs[] = { "one\n", "one\ntwo\n", "one\ntwo\nthree\n" };
	(void)state;
	for (int i = 0; i < 3; i++) {
		FILE *log = fopen("x.log", "w"), *left = fopen("x.log.tail", "w");
		fputs(logs[i], log);
		fwrite(&tail, sizeof(tail), 1, left);
		fclose(log);
		fclose(left);
		assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
		assert_string_equal(content("x.log"), "one\ntwo\nthree\nfour\n");
		leaf__out_close(&out);
	}
}

static void a_tail_that_is_none_is_left_alone(void **state)
{
	(void)state;
	FILE *file = fopen("x.log.tail", "w");
	fputs("somebody's own", file);
	fclose(file);
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	put("one\n");
	leaf__out_close(&out);
	assert_string_equal(content("x.log"), "one\n");
	assert_string_equal(content("x.log.tail"), "somebody's own");
}

static void second_process(void)
{
	leaf__out_open(&out, "x.log", 0);
	put("second\n");
	leaf__out_close(&out);
}

static void two_processes_may_write_to_one_file(void **state)
{
	(void)state;
	static struct leaf__out first;
	assert_int_equal(leaf__out_open(&first, "x.log", 0), 0);
	leaf__out_put(&first, "first\n", 6, (struct leaf__out_how){ .who = 1 });
	assert_int_equal(run_child(second_process), 0);
	assert_true(exists("x.log.tail"));
	leaf__out_close(&first);
	assert_string_equal(content("x.log"), "second\nfirst\n");
}

static void in_the_child(void)
{
	leaf__out_fork_child(&out);
	put("child\n");
	leaf__out_close(&out);
}

static void silent_in_the_child(void)
{
	leaf__out_fork_child(&out);
	leaf__out_close(&out);
}

static void the_child_of_a_fork_gets_its_own_file_and_no_line_twice(void **state)
{
	char path[64];
	(void)state;
	assert_int_equal(leaf__out_open(&out, "x.y.log", 0), 0);
	put("before\n");
	pid_t child = fork();
	if (child == 0) {
		in_the_child();
		_exit(0);
	}
	waitpid(child, NULL, 0);
	put("after\n");
	leaf__out_close(&out);
	snprintf(path, sizeof(path), "x.y.%d.log", (int)child);
	assert_string_equal(content(path), "child\n");
	assert_string_equal(content("x.y.log"), "before\nafter\n");
	assert_int_equal(system("test $(ls | wc -l) = 2"), 0);
}

static void a_child_that_says_nothing_has_no_file(void **state)
{
	(void)state;
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	assert_int_equal(run_child(silent_in_the_child), 0);
	leaf__out_close(&out);
	assert_int_equal(system("test $(ls | wc -l) = 1"), 0);
}

static void the_child_s_number_stands_where_pid_is_written(void **state)
{
	char path[64];
	(void)state;
	assert_int_equal(leaf__out_open(&out, "{pid}-x.log", 0), 0);
	pid_t child = fork();
	if (child == 0) {
		in_the_child();
		_exit(0);
	}
	waitpid(child, NULL, 0);
	leaf__out_close(&out);
	snprintf(path, sizeof(path), "%d-x.log", (int)child);
	assert_string_equal(content(path), "child\n");
}

/* ---- what the host and the system do to files ---- */

static void a_descriptor_that_the_host_took_is_left_alone(void **state)
{
	(void)state;
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	put("one\n");
	int mine = out.fd, other = open("database", O_RDWR | O_CREAT, 0600);
	dup2(other, mine);
	leaf__out_flush(&out);
	put("two\n");
	leaf__out_close(&out);
	assert_string_equal(content("database"), "");
	assert_string_equal(content("x.log"), "one\ntwo\n");
	assert_true(fcntl(mine, F_GETFD) >= 0);
	close(mine);
	close(other);
}

static void a_full_device_costs_lines_only(void **state)
{
	(void)state;
	assert_int_equal(leaf__out_open(&out, "/dev/full", 0), 0);
	errno = 0;
	put("one\n");
	assert_int_equal(leaf__loss_count(LEAF__LOSS_TEXT_WRITE), 4);
	leaf__out_close(&out);
}

static void after_a_torn_line_comes_a_new_one(void **state)
{
	struct rlimit limit, before;
	(void)state;
	getrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(leaf__out_open(&out, "x.log", 1), 0);
	put("first\n");
	limit = before;
	limit.rlim_cur = 10;
	setrlimit(RLIMIT_FSIZE, &limit); /* writing beyond it raises SIGXFSZ, which would kill */
	put("second\n");
	put("third\n");
	setrlimit(RLIMIT_FSIZE, &before);
	put("fourth\n");
	leaf__out_close(&out);
	assert_string_equal(content("x.log"), "first\nseco\nfourth\n");
	assert_int_equal(leaf__loss_count(LEAF__LOSS_TEXT_WRITE), 3 + 6);
}

static void a_pipe_without_a_reader_is_an_error_not_the_end(void **state)
{
	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(leaf__out_open(&out, "pipe", 0), -1);
	assert_int_equal(errno, ENXIO);
}

static void a_pipe_whose_reader_goes_costs_lines_only(void **state)
{
	char got[16] = "";
	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	int reader = open("pipe", O_RDONLY | O_NONBLOCK);
	assert_int_equal(leaf__out_open(&out, "pipe", 0), 0);
	put("one\n");
	assert_int_equal(read(reader, got, sizeof(got)), 4);
	close(reader);
	put("two\n");
	assert_int_equal(leaf__loss_count(LEAF__LOSS_TEXT_WRITE), 4);
	leaf__out_close(&out);
}

static void where_there_is_no_room_beside_it_the_log_is_written_all_the_same(void **state)
{
	(void)state;
	FILE *file = fopen("x.log", "w");
	fclose(file);
	assert_int_equal(mkdir("x.log.tail", 0700), 0);
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	put("one\n");
	leaf__out_close(&out);
	assert_string_equal(content("x.log"), "one\n");
}

/* ---- threads ---- */

enum { THREADS = 4, LINES = 5000 };

static void *write_many(void *arg)
{
	unsigned me = (unsigned)(size_t)arg;
	char line[128];
	for (int i = 0; i < LINES; i++) {
		int n = snprintf(line, sizeof(line), "%u %d %.*s\n", me, i, i % 50,
				 "..................................................");
		char *at = i % 2 ? leaf__out_room(&out, (size_t)n) : NULL;
		if (at) {
			memcpy(at, line, (size_t)n);
			leaf__out_done(&out, at + n, me);
		} else {
			leaf__out_put(&out, line, (size_t)n, (struct leaf__out_how){ .who = me });
		}
	}
	return NULL;
}

static void lines_of_threads_stay_whole_and_in_order(void **state)
{
	pthread_t threads[THREADS];
	int next[THREADS] = { 0 };
	(void)state;
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	for (size_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, write_many, (void *)i);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	leaf__out_close(&out);
	char line[256], dots[128];
	FILE *log = fopen("x.log", "r");
	unsigned who;
	int i, n = 0;
	for (; fgets(line, sizeof(line), log); n++) {
		dots[0] = 0;
		assert_true(sscanf(line, "%u %d %127s", &who, &i, dots) >= 2);
		assert_true(who < THREADS && i == next[who]++);
		assert_int_equal(strlen(dots), i % 50);
	}
	fclose(log);
	assert_int_equal(n, THREADS * LINES);
}

static void a_thread_killed_with_the_lock_does_not_stop_the_others(void **state)
{
	(void)state;
	assert_int_equal(leaf__out_open(&out, "x.log", 0), 0);
	out.lock = 1;
	pthread_t thread; /* from here on nobody is alone */
	pthread_create(&thread, NULL, write_many, (void *)1);
	pthread_join(thread, NULL);
	leaf__out_close(&out);
	assert_non_null(strstr(content("x.log"), "\n1 4999 "));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		TEST(lines_wait_in_the_buffer_until_flushed),
		TEST(urgent_and_old_lines_are_written_at_once),
		TEST(a_line_larger_than_the_buffer_is_written),
		TEST(nothing_is_written_if_another_has_spoken),
		TEST(lines_put_after_the_end_are_counted),
		TEST(the_last_lines_of_a_killed_process_come_first_in_the_next_run),
		TEST(what_was_written_before_the_kill_is_not_written_again),
		TEST(a_tail_that_is_none_is_left_alone),
		TEST(two_processes_may_write_to_one_file),
		TEST(the_child_of_a_fork_gets_its_own_file_and_no_line_twice),
		TEST(a_child_that_says_nothing_has_no_file),
		TEST(the_child_s_number_stands_where_pid_is_written),
		TEST(a_descriptor_that_the_host_took_is_left_alone),
		TEST(a_full_device_costs_lines_only),
		TEST(after_a_torn_line_comes_a_new_one),
		TEST(a_pipe_without_a_reader_is_an_error_not_the_end),
		TEST(a_pipe_whose_reader_goes_costs_lines_only),
		TEST(where_there_is_no_room_beside_it_the_log_is_written_all_the_same),
		TEST(lines_of_threads_stay_whole_and_in_order),
		TEST(a_thread_killed_with_the_lock_does_not_stop_the_others),
	};
	if (!mkdtemp(folder) || chdir(folder) != 0)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	fresh(NULL);
	if (chdir("/") != 0 || rmdir(folder) != 0)
		return 1;
	return failed;
}

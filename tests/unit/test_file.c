/* test_file.c - files are read whole and replaced whole. */
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/leaf-test-file-XXXXXX";
static char path[PATH_MAX];

static int make_dir(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "%s/a file", mkdtemp(dir));
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	chmod(dir, 0700);
	unlink(path);
	return rmdir(dir);
}

static void write_plainly(const char *text)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static int entries(void)
{
	int n = 0;
	DIR *open = opendir(dir);
	while (readdir(open))
		n++;
	closedir(open);
	return n;
}

static void contents_come_back(void **state)
{
	struct leaf__buf buf = { 0 };
	(void)state;
	write_plainly("old text");
	assert_int_equal(leaf__buf_puts(&buf, "> "), LEAF_E_OK);
	assert_int_equal(leaf__file_read(&buf, path, 100), LEAF_E_OK);
	assert_string_equal(buf.data, "> old text");
	leaf__buf_release(&buf);
}

static void what_cannot_be_read_is_told(void **state)
{
	struct leaf__buf buf = { 0 };
	(void)state;
	write_plainly("old text");
	assert_int_equal(leaf__file_read(&buf, "/nonexistent/x", 100), LEAF_E_NOTFOUND);
	assert_int_equal(leaf__file_read(&buf, "/", 100), LEAF_E_IO);
	assert_int_equal(leaf__file_read(&buf, "/dev/zero", 100), LEAF_E_IO);
	assert_int_equal(leaf__file_read(&buf, path, 7), LEAF_E_LIMIT);
	assert_int_equal(leaf__file_read(&buf, path, 8), LEAF_E_OK);
	assert_int_equal(buf.len, 8);
	leaf__buf_release(&buf);
}

static void replacing_keeps_mode_and_leaves_nothing_beside(void **state)
{
	struct leaf__buf buf = { 0 };
	struct stat st;
	(void)state;
	write_plainly("old");
	assert_int_equal(chmod(path, 0750), 0);
	assert_int_equal(leaf__file_replace(path, "new text", 8), LEAF_E_OK);
	assert_int_equal(leaf__file_read(&buf, path, 100), LEAF_E_OK);
	assert_string_equal(buf.data, "new text");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0750);
	assert_int_equal(entries(), 3);
	leaf__buf_release(&buf);
}

static void what_a_killed_process_left_is_removed(void **state)
{
	char left[PATH_MAX + 16];
	(void)state;
	write_plainly("old");
	snprintf(left, sizeof left, "%s/.a file.leaf-new", dir);
	for (int round = 0; round < 2; round++) {
		FILE *file = fopen(left, "w");
		assert_non_null(file);
		fclose(file);
		if (round)
			leaf__file_clean(path);
		else
			assert_int_equal(leaf__file_replace(path, "new", 3), LEAF_E_OK);
		assert_int_equal(entries(), 3);
	}
}

static void a_relative_path_is_replaced_too(void **state)
{
	char old[PATH_MAX];
	(void)state;
	write_plainly("old");
	assert_non_null(getcwd(old, sizeof old));
	assert_int_equal(chdir(dir), 0);
	leaf_err err = leaf__file_replace("a file", "x", 1);
	assert_int_equal(chdir(old), 0);
	assert_int_equal(err, LEAF_E_OK);
	assert_int_equal(entries(), 3);
}

static void what_is_not_there_is_not_replaced(void **state)
{
	char missing[PATH_MAX + 8];
	(void)state;
	write_plainly("old");
	snprintf(missing, sizeof missing, "%s.not", path);
	assert_int_equal(leaf__file_replace(missing, "x", 1), LEAF_E_NOTFOUND);
	assert_int_equal(entries(), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contents_come_back),
		cmocka_unit_test(what_cannot_be_read_is_told),
		cmocka_unit_test(replacing_keeps_mode_and_leaves_nothing_beside),
		cmocka_unit_test(what_a_killed_process_left_is_removed),
		cmocka_unit_test(a_relative_path_is_replaced_too),
		cmocka_unit_test(what_is_not_there_is_not_replaced),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}

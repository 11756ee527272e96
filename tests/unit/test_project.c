/* test_project.c - .leaf.toml: what is read, what is refused, and where it is found. */
#include "config/project.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct project read_text(const char *text)
{
	struct project project = { 0 };
	if (project_read(&project, "/.leaf.toml", text, strlen(text)) != LEAF_E_OK)
		fail_msg("%s: %s", text, leaf_err_text());
	return project;
}

static void assert_refused(const char *text, const char *why)
{
	struct project project = { 0 };
	assert_int_equal(project_read(&project, "f", text, strlen(text)), LEAF_E_SYNTAX);
	if (strcmp(leaf_err_text(), why) != 0)
		fail_msg("%s: '%s', not '%s'", text, leaf_err_text(), why);
	assert_null(project.path);
}

static void an_empty_file_says_nothing(void **state)
{
	(void)state;
	struct project project = read_text("[instrument]\n[profile]\n");
	assert_null(project.instrument.path.items);
	assert_false(project.instrument.args.given);
	assert_null(project.instrument.level);
	assert_null(project.profile.build.argv);
	assert_int_equal(project.profile.env.n, 0);
	assert_string_equal(project.folder, "/");
	project_release(&project);
}

static void values_of_every_kind_are_read(void **state)
{
	(void)state;
	struct project project = read_text(
		"[instrument]\npath = 'src'\nexclude = ['a', \"b\"]\nmin_lines = 3\nargs = false\n"
		"level = 'debug'\ntarget = 'all'\n[instrument.targets]\npri = 'p'\n'x/y.c' = 'z'\n"
		"[profile]\nbuild = 'make -j2 | cat'\nrun = ['./a b', 'c']\nenv.LANG = 'C'\n");
	assert_int_equal(project.instrument.path.n, 1);
	assert_string_equal(project.instrument.path.items[0], "src");
	assert_string_equal(project.instrument.exclude.items[1], "b");
	assert_null(project.instrument.exclude.items[2]);
	assert_true(project.instrument.min_lines.given && project.instrument.min_lines.value == 3);
	assert_true(project.instrument.args.given && !project.instrument.args.on);
	assert_string_equal(project.instrument.level, "debug");
	assert_int_equal(project.instrument.targets.n, 2);
	assert_string_equal(project.instrument.targets.items[1].key, "x/y.c");
	assert_string_equal(project.instrument.targets.items[1].value, "z");
	assert_string_equal(project.profile.build.argv[0], "sh");
	assert_string_equal(project.profile.build.argv[2], "make -j2 | cat");
	assert_null(project.profile.build.argv[3]);
	assert_string_equal(project.profile.build.said, "make -j2 | cat");
	assert_string_equal(project.profile.run.argv[0], "./a b");
	assert_null(project.profile.run.argv[2]);
	assert_string_equal(project.profile.run.said, "./a b c");
	assert_string_equal(project.profile.env.items[0].value, "C");
	project_release(&project);
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
	(void)state;
	assert_refused("[instrumnt]",
		       "f:1:2: there is no table 'instrumnt'; did you mean 'instrument'?");
	assert_refused("x = 1", "f:1:1: there is no table 'x'");
	assert_refused(
		"[instrument]\nexclude-fn = 'a'",
		"f:2:1: there is no key 'exclude-fn' in [instrument]; did you mean 'exclude_fn'?");
	assert_refused("[profile]\nzzz = 1", "f:2:1: there is no key 'zzz' in [profile]");
	assert_refused("instrument = 1", "f:1:14: 'instrument' is a table, not an integer");
	assert_refused("[instrument]\nargs = 'no'", "f:2:8: 'args' is true or false, not a string");
	assert_refused("[instrument]\npath = ['a', 1]",
		       "f:2:14: 'path' is a string or an array of strings, not an integer");
	assert_refused("[instrument]\nmin_lines = -1",
		       "f:2:13: 'min_lines' is a number from 0 to 4294967295");
	assert_refused("[instrument]\nlevel = 'loud'",
		       "f:2:9: 'level' is \"error\", \"warn\", \"info\", "
		       "\"debug\" or \"trace\", not 'loud'");
	assert_refused("[instrument]\ntargets = 'a'",
		       "f:2:11: 'targets' is a table of strings, not a string");
	assert_refused("[instrument]\ntargets.a = 1",
		       "f:2:13: 'targets' is a table of strings, not an integer");
	assert_refused("[profile]\nrun = []", "f:2:7: 'run' is empty");
	assert_refused("[profile]\nrun = \"a\\u0000b\"", "f:2:7: a NUL stands in 'run'");
}

static void every_key_has_a_meaning(void **state)
{
	struct project_row row;
	size_t n = 0;
	(void)state;
	for (; project_row(&row, n); n++)
		assert_true(*row.table && *row.key && *row.value && *row.meaning);
	assert_true(n > 10);
}

/* ---- where it is found ---- */

static char top[PATH_MAX];

static void put(const char *name, const char *text)
{
	char path[PATH_MAX * 2];
	snprintf(path, sizeof path, "%s/%s", top, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void make(const char *name)
{
	char path[PATH_MAX * 2];
	snprintf(path, sizeof path, "%s/%s", top, name);
	assert_int_equal(mkdir(path, 0777), 0);
}

static void assert_found(const char *name, const char *target)
{
	char path[PATH_MAX * 2];
	struct project project = { 0 };
	snprintf(path, sizeof path, "%s/%s", top, name);
	assert_int_equal(project_load(&project, path), LEAF_E_OK);
	if (target)
		assert_string_equal(project.instrument.target, target);
	else
		assert_null(project.path);
	project_release(&project);
}

static void the_nearest_one_in_the_repository_is_found(void **state)
{
	char command[PATH_MAX + 16];
	(void)state;
	snprintf(top, sizeof top, "/tmp/leaf-test-project-XXXXXX");
	assert_non_null(mkdtemp(top));
	put(".leaf.toml", "instrument.target = 'outer'");
	make("a");
	make("a/b");
	assert_found("a/b", "outer");
	put("a/b/.leaf.toml", "instrument.target = 'inner'");
	assert_found("a/b", "inner");
	assert_found("a/b/../", "outer");
	make("repo");
	make("repo/src");
	make("repo/.git");
	assert_found("repo/src", NULL);
	put("repo/.leaf.toml", "instrument.target = 'mine'");
	assert_found("repo/src", "mine");
	make("tree");
	put("tree/.git", "gitdir: elsewhere\n");
	assert_found("tree", NULL);
	struct project project = { 0 };
	assert_int_equal(project_load(&project, "/no/such/folder"), LEAF_E_IO);
	assert_int_equal(project_load_file(&project, "/no/such/file"), LEAF_E_NOTFOUND);
	snprintf(command, sizeof command, "rm -rf '%s'", top);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_says_nothing),
		cmocka_unit_test(values_of_every_kind_are_read),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(every_key_has_a_meaning),
		cmocka_unit_test(the_nearest_one_in_the_repository_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

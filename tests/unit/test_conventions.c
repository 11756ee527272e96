/* test_conventions.c - how a project is built and run is guessed from its files, or asked. */
#include "profile/conventions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	char folder[64];
	struct leaf__arena arena;
	struct conventions_place place;
	struct convention found;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	strcpy(fixture->folder, "/tmp/leaf-conventions.XXXXXX");
	if (!mkdtemp(fixture->folder))
		return -1;
	fixture->place.folder = fixture->folder;
	fixture->place.scratch = "/scratch of/build";
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	char command[128];
	snprintf(command, sizeof command, "rm -rf '%s'", fixture->folder);
	leaf__arena_release(&fixture->arena);
	int status = system(command);
	free(fixture);
	return status;
}

/* A file of the project; its folder is made if need be. */
static void put(const struct fixture *fixture, const char *name, const char *text, int mode)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
	char *slash = strrchr(path, '/');
	*slash = 0;
	mkdir(path, 0755);
	*slash = '/';
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static void assert_begins(const char *text, const char *beginning)
{
	if (strncmp(text, beginning, strlen(beginning)) != 0)
		fail_msg("'%s' does not begin with '%s'", text, beginning);
}

static void assert_build(struct fixture *fixture, const char *beginning)
{
	assert_int_equal(conventions_build(&fixture->found, &fixture->arena, &fixture->place),
			 LEAF_E_OK);
	assert_begins(fixture->found.line, beginning);
}

static void assert_run(struct fixture *fixture, const char *line)
{
	assert_int_equal(conventions_run(&fixture->found, &fixture->arena, &fixture->place),
			 LEAF_E_OK);
	assert_string_equal(fixture->found.line, line);
}

static void an_empty_folder_is_a_question(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(conventions_build(&fixture->found, &fixture->arena, &fixture->place),
			 LEAF_E_NOTFOUND);
	assert_non_null(strstr(leaf_err_text(), ".leaf.toml"));
	assert_int_equal(conventions_run(&fixture->found, &fixture->arena, &fixture->place),
			 LEAF_E_NOTFOUND);
	assert_non_null(strstr(leaf_err_text(), "after '--'"));
}

static void what_is_made_comes_before_what_makes_it(void **state)
{
	struct fixture *fixture = *state;
	put(fixture, "configure.ac", "", 0644);
	assert_build(fixture, "autoreconf -fi && ./configure && make");
	put(fixture, "configure", "", 0644); /* no script */
	assert_build(fixture, "autoreconf");
	put(fixture, "x", "", 0644);
	char path[256];
	snprintf(path, sizeof path, "%s/configure", fixture->folder);
	assert_int_equal(chmod(path, 0755), 0);
	assert_build(fixture, "./configure && make -j");
	/* A Makefile may only say that configure is to be run; behind that it is the one to take. */
	put(fixture, "Makefile", "", 0644);
	assert_build(fixture, "./configure && make -j");
	put(fixture, "config.status", "", 0644);
	assert_build(fixture, "make -j");
	assert_string_equal(fixture->found.because, "there is 'Makefile'");
}

static void a_configure_that_can_runs_apart(void **state)
{
	struct fixture *fixture = *state;
	char line[256];
	put(fixture, "configure", "#!/bin/sh\nac_srcdir=.\n", 0755);
	snprintf(line, sizeof line,
		 "mkdir -p '/scratch of/build' && cd '/scratch of/build' && %s/configure && make",
		 fixture->folder);
	assert_build(fixture, line);
	fixture->place.scratch = fixture->folder;
	put(fixture, "Makefile", "check: all\n", 0644);
	snprintf(line, sizeof line, "make -C %s check", fixture->folder);
	assert_run(fixture, line);
}

static void cmake_builds_apart_unless_there_is_a_build_folder(void **state)
{
	struct fixture *fixture = *state;
	put(fixture, "CMakeLists.txt", "", 0644);
	assert_build(fixture,
		     "cmake -S . -B '/scratch of/build' && cmake --build '/scratch of/build' -j");
	put(fixture, "my build/CMakeCache.txt", "", 0644);
	assert_build(fixture, "cmake --build 'my build' -j");
	put(fixture, "my build/CTestTestfile.cmake", "", 0644);
	assert_run(fixture, "ctest --test-dir 'my build'");
}

static void meson_builds_apart(void **state)
{
	struct fixture *fixture = *state;
	put(fixture, "meson.build", "", 0644);
	assert_build(
		fixture,
		"{ test -e '/scratch of/build'/build.ninja || meson setup '/scratch of/build'; }");
	fixture->place.scratch = fixture->folder;
	put(fixture, "meson-info/intro-tests.json", "[]", 0644);
	char line[128];
	snprintf(line, sizeof line, "meson test -C %s", fixture->folder);
	assert_run(fixture, line);
}

static void tests_of_a_makefile_run(void **state)
{
	struct fixture *fixture = *state;
	static const char *const without[] = {
		"all: check\n\ttest x\n", "check = 3\n",     "check := a\ntest ::= b\n",
		"# test: no\n",		  "checked: all\n",  ".PHONY: check\n",
		"CHECK: all\n",		  "x = check : y\n", ""
	};
	for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
		put(fixture, "Makefile", without[i], 0644);
		assert_int_equal(conventions_run(&fixture->found, &fixture->arena, &fixture->place),
				 LEAF_E_NOTFOUND);
	}
	put(fixture, "Makefile", "all:\n\nfast test: all\n\t./t", 0644);
	assert_run(fixture, "make test");
	put(fixture, "Makefile", "test: all\ncheck:: all\n", 0644);
	assert_run(fixture, "make check");
	assert_string_equal(fixture->found.because, "'Makefile' has a target 'check'");
}

static void the_only_program_runs(void **state)
{
	struct fixture *fixture = *state;
	char one[128], two[128], gone[128];
	snprintf(one, sizeof one, "%s/one", fixture->folder);
	snprintf(two, sizeof two, "%s/two", fixture->folder);
	snprintf(gone, sizeof gone, "%s/conftest", fixture->folder);
	const char *programs[] = { gone, one, one, two };
	fixture->place.programs = programs;
	fixture->place.n_programs = 4;
	put(fixture, "one", "", 0755);
	assert_run(fixture, one);
	put(fixture, "two", "", 0755);
	assert_int_equal(conventions_run(&fixture->found, &fixture->arena, &fixture->place),
			 LEAF_E_NOTFOUND);
	assert_non_null(strstr(leaf_err_text(), "there are one, two;"));
}

static void of_several_the_one_called_as_the_folder_runs(void **state)
{
	struct fixture *fixture = *state;
	const char *name = strrchr(fixture->folder, '/') + 1;
	char one[128], main[128];
	snprintf(one, sizeof one, "%s/one", fixture->folder);
	snprintf(main, sizeof main, "%s/src/%s", fixture->folder, name);
	const char *programs[] = { one, main };
	fixture->place.programs = programs;
	fixture->place.n_programs = 2;
	put(fixture, "one", "", 0755);
	put(fixture, main + strlen(fixture->folder) + 1, "", 0755);
	assert_run(fixture, main);
}

static void libtool_s_script_runs_the_program(void **state)
{
	struct fixture *fixture = *state;
	char hidden[128], script[128];
	snprintf(hidden, sizeof hidden, "%s/.libs/tool", fixture->folder);
	snprintf(script, sizeof script, "%s/tool", fixture->folder);
	const char *programs[] = { hidden };
	fixture->place.programs = programs;
	fixture->place.n_programs = 1;
	put(fixture, ".libs/tool", "", 0755);
	assert_run(fixture, hidden);
	put(fixture, "tool", "", 0755);
	assert_run(fixture, script);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_empty_folder_is_a_question),
		TEST(what_is_made_comes_before_what_makes_it),
		TEST(a_configure_that_can_runs_apart),
		TEST(cmake_builds_apart_unless_there_is_a_build_folder),
		TEST(meson_builds_apart),
		TEST(tests_of_a_makefile_run),
		TEST(the_only_program_runs),
		TEST(of_several_the_one_called_as_the_folder_runs),
		TEST(libtool_s_script_runs_the_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

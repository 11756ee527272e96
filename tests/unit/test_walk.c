/* test_walk.c - whole trees: which files, what is told of them, and what is written. */
#include "instrument/walk.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[PATH_MAX], old[PATH_MAX];

static void sh(const char *command)
{
	int status = system(command);
	if (status)
		fail_msg("'%s' returns %d", command, status);
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static int enter_folder(void **state)
{
	(void)state;
	snprintf(top, sizeof top, "/tmp/leaf-test-walk-XXXXXX");
	assert_non_null(mkdtemp(top));
	assert_non_null(getcwd(old, sizeof old));
	assert_int_equal(chdir(top), 0);
	return 0;
}

static int leave_folder(void **state)
{
	char command[PATH_MAX + 16];
	(void)state;
	assert_int_equal(chdir(old), 0);
	snprintf(command, sizeof command, "rm -rf '%s'", top);
	sh(command);
	return 0;
}

static struct walk_options with(enum walk_action action)
{
	return (struct walk_options){ .action = action, .max_size = 1 << 20 };
}

static void go(struct walk *walk, const struct walk_options *options, const char *path)
{
	leaf_err err = walk_run(walk, options, &path, 1);
	if (err != LEAF_E_OK)
		fail_msg("%s", leaf_err_text());
}

static const struct walk_file *file_of(const struct walk *walk, const char *path)
{
	for (size_t i = 0; i < walk->n; i++) {
		if (!strcmp(walk->files[i].source->path, path))
			return &walk->files[i];
	}
	fail_msg("'%s' is not in the list", path);
	return NULL;
}

static void assert_why(const struct walk *walk, const char *path, enum sources_why why)
{
	const struct walk_file *file = file_of(walk, path);
	if (file->why != why)
		fail_msg("%s: %s, not %s", path, sources_json(file->why), sources_json(why));
	assert_int_equal(file->err, LEAF_E_OK);
}

static void assert_text(const char *path, const char *want)
{
	struct leaf__buf text = { 0 };
	assert_int_equal(leaf__file_read(&text, path, 1 << 20), LEAF_E_OK);
	assert_string_equal(text.data, want);
	leaf__buf_release(&text);
}

static void a_git_tree_is_its_tracked_files(void **state)
{
	(void)state;
	sh("git init -q . && mkdir -p src vendor/x t/t1 'a b'");
	put("src/a.c", "int a(void) { }\n");
	put("src/notes.txt", "int a(void) { }\n");
	put("src/untracked.c", "int a(void) { }\n");
	put("src/ignored.c", "int a(void) { }\n");
	put("vendor/x/v.c", "int v(void) { }\n");
	put("t/t1/input.c", "int i(void) { }\n");
	put("a b/\xc3\xa4\n.c", "int n(void) { }\n");
	put("gone.c", "int g(void) { }\n");
	sh("ln -s a.c src/link.c && echo ignored.c > .gitignore");
	sh("git add . && git reset -q src/untracked.c && rm gone.c");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	go(&walk, &options, ".");
	assert_int_equal(walk.n, 7);
	assert_why(&walk, "src/a.c", SOURCES_TAKEN);
	assert_why(&walk, "src/untracked.c", SOURCES_UNTRACKED);
	assert_why(&walk, "src/link.c", SOURCES_SYMLINK);
	assert_why(&walk, "vendor/x/v.c", SOURCES_VENDORED);
	assert_why(&walk, "t/t1/input.c", SOURCES_TEST_DATA);
	assert_why(&walk, "a b/\xc3\xa4\n.c", SOURCES_TAKEN);
	assert_why(&walk, "gone.c", SOURCES_ABSENT);
	assert_true(file_of(&walk, "src/a.c")->changed);
	assert_text("src/untracked.c", "int a(void) { }\n");
	assert_text("vendor/x/v.c", "int v(void) { }\n");
	walk_release(&walk);
	options = with(WALK_STRIP);
	go(&walk, &options, "src");
	assert_text("src/a.c", "int a(void) { }\n");
	walk_release(&walk);
}

static void submodules_are_left_out(void **state)
{
	(void)state;
	sh("git init -q sub && cd sub && echo 'int s(void) { }' > s.c && git add . && "
	   "git -c user.name=x -c user.email=x@x commit -qm x");
	sh("git init -q top && cd top && git -c protocol.file.allow=always submodule --quiet add "
	   "../sub sub.c 2>/dev/null");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	go(&walk, &options, "top");
	assert_int_equal(walk.n, 1);
	assert_why(&walk, "top/sub.c", SOURCES_SUBMODULE);
	walk_release(&walk);
	sh("cd sub && git diff --quiet");
}

static void a_plain_folder_is_walked(void **state)
{
	(void)state;
	sh("mkdir -p x/y .hidden && ln -s ../x x/loop");
	put("x/y/a.c", "int a(void) { }\n");
	put("x/.dot.c", "int d(void) { }\n");
	put(".hidden/h.c", "int h(void) { }\n");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	go(&walk, &options, "./");
	assert_int_equal(walk.n, 1);
	assert_true(walk.files[0].changed);
	walk_release(&walk);
	const char *paths[] = { "x/.dot.c", "x/y/a.c", "x" };
	assert_int_equal(walk_run(&walk, &options, paths, 3), LEAF_E_OK);
	assert_int_equal(walk.n, 2);
	assert_true(file_of(&walk, "x/.dot.c")->changed);
	assert_false(file_of(&walk, "x/y/a.c")->changed);
	walk_release(&walk);
}

static void files_that_say_no_are_left_out(void **state)
{
	(void)state;
	put("gen.c", "/* Generated by x. DO NOT EDIT. */\nint g(void) { }\n");
	put("lex.c", "int l(void) { }\n#line 3 \"rules.l\"\nint m(void) { }\n");
	put("big.c", "int b(void) { }\n/*                                                    */\n");
	put("locked.c", "int l(void) { }\n");
	put("one.c", "int o(void) { }\n");
	put("mine.c", "int g(void) { } /* generated by hand */\n");
	sh("ln one.c two.c && chmod 444 locked.c");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	options.max_size = 60;
	go(&walk, &options, ".");
	assert_why(&walk, "gen.c", SOURCES_GENERATED);
	assert_why(&walk, "lex.c", SOURCES_GENERATED);
	assert_why(&walk, "big.c", SOURCES_LARGE);
	assert_why(&walk, "locked.c", SOURCES_READ_ONLY);
	assert_why(&walk, "one.c", SOURCES_HARD_LINK);
	assert_why(&walk, "two.c", SOURCES_HARD_LINK);
	assert_why(&walk, "mine.c", SOURCES_TAKEN);
	walk_release(&walk);
	options.sources.take = 1u << SOURCES_GENERATED | 1u << SOURCES_READ_ONLY;
	go(&walk, &options, ".");
	assert_why(&walk, "gen.c", SOURCES_TAKEN);
	assert_why(&walk, "locked.c", SOURCES_TAKEN);
	assert_why(&walk, "one.c", SOURCES_HARD_LINK);
	walk_release(&walk);
	struct stat st;
	assert_int_equal(stat("locked.c", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0444);
	go(&walk, &options, "one.c");
	assert_true(walk.files[0].changed);
	walk_release(&walk);
}

static void globs_choose_files(void **state)
{
	(void)state;
	sh("mkdir -p src/net tests");
	put("src/a.c", "int a(void) { }\n");
	put("src/net/b.c", "int b(void) { }\n");
	put("src/net/b_test.c", "int t(void) { }\n");
	put("tests/c.c", "int c(void) { }\n");
	static const char *const only[] = { "src" }, *const exclude[] = { "*_test.c", "tests/" };
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_LIST);
	options.sources.exclude = exclude;
	options.sources.n_exclude = 2;
	go(&walk, &options, ".");
	assert_why(&walk, "src/a.c", SOURCES_TAKEN);
	assert_why(&walk, "src/net/b.c", SOURCES_TAKEN);
	assert_why(&walk, "src/net/b_test.c", SOURCES_EXCLUDED);
	assert_why(&walk, "tests/c.c", SOURCES_EXCLUDED);
	walk_release(&walk);
	options = with(WALK_LIST);
	options.sources.only = only;
	options.sources.n_only = 1;
	go(&walk, &options, ".");
	assert_why(&walk, "src/net/b.c", SOURCES_TAKEN);
	assert_why(&walk, "tests/c.c", SOURCES_EXCLUDED);
	walk_release(&walk);
}

static void targets_come_from_the_place_in_the_tree(void **state)
{
	(void)state;
	sh("git init -q . && mkdir -p src/net");
	put("src/net/tcp.c", "int t(int a)\n{\n\treturn a;\n}\n");
	put("main.c", "int main(void)\n{\n}\n");
	sh("git add .");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	options.forms.no_guard = true;
	assert_int_equal(chdir("src"), 0);
	go(&walk, &options, "net");
	walk_release(&walk);
	go(&walk, &options, "../main.c");
	walk_release(&walk);
	assert_int_equal(chdir(".."), 0);
	assert_text("src/net/tcp.c",
		    "#include <leaf/auto.h> /* leaf:auto */\nint t(int a)\n{\n"
		    "\tLEAF_FN_AUTO(TRACE, \"src::net::tcp\", a);\n\treturn a;\n}\n");
	assert_text("main.c", "#include <leaf/auto.h> /* leaf:auto */\nint main(void)\n{\n"
			      "\tLEAF_FN_AUTO(TRACE, \"main\");\n}\n");
}

static void a_project_chooses_files_and_targets(void **state)
{
	static const char *const exclude[] = { "skip", "src/b.c" };
	static const struct walk_target targets[] = { { "src", "s" }, { "src/z_*", "z3" } };
	char folder[PATH_MAX];
	(void)state;
	sh("mkdir -p p/src p/skip");
	put("p/src/a.c", "int a(void) { }\n");
	put("p/src/b.c", "int b(void) { }\n");
	put("p/src/z_x.c", "int z(void) { }\n");
	put("p/skip/c.c", "int c(void) { }\n");
	put("p/d.c", "int d(void) { }\n");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	assert_non_null(realpath("p", folder));
	options.forms.no_guard = true;
	options.sources.project = (struct sources_project){ .folder = folder,
							    .exclude = exclude,
							    .n_exclude = 2 };
	options.targets = targets;
	options.n_targets = 2;
	go(&walk, &options, "p");
	assert_why(&walk, "p/src/b.c", SOURCES_EXCLUDED);
	assert_why(&walk, "p/skip/c.c", SOURCES_EXCLUDED);
	walk_release(&walk);
	sh("grep -q '\"s\"' p/src/a.c && grep -q '\"z3\"' p/src/z_x.c && grep -q '::d\"' p/d.c");
	/* What is named itself is taken; what stands outside is none of the project's business. */
	go(&walk, &options, "p/src/b.c");
	assert_why(&walk, "p/src/b.c", SOURCES_TAKEN);
	walk_release(&walk);
	options.sources.project.folder = "/no/such";
	go(&walk, &options, "p");
	assert_why(&walk, "p/skip/c.c", SOURCES_TAKEN);
	walk_release(&walk);
}

static void macros_of_included_headers_are_known(void **state)
{
	(void)state;
	sh("mkdir -p src include/sub other");
	put("src/a.c", "#include \"sub/x.h\"\nint f(int a odd, int odd b) { }\n");
	put("include/sub/x.h", "#include <y.h>\n");
	put("include/y.h", "#define odd __attribute__((unused))\n");
	put("other/y.h", "#define a b\n");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_LIST);
	go(&walk, &options, "src/a.c");
	const struct walk_file *file = &walk.files[0];
	assert_int_equal(file->fns.n, 1);
	/* From src/a.c alone nothing is known of its headers: they are not in one tree. */
	assert_int_equal(file->fns.items[0].n_args, 0);
	walk_release(&walk);
	go(&walk, &options, ".");
	file = file_of(&walk, "src/a.c");
	assert_int_equal(file->fns.items[0].n_args, 2);
	assert_memory_equal(file->texts.data + file->fns.items[0].args, "a\0b", 4);
	walk_release(&walk);
	sh("git init -q . && git add .");
	go(&walk, &options, "src/a.c");
	assert_int_equal(walk.files[0].fns.items[0].n_args, 2);
	walk_release(&walk);
}

static void what_is_told_of_functions(void **state)
{
	(void)state;
	put("a.c", "#include <leaf/auto.h> /* leaf:auto */\n"
		   "int a(int x) { LEAF_FN_AUTO(TRACE, \"a\", x); }\n"
		   "int b(int x) { LEAF_FN(LEAF_LEVEL_INFO, x); }\n"
		   "int c(int x, char *y) { }\n"
		   "  int d(void) { __label__ z; }\n");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_LIST);
	go(&walk, &options, ".");
	const struct walk_file *file = &walk.files[0];
	assert_int_equal(file->fns.n, 4);
	const struct walk_fn *fns = file->fns.items;
	assert_int_equal(fns[0].status, WALK_INSERTED);
	assert_int_equal(fns[1].status, WALK_BY_HAND);
	assert_int_equal(fns[2].status, WALK_MISSING);
	assert_int_equal(fns[3].status, WALK_SKIPPED);
	assert_int_equal(fns[3].why, RULES_LOCAL_LABELS);
	assert_int_equal(fns[2].n_args, 2);
	assert_int_equal(fns[3].line, 5);
	assert_int_equal(fns[3].column, 7);
	assert_memory_equal(file->texts.data + fns[2].name, "c", 1);
	assert_string_equal(walk_status_json(WALK_BY_HAND), "by-hand");
	walk_release(&walk);
}

static void unchanged_files_are_not_written(void **state)
{
	(void)state;
	struct stat before, after;
	put("none.c", "int x;\n");
	put("some.c", "int x(void) { }\n");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	go(&walk, &options, ".");
	walk_release(&walk);
	sh("touch -d 2001-01-01 none.c some.c");
	for (int action = WALK_LIST; action <= WALK_FIX; action++) {
		assert_int_equal(stat("some.c", &before), 0);
		options = with((enum walk_action)action);
		go(&walk, &options, ".");
		assert_int_equal(stat("some.c", &after), 0);
		assert_int_equal(before.st_ino, after.st_ino);
		assert_int_equal(before.st_mtime, after.st_mtime);
		assert_false(file_of(&walk, "none.c")->changed);
		walk_release(&walk);
	}
}

static void a_dry_run_writes_nothing(void **state)
{
	(void)state;
	put("a.c", "int a(void) { }\n");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	options.dry_run = true;
	go(&walk, &options, ".");
	assert_true(walk.files[0].changed);
	assert_int_equal(walk.files[0].by_why[RULES_TAKEN], 1);
	assert_text("a.c", "int a(void) { }\n");
	walk_release(&walk);
}

static void two_at_once_are_refused(void **state)
{
	(void)state;
	const char *here = ".";
	put("a.c", "int a(void) { }\n");
	int fd = open(".", O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	assert_int_equal(walk_run(&walk, &options, &here, 1), LEAF_E_STATE);
	assert_text("a.c", "int a(void) { }\n");
	options = with(WALK_LIST);
	go(&walk, &options, ".");
	walk_release(&walk);
	close(fd);
	options = with(WALK_FIX);
	go(&walk, &options, ".");
	assert_true(walk.files[0].changed);
	walk_release(&walk);
}

static void what_is_not_there_is_told(void **state)
{
	(void)state;
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_LIST);
	const char *missing = "missing", *text = "x.txt";
	assert_int_equal(walk_run(&walk, &options, &missing, 1), LEAF_E_NOTFOUND);
	put("x.txt", "");
	assert_int_equal(walk_run(&walk, &options, &text, 1), LEAF_E_USAGE);
	go(&walk, &options, ".");
	assert_int_equal(walk.n, 0);
	walk_release(&walk);
}

static void one_file_that_fails_stops_no_other(void **state)
{
	(void)state;
	sh("mkdir sub");
	put("sub/a.c", "/* LEAF_FN_LEAF_FN_AUTO(TRACE, \"\");AUTO */ int a(void) { }\n");
	put("sub/b.c", "{ LEAF_FN_AUTO LEAF_FN_AUTO(TRACE, \"\");(TRACE, \"\"); }\n"
		       "int b(void) { }\n");
	put("sub/c.c", "int c(void) { }\n");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	go(&walk, &options, "sub");
	assert_int_equal(file_of(&walk, "sub/b.c")->err, LEAF_E_UNSUPPORTED);
	assert_non_null(file_of(&walk, "sub/b.c")->error);
	assert_true(file_of(&walk, "sub/a.c")->changed);
	assert_true(file_of(&walk, "sub/c.c")->changed);
	walk_release(&walk);
}

static void many_files_in_parallel(void **state)
{
	(void)state;
	char path[32], text[64];
	for (int i = 0; i < 300; i++) {
		snprintf(path, sizeof path, "f%d.c", i);
		snprintf(text, sizeof text, "#include \"h.h\"\nint f%d(int a odd)\n{\n}\n", i);
		put(path, text);
	}
	put("h.h", "#define odd\n");
	struct walk walk = { 0 };
	struct walk_options options = with(WALK_FIX);
	options.jobs = 8;
	go(&walk, &options, ".");
	assert_int_equal(walk.n, 301);
	for (size_t i = 0; i < walk.n; i++)
		assert_int_equal(walk.files[i].changed, !walk.files[i].source->header);
	walk_release(&walk);
	options.action = WALK_STRIP;
	go(&walk, &options, ".");
	assert_text("f299.c", text);
	walk_release(&walk);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_git_tree_is_its_tracked_files),
		TEST(submodules_are_left_out),
		TEST(a_plain_folder_is_walked),
		TEST(files_that_say_no_are_left_out),
		TEST(globs_choose_files),
		TEST(targets_come_from_the_place_in_the_tree),
		TEST(a_project_chooses_files_and_targets),
		TEST(macros_of_included_headers_are_known),
		TEST(what_is_told_of_functions),
		TEST(unchanged_files_are_not_written),
		TEST(a_dry_run_writes_nothing),
		TEST(two_at_once_are_refused),
		TEST(what_is_not_there_is_told),
		TEST(one_file_that_fails_stops_no_other),
		TEST(many_files_in_parallel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_linkline.c - what a linker is asked for, and where the library goes in. */
#include "wrap/linkline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PARSE(line, ...)                                                                           \
	char *line##_words[] = { (char[]){ "ld" }, __VA_ARGS__ };                                  \
	struct linkline line = { 0 };                                                              \
	assert_int_equal(linkline_parse(&line, (int)(sizeof line##_words / sizeof *line##_words),  \
					line##_words),                                             \
			 LEAF_E_OK)

#define W(text) ((char[]){ text })

static void a_program_is_read_as_the_compiler_writes_it(void **state)
{
	(void)state;
	PARSE(line, W("-plugin"), W("lto.so"), W("-plugin-opt=-pass-through=-lc"), W("-m"),
	      W("elf_x86_64"), W("-dynamic-linker"), W("/lib64/ld.so"), W("-pie"), W("-o"),
	      W("prog"), W("a.o"), W("b.o"), W("-lm"), W("-lgcc"), W("-lc"), W("crtend.o"));
	assert_string_equal(line.output, "prog");
	assert_string_equal(line.interpreter, "/lib64/ld.so");
	assert_int_equal(line.inputs.n, 3);
	assert_string_equal(line.inputs.items[1], "b.o");
	assert_string_equal(line.words.items[line.place], "-lc");
	assert_false(line.shared || line.relocatable || line.names_leaf || line.has_rpath ||
		     line.from_file);
	linkline_release(&line);
}

static void a_group_with_the_c_library_is_kept_together(void **state)
{
	(void)state;
	PARSE(line, W("-static"), W("--start-group"), W("x.a"), W("--end-group"),
	      W("--start-group"), W("-lgcc"), W("-lc"), W("--end-group"));
	assert_int_equal(line.place, 4);
	assert_null(line.interpreter);
	assert_string_equal(line.output, "a.out");
	linkline_release(&line);
}

static void every_spelling_counts(void **state)
{
	(void)state;
	PARSE(line, W("--output=x"), W("-Bshareable"), W("-i"), W("--dynamic-linker=i"),
	      W("-rpath=/r"), W("--library=c"));
	assert_string_equal(line.output, "x");
	assert_string_equal(line.interpreter, "i");
	assert_true(line.shared && line.relocatable && line.has_rpath);
	assert_int_equal(line.place, 5);
	linkline_release(&line);
	PARSE(other, W("-ox"), W("-omagic"), W("-Ii"), W("-l"), W("c"), W("--rpath"), W("r.o"),
	      W("-T"), W("t.o"));
	assert_string_equal(other.output, "magic");
	assert_string_equal(other.interpreter, "i");
	assert_int_equal(other.inputs.n, 0);
	linkline_release(&other);
}

static void an_option_at_the_end_without_its_value_is_harmless(void **state)
{
	static const char *const last[] = { "-o", "-l", "-L", "-I", "--output", "-rpath",
					    "-m", "-",	"--", "@",  "" };
	(void)state;
	for (size_t i = 0; i < sizeof last / sizeof *last; i++) {
		char word[16];
		strcpy(word, last[i]);
		PARSE(line, W("a.o"), word);
		assert_string_equal(line.inputs.items[0], "a.o");
		linkline_release(&line);
	}
}

static void leaf_by_any_name_is_seen(void **state)
{
	(void)state;
	static const char *const names[] = { "-lleaf", "-l:libleaf.a", "/x/libleaf.a",
					     "libleaf.so.0" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char word[16];
		strcpy(word, names[i]);
		PARSE(line, word, W("-lc"));
		assert_true(line.names_leaf);
		linkline_release(&line);
	}
	PARSE(other, W("-lleaflet"), W("libleaf_tools.a"));
	assert_false(other.names_leaf);
	linkline_release(&other);
}

static void archives_are_found_as_the_linker_does(void **state)
{
	char folder[] = "/tmp/leaf-linkline.XXXXXX", option[64], path[64];
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(option, sizeof option, "-L%s", folder);
	static const char *const files[] = { "libone.a", "libboth.a", "libboth.so" };
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		close(open(path, O_WRONLY | O_CREAT, 0644));
	}
	PARSE(line, W("-L"), W("/nowhere"), option, W("-lone"), W("-lboth"), W("-Bstatic"),
	      W("-lboth"), W("-l:libone.a"), W("-lnone"));
	assert_int_equal(line.inputs.n, 3);
	snprintf(path, sizeof path, "%s/libboth.a", folder);
	assert_string_equal(line.inputs.items[1], path);
	linkline_release(&line);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		unlink(path);
	}
	rmdir(folder);
}

static void what_was_quoted_reads_the_same(void **state)
{
	static const char *const hard[] = {
		"a b", "", "it's", "\"q\"", "back\\slash", "tab\tnew\nline", "-lc", "\\"
	};
	enum { N = sizeof hard / sizeof *hard };
	char file[] = "/tmp/leaf-linkline.XXXXXX", option[64];
	char *words[N];
	struct leaf__buf text = { 0 };
	(void)state;
	for (size_t i = 0; i < N; i++)
		words[i] = strdup(hard[i]);
	assert_int_equal(linkline_quote(&text, words, N), LEAF_E_OK);
	int fd = mkstemp(file);
	assert_int_equal(write(fd, text.data, text.len), (ssize_t)text.len);
	close(fd);
	snprintf(option, sizeof option, "@%s", file);
	PARSE(line, W("first"), option, W("last"));
	assert_true(line.from_file);
	assert_int_equal(line.words.n, N + 2);
	for (size_t i = 0; i < N; i++) {
		assert_string_equal(line.words.items[i + 1], hard[i]);
		free(words[i]);
	}
	linkline_release(&line);
	leaf__buf_release(&text);
	unlink(file);
}

static void the_library_goes_before_the_c_library(void **state)
{
	char **words;
	struct leaf__buf more = { 0 };
	char joined[512] = "";
	(void)state;
	unsetenv("LD_RUN_PATH");
	PARSE(line, W("a.o"), W("-lc"), W("crtn.o"));
	assert_int_equal(linkline_add(&words, &more, &line, "/bin/ld", "/k/lib/libleaf.so", true),
			 LEAF_E_OK);
	for (char **word = words; *word; word++)
		strcat(strcat(joined, *word), " ");
	assert_string_equal(
		joined,
		"/bin/ld a.o --push-state --no-as-needed -Bdynamic /k/lib/libleaf.so --pop-state "
		"-rpath /k/lib -lc crtn.o ");
	free(words);
	leaf__buf_clear(&more);
	joined[0] = 0;
	assert_int_equal(linkline_add(&words, &more, &line, "ld", "/k/lib/libleaf.a", false),
			 LEAF_E_OK);
	for (char **word = words; *word; word++)
		strcat(strcat(joined, *word), " ");
	assert_string_equal(
		joined,
		"ld a.o --push-state --whole-archive /k/lib/libleaf.a --pop-state -lpthread -ldl "
		"-lc crtn.o ");
	free(words);
	leaf__buf_release(&more);
	linkline_release(&line);
}

static void the_run_path_of_the_environment_stays(void **state)
{
	char **words;
	struct leaf__buf more = { 0 };
	bool seen = false;
	(void)state;
	setenv("LD_RUN_PATH", "/own", 1);
	PARSE(line, W("-lc"));
	line.place = 0;
	assert_int_equal(linkline_add(&words, &more, &line, "ld", "/k/libleaf.so", true),
			 LEAF_E_OK);
	for (char **word = words; *word; word++)
		seen = seen || strcmp(*word, "/k:/own") == 0;
	assert_true(seen);
	free(words);
	leaf__buf_release(&more);
	linkline_release(&line);
	unsetenv("LD_RUN_PATH");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_is_read_as_the_compiler_writes_it),
		cmocka_unit_test(a_group_with_the_c_library_is_kept_together),
		cmocka_unit_test(every_spelling_counts),
		cmocka_unit_test(an_option_at_the_end_without_its_value_is_harmless),
		cmocka_unit_test(leaf_by_any_name_is_seen),
		cmocka_unit_test(archives_are_found_as_the_linker_does),
		cmocka_unit_test(what_was_quoted_reads_the_same),
		cmocka_unit_test(the_library_goes_before_the_c_library),
		cmocka_unit_test(the_run_path_of_the_environment_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_commands.c - the tables of the command hold together. */
#include "leaf/commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <string.h>

#include "leaf/cli_value.h"
#include "leaf/help.h"

static void operands_are_counted_by_their_synopsis(void **state)
{
	static const struct {
		const char *operands;
		int min, max;
	} cases[] = {
		{ "", 0, 0 },
		{ "DIR", 1, 1 },
		{ "FILE [DIR]...", 1, INT_MAX },
		{ "[PATH]...", 0, INT_MAX },
		{ "DIRECTIVES [TARGET [[SPAN] LEVEL]]", 1, 4 },
		{ "bash|zsh|fish", 1, 1 },
		{ "-- COMMAND [ARGUMENT]...", 1, INT_MAX },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int min, max;
		operands_count(cases[i].operands, &min, &max);
		assert_int_equal(min, cases[i].min);
		assert_int_equal(max, cases[i].max);
	}
}

static void name_is(const char *operands, int index, const char *expected)
{
	const char *name = NULL;
	size_t len = operands_name(operands, index, &name);
	assert_int_equal(len, strlen(expected));
	assert_memory_equal(name, expected, len);
}

static void operands_have_names_and_the_last_repeats(void **state)
{
	const char *name;
	(void)state;
	name_is("FILE [DIR]...", 0, "FILE");
	name_is("FILE [DIR]...", 1, "DIR");
	name_is("FILE [DIR]...", 9, "DIR");
	name_is("-- COMMAND [ARGUMENT]...", 0, "COMMAND");
	name_is("a|b", 0, "a|b");
	assert_int_equal(operands_name("FILE", 1, &name), 0);
	assert_int_equal(operands_name("", 0, &name), 0);
}

static void same_word_twice(const struct cli_option *a, const struct cli_option *b)
{
	if (a->word && b->word)
		assert_string_not_equal(a->word, b->word);
	if (a->letter)
		assert_int_not_equal(a->letter, b->letter);
}

static void table_is_sound(const struct cli_table *table)
{
	for (size_t i = 0; i < table->n_options; i++) {
		const struct cli_option *option = &table->options[i];
		assert_true(option->word || option->letter);
		assert_int_equal(option->argument != NULL, cli_value_taken(option->kind));
		assert_int_equal(option->kind == CLI_CHOICE,
				 option->argument && strchr(option->argument, '|'));
		assert_true(*option->help && option->help[strlen(option->help) - 1] != '.');
		for (size_t j = 0; j < i; j++)
			same_word_twice(option, &table->options[j]);
	}
}

static void options_are_unique_and_complete(void **state)
{
	(void)state;
	table_is_sound(&cli_global_cli);
	for (size_t i = 0; i < n_commands; i++) {
		const struct cli_table *table = commands[i].table;
		if (!table)
			continue;
		table_is_sound(table);
		for (size_t j = 0; j < table->n_options; j++) {
			for (size_t k = 0; k < cli_global_cli.n_options; k++)
				same_word_twice(&table->options[j], &cli_global_cli.options[k]);
		}
	}
}

static void initial_values_are_valid(void **state)
{
	struct leaf__arena arena = { 0 };
	(void)state;
	for (size_t i = 0; i < n_commands; i++) {
		const struct cli_table *table = commands[i].table;
		void *opts = leaf__arena_alloc(&arena, table ? table->size : 1);
		if (table)
			assert_int_equal(cli_value_init(opts, table, &arena), LEAF_E_OK);
	}
	leaf__arena_release(&arena);
}

/* Every command's words but the last name a group or a command that is in the table too. */
static void commands_have_parents_and_one_row_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_commands; i++) {
		const char *word;
		int parents = command_child(&commands[i], NULL, &word);
		for (size_t j = 0; j < n_commands; j++) {
			parents += command_child(&commands[i], &commands[j], &word);
			if (j != i)
				assert_string_not_equal(commands[i].name, commands[j].name);
		}
		assert_int_equal(parents, 1);
		assert_null(help_topic_find(commands[i].name));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operands_are_counted_by_their_synopsis),
		cmocka_unit_test(operands_have_names_and_the_last_repeats),
		cmocka_unit_test(options_are_unique_and_complete),
		cmocka_unit_test(initial_values_are_valid),
		cmocka_unit_test(commands_have_parents_and_one_row_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* cli_value.h - text of an option or operand, turned into the value that its row asks for. */
#ifndef LEAF_LEAF_CLI_VALUE_H
#define LEAF_LEAF_CLI_VALUE_H

#include "leaf/cli.h"

/*
 * Put a value into the field of an option.
 *
 *   opts  the struct made from the rows that 'option' belongs to
 *   text  what was given, or NULL for an option that takes no value; kept by pointer
 *   arena holds the growing lists
 *
 * Errors: USAGE (the sentence names the option and what it wants), NOMEM
 */
leaf_err cli_value_set(void *opts, const struct cli_option *option, const char *text,
		       struct leaf__arena *arena) LEAF_MUST_USE;

/* Every field to its initial value. Errors: as cli_value_set. */
leaf_err cli_value_init(void *opts, const struct cli_table *table, struct leaf__arena *arena)
	LEAF_MUST_USE;

/* Whether options of this kind are followed by a value. */
bool cli_value_taken(enum cli_kind kind);

/*
 * Walk the words of `auto|always|never`: the length of the word at *at, with *word set to its
 * start and *at moved behind it; 0 at the end. Start with *at = the text.
 */
size_t cli_choice_next(const char **at, const char **word);

/* Where 'text' stands among the words of `auto|always|never`, or -1. */
int cli_choice_index(const char *choices, const char *text);

/* "auto, always or never" into out [size], cut if too long. */
void cli_choice_sentence(char *out, size_t size, const char *choices);

/* The option as a user writes it, "--color" or "-c", into out [size]. */
void cli_option_name(char *out, size_t size, const struct cli_option *option);

#endif

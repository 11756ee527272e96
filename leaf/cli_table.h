/* cli_table.h - makes struct NAME_opts and the table NAME_cli from one file of rows; no guard. */
/*
 * Included by the file that implements a command, once per command:
 *
 *	#define CLI_NAME filter_explain
 *	#define CLI_ROWS "leaf/filter_explain_opts.def"
 *	#include "leaf/cli_table.h"
 *
 * The rows, in any order and number:
 *
 *	TEXT("a paragraph of the description")
 *	O(field, KIND, 'c' or 0, "word" or NULL, "ARGUMENT" or NULL, "initial value" or NULL, "help")
 *	EXAMPLE("leaf filter explain 'info'", "what it shows")
 *	FINDING("what exit code 1 means here")
 *
 * Help, man page and completion are made from them. Texts: ASCII, as style demands of messages.
 * CLI_STRUCT_ELSEWHERE says that the struct has been made already.
 */
#ifndef CLI_STRUCT_ELSEWHERE
#include "leaf/cli_struct.h"
#endif

#define TEXT(paragraph)
#define EXAMPLE(line, shows)
#define FINDING(meaning)
#define O(field_, kind_, letter_, word_, argument_, initial_, help_)                               \
	{ .field = offsetof(struct CLI_JOIN(CLI_NAME, _opts), field_),                             \
	  .kind = CLI_##kind_,                                                                     \
	  .letter = letter_,                                                                       \
	  .word = word_,                                                                           \
	  .argument = argument_,                                                                   \
	  .initial = initial_,                                                                     \
	  .help = help_ },
static const struct cli_option CLI_JOIN(CLI_NAME, _cli_options)[] = {
#include CLI_ROWS
	{ .help = NULL },
};
#undef O
#undef EXAMPLE

#define O(field_, kind_, letter_, word_, argument_, initial_, help_)
#define EXAMPLE(line_, shows_) { .line = line_, .shows = shows_ },
static const struct cli_example CLI_JOIN(CLI_NAME, _cli_examples)[] = {
#include CLI_ROWS
	{ .line = NULL },
};
#undef EXAMPLE
#undef TEXT

#define EXAMPLE(line, shows)
#define TEXT(paragraph) paragraph "\n"
static const char CLI_JOIN(CLI_NAME, _cli_text)[] = ""
#include CLI_ROWS
	;
#undef TEXT
#undef FINDING

#define TEXT(paragraph)
#define FINDING(meaning) meaning
static const char CLI_JOIN(CLI_NAME, _cli_finding)[] = ""
#include CLI_ROWS
	;
#undef O
#undef TEXT
#undef EXAMPLE
#undef FINDING

const struct cli_table CLI_JOIN(CLI_NAME, _cli) = {
	.options = CLI_JOIN(CLI_NAME, _cli_options),
	.n_options = sizeof CLI_JOIN(CLI_NAME, _cli_options) / sizeof(struct cli_option) - 1,
	.examples = CLI_JOIN(CLI_NAME, _cli_examples),
	.n_examples = sizeof CLI_JOIN(CLI_NAME, _cli_examples) / sizeof(struct cli_example) - 1,
	.text = CLI_JOIN(CLI_NAME, _cli_text),
	.finding = CLI_JOIN(CLI_NAME, _cli_finding),
	.size = sizeof(struct CLI_JOIN(CLI_NAME, _opts)),
};
#undef CLI_NAME
#undef CLI_ROWS
#undef CLI_STRUCT_ELSEWHERE

/* cli_parse.h - options out of words, by getopt_long and the rows of two tables. */
#ifndef LEAF_LEAF_CLI_PARSE_H
#define LEAF_LEAF_CLI_PARSE_H

#include "leaf/cli_value.h"

/* The words of a command line and how far they have been read. */
struct cli_words {
	int argc;
	char **argv;
	int at;		  /* of the next word; at least 1 */
	const char *name; /* of the command, for messages; NULL: 'leaf' itself */
};

static inline bool cli_words_left(const struct cli_words *words)
{
	return words->at < words->argc;
}

/*
 * Read options into opts and *global; words->at is moved to the first operand.
 *
 *   table, opts  a command's own options and their struct; NULL: only the global ones
 *   stop_early   stop at the first operand; otherwise options may follow operands, and words are
 *                reordered so that all operands come last
 *
 * Reading ends at --help and --version. As everywhere with GNU: `--opt=value`, `--opt value`,
 * `-xvalue`, `-abc`, unambiguous beginnings of long options, and `--` before operands that begin
 * with a dash.
 *
 * Errors: USAGE, NOMEM
 * Threads: one at a time (getopt keeps its place in globals).
 */
leaf_err cli_parse(const struct cli_table *table, void *opts, struct cli_global_opts *global,
		   struct cli_words *words, bool stop_early, struct leaf__arena *arena)
	LEAF_MUST_USE;

/* Whether 'text' is one of choices [len], `a|b`. Errors: USAGE */
leaf_err cli_check_choice(const struct cli_command *command, const char *choices, size_t len,
			  const char *text) LEAF_MUST_USE;

#endif

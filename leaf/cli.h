/* cli.h - from the words of a command line to one command with its options, and to an exit code. */
#ifndef LEAF_LEAF_CLI_H
#define LEAF_LEAF_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"

enum cli_exit {
#define X(name, code, meaning) CLI_EXIT_##name = (code),
#include "leaf/exits.def"
};

/* The values of an option that may be repeated, in the order of the command line. */
struct cli_list {
	const char **items;
	size_t n;
};

enum cli_kind {
#define K(kind, type, takes_value) CLI_##kind,
#include "leaf/option_kinds.def"
};
#define K(kind, type, takes_value) typedef type cli_##kind;
#include "leaf/option_kinds.def"

enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

#define CLI_NAME cli_global
#define CLI_ROWS "leaf/global_opts.def"
#include "leaf/cli_struct.h"
#undef CLI_NAME
#undef CLI_ROWS

/* One row of an options table; see cli_table.h. */
struct cli_option {
	size_t field; /* offset in the struct made from the same rows */
	enum cli_kind kind;
	char letter;	      /* 0: none */
	const char *word;     /* NULL: none */
	const char *argument; /* what help calls the value; NULL: takes none */
	const char *initial;  /* as the user would write it; NULL: zero */
	const char *help;
};

struct cli_example {
	const char *line;
	const char *shows;
};

/* All that is known about one command's options. */
struct cli_table {
	const struct cli_option *options;
	size_t n_options;
	const struct cli_example *examples;
	size_t n_examples;
	const char *text;    /* paragraphs, each ended by '\n' */
	const char *finding; /* what exit code 1 means; "" when it does not happen */
	size_t size;	     /* of the struct, in bytes */
};

/* What a command gets, and where it puts its answer. */
struct cli_call {
	const struct cli_command *command;
	const struct cli_global_opts *global;
	const void *opts; /* the struct made from the command's rows */
	int n_operands;
	char **operands;	   /* NULL after the last */
	FILE *out;		   /* for the answer; a failed write is noticed at the end */
	FILE *err;		   /* for notes and progress; errors are returned instead */
	struct leaf__arena *arena; /* lives as long as the call */
	int exit_code; /* to be set when it is not CLI_EXIT_OK; not used after an error */
};

/* One row of commands.def; see there. */
struct cli_command {
	const char *name;			/* the words after 'leaf' */
	leaf_err (*run)(struct cli_call *call); /* NULL: only a group of commands */
	const struct cli_table *table;
	const char *operands; /* "FILE [DIR]..." */
	const char *help;     /* one line */
};

extern const struct cli_table cli_global_cli;

/*
 * Run one command line.
 *
 *   argv  [argc] as main gets it; its order may change
 *   out, err  where the command writes
 *   exit_code  set on success: what the process should return
 *
 * Errors: USAGE for a wrong command line, and whatever the command returns; leaf_err_text() says it
 * all in one sentence.
 * Threads: one at a time (getopt keeps its place in globals).
 */
leaf_err cli_run(int argc, char **argv, FILE *out, FILE *err, int *exit_code) LEAF_MUST_USE;

/* The exit code that stands for an error. */
int cli_exit_of(leaf_err error);

/* Whether to color what goes to 'file', by --color, NO_COLOR, TERM and whether it is a terminal. */
bool cli_color(const struct cli_global_opts *global, FILE *file);

/* What a noun ends in behind a number. */
#define CLI_S(n) ((n) == 1 ? "" : "s")

/* A line `leaf: …` on standard error, unless --quiet. */
void cli_note(const struct cli_call *call, const char *fmt, ...) LEAF_PRINTF(2, 3);

#endif

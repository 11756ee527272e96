/* cli.c - from the words of a command line to one command with its options, and to an exit code. */
#include "leaf/cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/suggest.h"
#include "leaf/cli_parse.h"
#include "leaf/commands.h"
#include "leaf/help.h"

#define CLI_NAME cli_global
#define CLI_ROWS "leaf/global_opts.def"
#define CLI_STRUCT_ELSEWHERE
#include "leaf/cli_table.h"

/* The command line on its way through the stages below. */
struct line {
	struct cli_words words; /* words.argv[words.at] is what comes next */
	struct cli_global_opts global;
	const struct cli_command *command; /* NULL: only 'leaf' so far */
};

int cli_exit_of(leaf_err error)
{
	switch (error) {
	case LEAF_E_OK:
		return CLI_EXIT_OK;
	case LEAF_E_USAGE:
		return CLI_EXIT_USAGE;
	case LEAF_E_STATE:
		return CLI_EXIT_REFUSED;
	case LEAF_E_INTERRUPTED:
		return CLI_EXIT_INTERRUPTED;
	default:
		return CLI_EXIT_FAILURE;
	}
}

bool cli_color(const struct cli_global_opts *global, FILE *file)
{
	if (global->color != CLI_COLOR_AUTO)
		return global->color == CLI_COLOR_ALWAYS;
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	if ((no_color && *no_color) || !term || strcmp(term, "dumb") == 0)
		return false;
	int fd = fileno(file);
	return fd >= 0 && isatty(fd);
}

void cli_note(const struct cli_call *call, const char *fmt, ...)
{
	if (call->global->quiet)
		return;
	va_list args;
	fflush(call->out); /* what was answered before stands before */
	va_start(args, fmt);
	fputs("leaf: ", call->err);
	vfprintf(call->err, fmt, args);
	fputc('\n', call->err);
	va_end(args);
}

/* The row below line->command whose last word is the next word of the line, or NULL. */
static const struct cli_command *next_command(const struct line *line, struct suggest *suggest)
{
	for (size_t i = 0; i < n_commands; i++) {
		const char *word;
		if (!command_child(&commands[i], line->command, &word))
			continue;
		if (strcmp(word, suggest->word) == 0)
			return &commands[i];
		suggest_offer(suggest, word);
	}
	return NULL;
}

static leaf_err unknown_command(const struct line *line, const struct suggest *suggest)
{
	const char *parent = line->command ? line->command->name : "";
	const char *space = line->command ? " " : "";
	if (suggest->best)
		return leaf_fail(LEAF_E_USAGE, "unknown command '%s%s%s'; did you mean '%s%s%s'?",
				 parent, space, suggest->word, parent, space, suggest->best);
	return leaf_fail(LEAF_E_USAGE, "unknown command '%s%s%s'; 'leaf help%s%s' lists them",
			 parent, space, suggest->word, space, parent);
}

static bool is_group(const struct cli_command *command)
{
	return !command || !command->run;
}

/* Follow the words as far as they name commands; global options may stand between them. */
static leaf_err find_command(struct line *line, struct leaf__arena *arena)
{
	for (;;) {
		if (is_group(line->command))
			LEAF_TRY(cli_parse(NULL, NULL, &line->global, &line->words, true, arena));
		if (line->global.help || line->global.version || !cli_words_left(&line->words))
			return LEAF_E_OK;
		struct suggest suggest = { .word = line->words.argv[line->words.at] };
		const struct cli_command *next = next_command(line, &suggest);
		if (!next)
			return is_group(line->command) ? unknown_command(line, &suggest)
						       : LEAF_E_OK;
		line->command = next;
		line->words.at++;
		line->words.name = next->name;
	}
}

static leaf_err check_operands(const struct cli_command *command, int n, char **operands)
{
	int min, max;
	operands_count(command->operands, &min, &max);
	if (n > max)
		return leaf_fail(LEAF_E_USAGE, "'leaf %s' has no use for '%s'; see 'leaf help %s'",
				 command->name, operands[max], command->name);
	const char *name;
	if (n < min) {
		size_t len = operands_name(command->operands, n, &name);
		return leaf_fail(LEAF_E_USAGE, "'leaf %s' needs %.*s; see 'leaf help %s'",
				 command->name, (int)len, name, command->name);
	}
	for (int i = 0; i < n; i++) {
		size_t len = operands_name(command->operands, i, &name);
		if (memchr(name, '|', len))
			LEAF_TRY(cli_check_choice(command, name, len, operands[i]));
	}
	return LEAF_E_OK;
}

static leaf_err run_command(struct line *line, struct cli_call *call)
{
	const struct cli_command *command = line->command;
	void *opts = leaf__arena_alloc(call->arena, command->table->size);
	if (!opts)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	LEAF_TRY(cli_value_init(opts, command->table, call->arena));
	LEAF_TRY(cli_parse(command->table, opts, &line->global, &line->words,
			   operands_foreign(command->operands), call->arena));
	if (line->global.help)
		return help_command(call, command);
	if (line->global.version)
		return help_version(call);
	call->opts = opts;
	call->operands = line->words.argv + line->words.at;
	call->n_operands = line->words.argc - line->words.at;
	LEAF_TRY(check_operands(command, call->n_operands, call->operands));
	return command->run(call);
}

static leaf_err run_line(struct line *line, struct cli_call *call)
{
	LEAF_TRY(cli_value_init(&line->global, &cli_global_cli, call->arena));
	LEAF_TRY(find_command(line, call->arena));
	call->command = line->command;
	if (line->global.help)
		return help_command(call, line->command);
	if (line->global.version)
		return help_version(call);
	if (!is_group(line->command))
		return run_command(line, call);
	if (line->command)
		return leaf_fail(LEAF_E_USAGE,
				 "'leaf %s' needs one more word; 'leaf help %s' says which",
				 line->command->name, line->command->name);
	return leaf_fail(LEAF_E_USAGE, "a command is needed; 'leaf help' lists them");
}

leaf_err cli_run(int argc, char **argv, FILE *out, FILE *err, int *exit_code)
{
	struct leaf__arena arena = { 0 };
	struct line line = { .words = { .argc = argc, .argv = argv, .at = argc > 0 } };
	struct cli_call call = { .global = &line.global, .out = out, .err = err, .arena = &arena };
	leaf_err error = run_line(&line, &call);
	leaf__arena_release(&arena);
	if (!error)
		*exit_code = call.exit_code;
	return error;
}

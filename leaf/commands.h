/* commands.h - the functions of all commands, and how a command is found by its name. */
#ifndef LEAF_LEAF_COMMANDS_H
#define LEAF_LEAF_COMMANDS_H

#include "leaf/cli.h"

/*
 * Every function writes its answer to call->out. It may set call->exit_code, and returns an error
 * for what main has to say on standard error.
 */
#define C(name, function, table, operands, help)                                                   \
	leaf_err function(struct cli_call *call) LEAF_MUST_USE;                                    \
	extern const struct cli_table table##_cli;
#define G(name, help)
#include "leaf/commands.def"

/* The rows of commands.def, in their order. */
extern const struct cli_command commands[];
extern const size_t n_commands;

/* The command whose name is the 'n' words, or NULL. */
const struct cli_command *command_find(const char *const *words, int n);

/*
 * Whether 'command' is named by the words of 'parent' and one more; with parent NULL: by one word.
 * If so *word is that last word.
 */
bool command_child(const struct cli_command *command, const struct cli_command *parent,
		   const char **word);

/* How many operands a synopsis such as "FILE [DIR]..." asks for; *max is INT_MAX after "...". */
void operands_count(const char *operands, int *min, int *max);

/*
 * The name of the operand at 'index' (0 for the first) in the synopsis, such as "FILE" or "a|b";
 * returns its length, 0 when there is no such operand.
 */
size_t operands_name(const char *operands, int index, const char **name);

/* Whether everything from the first operand on belongs to another program. */
bool operands_foreign(const char *operands);

#endif

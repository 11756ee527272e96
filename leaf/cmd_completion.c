/* cmd_completion.c - `leaf completion`: scripts for shells, and `leaf __complete` that they call. */
#include <string.h>

#include "leaf/cli_value.h"
#include "leaf/commands.h"
#include "leaf/complete.h"

#define CLI_NAME completion
#define CLI_ROWS "leaf/completion_opts.def"
#include "leaf/cli_table.h"

#define CLI_NAME complete
#define CLI_ROWS "leaf/complete_opts.def"
#include "leaf/cli_table.h"

leaf_err cmd_completion(struct cli_call *call)
{
	int shell = cli_choice_index(call->command->operands, call->operands[0]);
	fputs(complete_scripts[shell], call->out);
	return LEAF_E_OK;
}

leaf_err cmd_complete(struct cli_call *call)
{
	complete_list(call->out, call->n_operands, call->operands);
	return LEAF_E_OK;
}

/* cmd_flame_top.c - `leaf flame top`: the functions that take the most time. */
#include "flame/stacks_put.h"
#include "flame/stacks_top.h"
#include "leaf/commands.h"
#include "leaf/flame_json.h"
#include "leaf/flame_load.h"
#include "leaf/jsonout.h"

#define CLI_NAME flame_top
#define CLI_ROWS "leaf/flame_top_opts.def"
#include "leaf/cli_table.h"

static void put_function(struct jsonout *json, const struct stacks *stacks,
			 const struct stacks_functions *functions,
			 const struct stacks_function *function)
{
	const struct stacks_name *name = &stacks->names.items[function->name];
	jsonout_object(json);
	jsonout_key(json, "function");
	jsonout_bytes(json, name->text, name->len);
	flame_json_sum(json, "self", function->self, stacks);
	flame_json_sum(json, "total", function->total, stacks);
	jsonout_key(json, "self_percent");
	jsonout_double(json, stacks_percent(function->self, functions->whole));
	jsonout_key(json, "total_percent");
	jsonout_double(json, stacks_percent(function->total, functions->whole));
	if (stacks->has_calls) {
		jsonout_key(json, "calls");
		jsonout_unsigned(json, function->calls);
	}
	jsonout_key(json, "unit");
	jsonout_text(json, stacks->unit == STACKS_NS ? "ns" : "samples");
	jsonout_end(json);
	jsonout_newline(json);
}

leaf_err cmd_flame_top(struct cli_call *call)
{
	const struct flame_top_opts *opts = call->opts;
	const struct flame_load how = FLAME_LOAD(opts, opts->stats);
	struct jsonout json = { .out = call->out };
	struct stacks_functions functions;
	struct stacks stacks;
	LEAF_TRY(flame_load(&stacks, call, flame_file(call), &how));
	leaf_err err = stacks_functions(&functions, &stacks, (enum stacks_by)opts->by);
	if (err == LEAF_E_OK) {
		size_t n = opts->n && opts->n < functions.n ? (size_t)opts->n : functions.n;
		for (size_t i = 0; i < n && opts->json; i++)
			put_function(&json, &stacks, &functions, &functions.items[i]);
		if (!opts->json)
			stacks_top_print(call->out, &stacks, &functions, n, flame_width(call->out),
					 cli_color(call->global, call->out));
		stacks_functions_release(&functions);
	}
	stacks_release(&stacks);
	return err;
}

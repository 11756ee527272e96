/* cmd_flame_diff.c - `leaf flame diff`: what changed between two runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flame/stacks_diff.h"
#include "flame/stacks_page.h"
#include "flame/stacks_put.h"
#include "leaf/commands.h"
#include "leaf/flame_json.h"
#include "leaf/flame_load.h"
#include "leaf/flame_show.h"
#include "leaf/jsonout.h"

#define CLI_NAME flame_diff
#define CLI_ROWS "leaf/flame_diff_opts.def"
#include "leaf/cli_table.h"

static void put_json(struct cli_call *call, const struct stacks *stacks,
		     const struct stacks_diff *diff, size_t n)
{
	struct jsonout json = { .out = call->out };
	for (size_t i = 0; i < n; i++) {
		const struct stacks_change *change = &diff->changes[i];
		const struct stacks_name *name = &stacks->names.items[change->name];
		jsonout_object(&json);
		jsonout_key(&json, "function");
		jsonout_bytes(&json, name->text, name->len);
		flame_json_sum(&json, "self_before", change->self[0], stacks);
		flame_json_sum(&json, "self_after", change->self[1], stacks);
		flame_json_sum(&json, "total_before", change->total[0], stacks);
		flame_json_sum(&json, "total_after", change->total[1], stacks);
		jsonout_key(&json, "self_percent");
		jsonout_double(&json, stacks_growth(change->self));
		jsonout_key(&json, "total_percent");
		jsonout_double(&json, stacks_growth(change->total));
		jsonout_end(&json);
		jsonout_newline(&json);
	}
}

static leaf_err judge(struct cli_call *call, const struct stacks *stacks,
		      const struct stacks_diff *diff)
{
	const struct flame_diff_opts *opts = call->opts;
	for (size_t i = 0; i < opts->fail_on.n; i++) {
		size_t n_broken, broken = 0;
		char growth[32];
		LEAF_TRY(stacks_diff_judge(&n_broken, &broken, stacks, diff,
					   opts->fail_on.items[i]));
		if (!n_broken)
			continue;
		call->exit_code = CLI_EXIT_FINDING;
		const struct stacks_change *worst = &diff->changes[broken];
		bool of_self = broken < diff->n && !strncmp(opts->fail_on.items[i], "self:", 5);
		cli_note(call, "%s: %s, %s%s", opts->fail_on.items[i],
			 broken < diff->n ? stacks->names.items[worst->name].text : "all together",
			 stacks_growth_text(growth, broken == diff->n ? diff->whole
						    : of_self	      ? worst->self
								      : worst->total),
			 n_broken > 1 ? ", and others" : "");
	}
	return LEAF_E_OK;
}

/* A page that this build cannot make is worth a note, unless it was asked for by name. */
static leaf_err make_page(struct cli_call *call, const struct stacks *stacks,
			  const struct stacks_diff *diff)
{
	const struct flame_diff_opts *opts = call->opts;
	const char *path = opts->output, *title = opts->title;
	if (opts->no_page || (opts->json && !path))
		return LEAF_E_OK;
	if (!path && stacks_page_missing()) {
		cli_note(call, "no page: %s", stacks_page_missing());
		return LEAF_E_OK;
	}
	char *names = NULL;
	if (!title && asprintf(&names, "%s \xe2\x86\x92 %s", flame_name(call->operands[0]),
			       flame_name(call->operands[1])) < 0)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	if (!path)
		path = flame_beside(call, call->operands[1], "flamegraph-diff.html");
	leaf_err err = path ? stacks_page_save(path, stacks, diff->before, title ? title : names)
			    : leaf_fail(LEAF_E_NOMEM, "out of memory");
	free(names);
	if (err == LEAF_E_OK && !opts->json)
		err = flame_show_page(call, path, !opts->no_open);
	return err;
}

static leaf_err compare(struct cli_call *call, struct stacks *after, const struct stacks *before)
{
	const struct flame_diff_opts *opts = call->opts;
	struct stacks_diff diff;
	if (before->unit == STACKS_NS)
		after->unit = STACKS_NS;
	LEAF_TRY(stacks_diff_init(&diff, after, before));
	size_t n = opts->n && opts->n < diff.n ? (size_t)opts->n : diff.n;
	if (opts->json)
		put_json(call, after, &diff, n);
	else
		stacks_diff_print(call->out, after, &diff, n, flame_width(call->out),
				  cli_color(call->global, call->out));
	leaf_err err = make_page(call, after, &diff);
	if (err == LEAF_E_OK)
		err = judge(call, after, &diff);
	stacks_diff_release(&diff);
	return err;
}

leaf_err cmd_flame_diff(struct cli_call *call)
{
	const struct flame_diff_opts *opts = call->opts;
	const struct flame_load how = FLAME_LOAD(opts, "");
	struct stacks before, after;
	LEAF_TRY(flame_load(&before, call, call->operands[0], &how));
	leaf_err err = flame_load(&after, call, call->operands[1], &how);
	if (err == LEAF_E_OK) {
		err = compare(call, &after, &before);
		stacks_release(&after);
	}
	stacks_release(&before);
	return err;
}

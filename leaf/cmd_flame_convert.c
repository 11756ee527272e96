/* cmd_flame_convert.c - `leaf flame merge|convert`: folded files as one, or for another tool. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flame/convert.h"
#include "flame/stacks_file.h"
#include "leaf/commands.h"
#include "leaf/flame_load.h"

#define CLI_NAME flame_merge
#define CLI_ROWS "leaf/flame_merge_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME flame_convert
#define CLI_ROWS "leaf/flame_convert_opts.def"
#include "leaf/cli_table.h"

/* In the order of the words of --to, which is that of the table. */
static const struct {
	const char *extension;
	leaf_err (*write)(FILE *out, const struct stacks *stacks, const char *title);
} formats[] = {
#define F(name, extension, reader) { extension, convert_##name },
#include "flame/convert_formats.def"
};

enum { FOLDED = sizeof formats / sizeof *formats - 1 };

/* 'path' NULL or "-": to the command's output. */
static leaf_err write_to(struct cli_call *call, const char *path, const struct stacks *stacks,
			 int format, const char *title)
{
	struct stacks_file file;
	if (!path || !strcmp(path, "-"))
		return formats[format].write(call->out, stacks, title);
	LEAF_TRY(stacks_file_begin(&file, path));
	leaf_err err = formats[format].write(file.out, stacks, title);
	return stacks_file_end(&file, err);
}

leaf_err cmd_flame_merge(struct cli_call *call)
{
	const struct flame_merge_opts *opts = call->opts;
	const struct flame_load how = FLAME_LOAD(opts, "");
	struct stacks stacks;
	leaf_err err = stacks_init(&stacks);
	for (int i = 0; i < call->n_operands && err == LEAF_E_OK; i++)
		err = flame_load_more(&stacks, call, call->operands[i], &how);
	if (err == LEAF_E_OK && opts->collapse)
		err = stacks_collapse(&stacks);
	if (err == LEAF_E_OK)
		err = write_to(call, opts->output, &stacks, FOLDED, "");
	stacks_release(&stacks);
	return err;
}

/* tracing.folded -> tracing.EXTENSION, never the file itself. */
static char *name_for(struct cli_call *call, const char *path, const char *extension)
{
	const char *name = strcmp(path, "-") != 0 ? flame_name(path) : "stacks";
	const char *dot = strrchr(name, '.');
	size_t stem = dot && dot != name ? (size_t)(dot - name) : strlen(name);
	char *made, *beside;
	if (asprintf(&made, "%.*s.%s", (int)stem, name, extension) < 0)
		return NULL;
	if (!strcmp(made, name)) {
		free(made);
		if (asprintf(&made, "%s.%s", name, extension) < 0)
			return NULL;
	}
	beside = flame_beside(call, path, made);
	free(made);
	return beside;
}

leaf_err cmd_flame_convert(struct cli_call *call)
{
	const struct flame_convert_opts *opts = call->opts;
	const struct flame_load how = FLAME_LOAD(opts, opts->stats);
	const char *input = call->operands[0], *path = opts->output;
	const char *title = opts->title ? opts->title : flame_name(input);
	struct stacks stacks;
	if (!path)
		path = name_for(call, input, formats[opts->to].extension);
	if (!path)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	LEAF_TRY(flame_load(&stacks, call, input, &how));
	leaf_err err = write_to(call, path, &stacks, opts->to, title);
	stacks_release(&stacks);
	if (err == LEAF_E_OK && strcmp(path, "-") != 0)
		fprintf(call->out, "%s\n", path);
	return err;
}

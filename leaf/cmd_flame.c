/* cmd_flame.c - `leaf flame`: folded stacks as a page, a picture or a tree. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flame/stacks_file.h"
#include "flame/stacks_page.h"
#include "leaf/commands.h"
#include "leaf/flame_load.h"
#include "leaf/flame_show.h"

#define CLI_NAME flame
#define CLI_ROWS "leaf/flame_opts.def"
#include "leaf/cli_table.h"

/* Hand a page to the desktop, as far as there is one; whether it opens is between the two. */
static void open_page(const char *path)
{
	char program[] = "xdg-open", *operand = strdup(path);
	char *argv[] = { program, operand, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	pid_t child;
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
	posix_spawn_file_actions_init(&actions);
	for (int fd = 0; fd < 3; fd++)
		posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
	if (operand)
		(void)!posix_spawnp(&child, program, &actions, &attributes, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	free(operand);
}

static bool has_value(const char *name)
{
	const char *value = getenv(name);
	return value && *value;
}

leaf_err flame_show_page(struct cli_call *call, const char *path, bool may_open)
{
	if (may_open && isatty(STDOUT_FILENO) && fileno(call->out) == STDOUT_FILENO &&
	    (has_value("DISPLAY") || has_value("WAYLAND_DISPLAY")))
		open_page(path);
	fprintf(call->out, "%s\n", path);
	return LEAF_E_OK;
}

static leaf_err make_page(struct cli_call *call, const struct stacks *stacks, const char *title)
{
	const struct flame_opts *opts = call->opts;
	if (opts->output && !strcmp(opts->output, "-"))
		return stacks_page_write(call->out, stacks, NULL, title);
	const char *path = opts->output;
	if (!path)
		path = flame_beside(call, call->operands[0], "flamegraph.html");
	if (!path)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	LEAF_TRY(stacks_page_save(path, stacks, NULL, title));
	return flame_show_page(call, path, !opts->no_open);
}

leaf_err cmd_flame(struct cli_call *call)
{
	const struct flame_opts *opts = call->opts;
	const struct flame_load how = { .skip_bad = opts->skip_bad,
					.unit = opts->unit,
					.stats = opts->stats };
	const char *title = opts->title ? opts->title : flame_name(call->operands[0]);
	struct stacks stacks;
	LEAF_TRY(flame_load(&stacks, call, call->operands[0], &how));
	leaf_err err = make_page(call, &stacks, title);
	stacks_release(&stacks);
	return err;
}

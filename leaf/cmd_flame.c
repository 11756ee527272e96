/* cmd_flame.c - `leaf flame`: folded stacks as a page, a picture or a tree. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flame/stacks_file.h"
#include "flame/stacks_page.h"
#include "flame/stacks_svg.h"
#include "flame/stacks_text.h"
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
		path = flame_beside(call, flame_file(call), "flamegraph.html");
	if (!path)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	LEAF_TRY(stacks_page_save(path, stacks, NULL, title));
	return flame_show_page(call, path, !opts->no_open);
}

/* ---- pictures and trees ---- */

static leaf_err check_ranges(const struct flame_opts *opts, double *min)
{
	char *end;
	*min = strtod(opts->min, &end);
	if (end == opts->min || (*end && strcmp(end, "%") != 0) || !(*min >= 0 && *min <= 100))
		return leaf_fail(LEAF_E_USAGE, "--min takes 0 to 100 percent, not '%s'", opts->min);
	if (opts->depth >= UINT32_MAX)
		return leaf_fail(LEAF_E_USAGE, "--depth takes less than %u", UINT32_MAX);
	if (opts->width > 20000 || (opts->svg && opts->width && opts->width < 100))
		return leaf_fail(LEAF_E_USAGE, "--width takes up to 20000, for --svg from 100");
	if (opts->svg && opts->text)
		return leaf_fail(LEAF_E_USAGE, "--svg and --text exclude each other");
	return LEAF_E_OK;
}

static bool is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
	}
	return false;
}

static leaf_err write_text(FILE *out, struct cli_call *call, struct stacks *stacks, double min)
{
	const struct flame_opts *opts = call->opts;
	struct stacks_text_options options = { .depth = (unsigned)opts->depth,
					       .min_percent = min,
					       .width = (int)opts->width,
					       .color = cli_color(call->global, out),
					       .ascii = !is_utf8() };
	if (!opts->width)
		options.width = flame_width(out);
	return stacks_text_write(out, stacks, &options);
}

static leaf_err write_svg(FILE *out, struct cli_call *call, struct stacks *stacks,
			  const char *title)
{
	const struct flame_opts *opts = call->opts;
	return stacks_svg_write(out, stacks, title, opts->width ? (unsigned)opts->width : 1200,
				(unsigned)opts->depth);
}

/* To --output, or where it belongs: a picture beside the stacks, a tree on standard output. */
static leaf_err make_other(struct cli_call *call, struct stacks *stacks, const char *title,
			   double min)
{
	const struct flame_opts *opts = call->opts;
	const char *path = opts->output;
	struct stacks_file file;
	if (!path && opts->svg)
		path = flame_beside(call, flame_file(call), "flamegraph.svg");
	if (!path && opts->svg)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	bool direct = !path || !strcmp(path, "-");
	if (!direct)
		LEAF_TRY(stacks_file_begin(&file, path));
	FILE *out = direct ? call->out : file.out;
	leaf_err err = opts->text ? write_text(out, call, stacks, min)
				  : write_svg(out, call, stacks, title);
	if (!direct)
		err = stacks_file_end(&file, err);
	if (err == LEAF_E_OK && !direct && opts->svg)
		return flame_show_page(call, path, !opts->no_open);
	return err;
}

leaf_err cmd_flame(struct cli_call *call)
{
	double min;
	const struct flame_opts *opts = call->opts;
	const struct flame_load how = FLAME_LOAD(opts, opts->stats);
	const char *title = opts->title ? opts->title : flame_name(flame_file(call));
	struct stacks stacks;
	LEAF_TRY(check_ranges(opts, &min));
	LEAF_TRY(flame_load(&stacks, call, flame_file(call), &how));
	leaf_err err = opts->svg || opts->text ? make_other(call, &stacks, title, min)
					       : make_page(call, &stacks, title);
	stacks_release(&stacks);
	return err;
}

/* cmd_build.c - `leaf build`: run a build that sees Leaf's header and links its library. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "leaf/commands.h"
#include "wrap/linknote.h"
#include "wrap/wrap.h"

#define CLI_NAME build
#define CLI_ROWS "leaf/build_opts.def"
#include "leaf/cli_table.h"

enum { NAMES_SHOWN = 8 };

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Of every link what became of it. */
static void tell_all(struct cli_call *call, char *at)
{
	for (struct linknote note; linknote_next(&note, &at);)
		cli_note(call, "%s: %s%s%s", note.output, link_meaning(note.verdict),
			 *note.cause ? ", because of " : "", note.cause);
}

/* The names of what was linked with Leaf, once each, the first few. */
static leaf_err name_some(struct leaf__buf *names, char *at)
{
	struct linknote note;
	const char *shown[NAMES_SHOWN];
	size_t n = 0;
	while (linknote_next(&note, &at)) {
		size_t i = 0;
		if (!link_gave(note.verdict))
			continue;
		while (i < n && strcmp(shown[i], note.output) != 0)
			i++;
		if (i < n)
			continue;
		if (n == NAMES_SHOWN)
			return leaf__buf_puts(names, ", …");
		shown[n++] = note.output;
		LEAF_TRY(
			leaf__buf_printf(names, "%s%s", n > 1 ? ", " : "", base_name(note.output)));
	}
	return LEAF_E_OK;
}

static leaf_err tell_some(struct cli_call *call, struct wrap_result *result)
{
	struct leaf__buf names = { 0 };
	if (result->n_lacking)
		cli_note(call,
			 "%zu of %zu links hold instrumented code without Leaf, which is silent; "
			 "'--verbose' says why",
			 result->n_lacking, result->n_links);
	else if (!result->n_links)
		cli_note(call, "nothing was linked; a build that has nothing to do is to be "
			       "cleaned first");
	else if (!result->n_given)
		cli_note(call, "nothing that was linked is instrumented; 'leaf instrument list' "
			       "says which functions have a span");
	if (!result->n_given)
		return LEAF_E_OK;
	leaf_err err = name_some(&names, result->notes.data);
	if (err == LEAF_E_OK)
		cli_note(call, "Leaf is in %zu of %zu links: %s", result->n_given, result->n_links,
			 names.data);
	leaf__buf_release(&names);
	return err;
}

static leaf_err run(struct cli_call *call, struct wrap_result *result)
{
	const struct build_opts *opts = call->opts;
	union {
		char **given;
		const char *const *wanted;
	} words = { .given = call->operands };
	LEAF_TRY(wrap_run(result,
			  &(struct wrap_job){ .argv = words.wanted, .traced = opts->traced }));
	if (call->global->verbose && result->notes.len) {
		struct leaf__buf copy = { 0 };
		LEAF_TRY(leaf__buf_add(&copy, result->notes.data, result->notes.len));
		tell_all(call, copy.data);
		leaf__buf_release(&copy);
	}
	return result->status == 0 || result->n_lacking ? tell_some(call, result) : LEAF_E_OK;
}

leaf_err cmd_build(struct cli_call *call)
{
	const struct build_opts *opts = call->opts;
	struct leaf__buf settings = { 0 };
	struct wrap_result result = { 0 };
	if (opts->settings) {
		leaf_err err = wrap_settings(&settings);
		if (err == LEAF_E_OK)
			fputs(settings.data, call->out);
		leaf__buf_release(&settings);
		return err;
	}
	if (!call->n_operands)
		return leaf_fail(LEAF_E_USAGE,
				 "a command to build with is missing, as in 'leaf build -- make'");
	leaf_err err = run(call, &result);
	call->exit_code = result.status;
	int number = result.signal;
	wrap_result_release(&result);
	if (err == LEAF_E_OK && number) {
		/* Who waits for us is to see the same end. */
		fflush(call->out);
		signal(number, SIG_DFL);
		raise(number);
	}
	return err;
}

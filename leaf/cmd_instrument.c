/* cmd_instrument.c - `leaf instrument check|fix|strip|list`: spans in every function of a tree. */
#include <string.h>

#include "instrument/walk.h"
#include "leaf/commands.h"
#include "leaf/instrument_project.h"
#include "leaf/instrument_report.h"
#include "leaf/progress.h"

#define CLI_NAME instrument_check
#define CLI_ROWS "leaf/instrument_check_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME instrument_fix
#define CLI_ROWS "leaf/instrument_fix_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME instrument_strip
#define CLI_ROWS "leaf/instrument_strip_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME instrument_list
#define CLI_ROWS "leaf/instrument_list_opts.def"
#include "leaf/cli_table.h"

/* A run of walk_run() for a command. */
struct job {
	struct cli_call *call;
	struct walk_options options;
	struct walk walk;
	struct instrument_totals totals;
	struct progress progress;
	const char *doing;
	struct project project;
	bool no_project;
};

/* ---- options, common to several commands and so to several structs ---- */

/* instrument_which_opts.def */
#define TAKE_WHICH(options, opts)                                                                  \
	((options)->rules = (struct rules_options){                                                \
		 .include_fn = (opts)->include_fn.items,                                           \
		 .n_include_fn = (opts)->include_fn.n,                                             \
		 .exclude_fn = (opts)->exclude_fn.items,                                           \
		 .n_exclude_fn = (opts)->exclude_fn.n,                                             \
		 .min_lines = (opts)->min_lines > UINT32_MAX ? UINT32_MAX                          \
							     : (unsigned)(opts)->min_lines,        \
		 .headers = (opts)->headers || (opts)->static_inline,                              \
		 .static_inline = (opts)->static_inline,                                           \
	 })

/* instrument_where_opts.def, but for json */
#define TAKE_WHERE(options, opts)                                                                  \
	take_where(options, &(opts)->only, &(opts)->exclude, &(opts)->take, (opts)->max_size,      \
		   (opts)->jobs)

static leaf_err take_where(struct walk_options *options, const struct cli_list *only,
			   const struct cli_list *exclude, const struct cli_list *take,
			   uint64_t max_size, uint64_t jobs)
{
	options->sources.only = only->items;
	options->sources.n_only = only->n;
	options->sources.exclude = exclude->items;
	options->sources.n_exclude = exclude->n;
	options->max_size = max_size;
	options->jobs = jobs > 1024 ? 1024 : (unsigned)jobs;
	for (size_t i = 0; i < take->n; i++)
		LEAF_TRY(instrument_take(options, take->items[i], LEAF_E_USAGE, "--take"));
	return LEAF_E_OK;
}

/* ---- running ---- */

static void begin(void *closure, size_t n)
{
	struct job *job = closure;
	progress_begin(&job->progress, job->call, job->doing, "files", n);
}

static void tick(void *closure)
{
	progress_add(&((struct job *)closure)->progress, 1);
}

/* Walk the paths of the command line; say which files failed, and count. */
static leaf_err run(struct job *job)
{
	static const char *const here[] = { "." };
	struct cli_call *call = job->call;
	const char *const *paths = call->n_operands ? (const char *const *)call->operands : here;
	size_t n = call->n_operands ? (size_t)call->n_operands : 1;
	job->options.begin = begin;
	job->options.tick = tick;
	job->options.closure = job;
	if (!job->no_project)
		LEAF_TRY(instrument_find_project(&job->project, paths[0]));
	leaf_err err = instrument_add_project(&job->options, &job->project, call->arena);
	if (err == LEAF_E_OK)
		err = walk_run(&job->walk, &job->options, paths, n);
	progress_end(&job->progress);
	project_release(&job->project);
	if (err != LEAF_E_OK)
		return err;
	for (size_t i = 0; i < job->walk.n; i++) {
		const struct walk_file *file = &job->walk.files[i];
		if (file->err != LEAF_E_OK)
			cli_note(call, "%s: %s", file->source->path,
				 file->error ? file->error : leaf_err_name(file->err));
	}
	instrument_count(&job->totals, &job->walk);
	return LEAF_E_OK;
}

/* The end of each command: what failed makes it fail. */
static leaf_err finish(struct job *job)
{
	size_t failed = job->totals.failed;
	walk_release(&job->walk);
	if (failed)
		return leaf_fail(LEAF_E_IO, "%zu file%s could not be done; the others are done",
				 failed, failed == 1 ? "" : "s");
	return LEAF_E_OK;
}

/* ---- commands ---- */

leaf_err cmd_instrument_check(struct cli_call *call)
{
	const struct instrument_check_opts *opts = call->opts;
	struct job job = { .call = call, .doing = "checking" };
	job.options.action = WALK_LIST;
	TAKE_WHICH(&job.options, opts);
	job.no_project = opts->no_config;
	LEAF_TRY(TAKE_WHERE(&job.options, opts));
	LEAF_TRY(run(&job));
	(opts->json ? instrument_print_list_json : instrument_print_list)(call->out, &job.walk,
									  1u << WALK_MISSING);
	size_t missing = job.totals.by_status[WALK_MISSING];
	if (missing)
		call->exit_code = CLI_EXIT_FINDING;
	cli_note(call, "%zu of %zu function%s %s no span; %zu %s left alone", missing,
		 job.totals.functions, CLI_S(job.totals.functions), missing == 1 ? "has" : "have",
		 job.totals.by_status[WALK_SKIPPED],
		 job.totals.by_status[WALK_SKIPPED] == 1 ? "is" : "are");
	if (call->global->verbose)
		instrument_print_reasons(call->err, &job.totals);
	return finish(&job);
}

leaf_err cmd_instrument_list(struct cli_call *call)
{
	const struct instrument_list_opts *opts = call->opts;
	struct job job = { .call = call, .doing = "reading" };
	job.options.action = WALK_LIST;
	job.options.forms.no_args = opts->no_args;
	job.options.forms.skip_args = opts->skip_arg.items;
	job.options.forms.n_skip_args = opts->skip_arg.n;
	TAKE_WHICH(&job.options, opts);
	job.no_project = opts->no_config;
	LEAF_TRY(TAKE_WHERE(&job.options, opts));
	LEAF_TRY(run(&job));
	/* 'all', then the statuses in their order. */
	unsigned wanted = opts->status ? 1u << (opts->status - 1) : -1u;
	(opts->json ? instrument_print_list_json : instrument_print_list)(call->out, &job.walk,
									  wanted);
	if (call->global->verbose)
		instrument_print_reasons(call->err, &job.totals);
	return finish(&job);
}

static void print_done(const struct job *job, bool json)
{
	FILE *out = job->call->out;
	enum walk_action action = job->options.action;
	if (json) {
		instrument_print_done_json(out, &job->walk, &job->totals, action);
		return;
	}
	instrument_print_done(out, &job->totals, action, job->options.dry_run);
	if (action == WALK_FIX || job->call->global->verbose)
		instrument_print_reasons(out, &job->totals);
}

leaf_err cmd_instrument_fix(struct cli_call *call)
{
	/* 'auto' first. */
	static const char *const levels[] = { NULL, "ERROR", "WARN", "INFO", "DEBUG", "TRACE" };
	const struct instrument_fix_opts *opts = call->opts;
	struct job job = { .call = call, .doing = "instrumenting" };
	job.options.action = WALK_FIX;
	job.options.dry_run = opts->dry_run;
	job.options.forms = (struct forms_options){
		.level = levels[opts->level],
		.target = opts->target,
		.no_args = opts->no_args,
		.no_guard = opts->no_guard,
		.ret = opts->ret,
		.skip_args = opts->skip_arg.items,
		.n_skip_args = opts->skip_arg.n,
	};
	TAKE_WHICH(&job.options, opts);
	job.no_project = opts->no_config;
	LEAF_TRY(TAKE_WHERE(&job.options, opts));
	LEAF_TRY(run(&job));
	print_done(&job, opts->json);
	return finish(&job);
}

leaf_err cmd_instrument_strip(struct cli_call *call)
{
	const struct instrument_strip_opts *opts = call->opts;
	struct job job = { .call = call, .doing = "stripping", .no_project = true };
	job.options.action = WALK_STRIP;
	job.options.dry_run = opts->dry_run;
	LEAF_TRY(TAKE_WHERE(&job.options, opts));
	/* Wherever lines have got to, they are to go. */
	job.options.sources.take |= 1u << SOURCES_VENDORED | 1u << SOURCES_TEST_DATA |
				    1u << SOURCES_GENERATED | 1u << SOURCES_UNTRACKED;
	LEAF_TRY(run(&job));
	print_done(&job, opts->json);
	return finish(&job);
}

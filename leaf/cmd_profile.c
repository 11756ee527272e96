/* cmd_profile.c - `leaf profile setup|finish|abort|recover|status`: into a tree with spans, and home. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "flame/flame_view.h"
#include "leaf/commands.h"
#include "leaf/flame_load.h"
#include "leaf/instrument_project.h"
#include "leaf/jsonout.h"
#include "profile/point.h"
#include "profile/profile.h"
#include "profile/sample.h"
#include "profile/sampled.h"
#include "profile/status.h"

#define CLI_NAME profile_setup
#define CLI_ROWS "leaf/profile_setup_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME profile_finish
#define CLI_ROWS "leaf/profile_finish_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME profile_abort
#define CLI_ROWS "leaf/profile_abort_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME profile_recover
#define CLI_ROWS "leaf/profile_recover_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME profile_status
#define CLI_ROWS "leaf/profile_status_opts.def"
#include "leaf/cli_table.h"

enum { TOP = 10 };

/* How a command tells what it does. */
struct teller {
	struct cli_call *call;
	bool json;
};

static void print_json(struct teller *teller, const char *key, const char *name, const char *text)
{
	struct jsonout json = { .out = teller->call->out };
	jsonout_object(&json);
	jsonout_key(&json, key);
	jsonout_bytes(&json, name, strlen(name));
	if (text) {
		jsonout_key(&json, "text");
		jsonout_bytes(&json, text, strlen(text));
	}
	jsonout_end(&json);
	jsonout_newline(&json);
}

static void tell_step(void *closure, const char *name, const char *text)
{
	struct teller *teller = closure;
	if (teller->json)
		print_json(teller, "step", name, text);
	else if (!teller->call->global->quiet)
		fprintf(teller->call->out, "%-8s %s\n", name, text);
	fflush(teller->call->out);
}

static void tell_note(void *closure, const char *text)
{
	struct teller *teller = closure;
	if (teller->json)
		print_json(teller, "note", text, NULL);
	else
		cli_note(teller->call, "%s", text);
}

/* Open the profile of a command; close() goes with it whatever came of it. */
static leaf_err open_profile(struct profile *profile, struct teller *teller)
{
	profile->told = (struct profile_told){ tell_step, tell_note, teller };
	point_begin();
	return profile_open(profile);
}

/* Whoever reads what we say may go before the end, as 'head' does: that is no error. */
static void forget_reader(FILE *out)
{
	if (!point_pipe() || !ferror(out))
		return;
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (nowhere >= 0 && dup2(nowhere, fileno(out)) >= 0)
		clearerr(out);
	if (nowhere >= 0)
		close(nowhere);
}

static leaf_err close_profile(struct profile *profile, struct cli_call *call, leaf_err err)
{
	profile_release(profile);
	fflush(call->out);
	forget_reader(call->out);
	point_end();
	if (err == LEAF_E_INTERRUPTED)
		call->exit_code = CLI_EXIT_INTERRUPTED;
	return err;
}

/* ---- commands ---- */

static leaf_err take_sample(struct sample *sample, struct profile *profile, struct cli_call *call,
			    const struct project *project)
{
	const struct profile_setup_opts *opts = call->opts;
	leaf_err (*const take)(struct sample *, const struct sample_job *) = opts->dry_run
										     ? sample_plan
										     : sample_take;
	union {
		char **given;
		const char *const *wanted;
	} words = { .given = call->operands };
	char here[PATH_MAX];
	if (!getcwd(here, sizeof here))
		return leaf_fail(LEAF_E_IO, "cannot say where we are: %s", strerror(errno));
	LEAF_TRY(take(sample, &(struct sample_job){
				      .top = project->folder ? project->folder : profile->git.top,
				      .here = here,
				      .scratch = git_path(&profile->git, JOURNAL_SAMPLE),
				      .project = project,
				      .argv = call->n_operands ? words.wanted : NULL,
				      .loud = call->global->verbose,
				      .tell = tell_step,
				      .closure = profile->told.closure,
			      }));
	if (opts->dry_run)
		return LEAF_E_OK;
	if (!opts->json && !call->global->quiet) {
		fflush(call->out);
		LEAF_TRY(flame_view_top(call->out, sample->folded, TOP, flame_width(call->out),
					cli_color(call->global, call->out)));
	}
	tell_step(profile->told.closure, "graph", *sample->page ? sample->page : sample->folded);
	LEAF_TRY(sampled_note(profile, sample->programs.items, sample->programs.n));
	return point("sampled", 0);
}

/* Step 6. If it fails, all is undone; where nothing says how to build or run, one goes on by hand. */
static leaf_err run_sample(struct profile *profile, struct cli_call *call,
			   const struct project *project)
{
	struct sample sample = { 0 };
	leaf_err err = take_sample(&sample, profile, call, project);
	if (err == LEAF_E_NOTFOUND) {
		profile_note(profile, "%s", leaf_err_text());
		call->exit_code = CLI_EXIT_FINDING;
		/* What the build has left is no work of the user's, here too. */
		err = profile->dry_run
			      ? LEAF_E_OK
			      : sampled_note(profile, sample.programs.items, sample.programs.n);
	}
	sample_release(&sample);
	return err == LEAF_E_OK || profile->dry_run ? err : profile_undo(profile, err);
}

static void say_next(struct cli_call *call)
{
	cli_note(call,
		 "LEAF_LOG=trace before the program shows its calls with their arguments; edit, "
		 "build with 'leaf build -- make', commit as always; then 'leaf profile "
		 "finish' takes the work home, 'leaf profile abort' goes back without it");
}

leaf_err cmd_profile_setup(struct cli_call *call)
{
	const struct profile_setup_opts *opts = call->opts;
	struct teller teller = { call, opts->json };
	struct profile profile = { .dry_run = opts->dry_run };
	profile.insert.sources.only = opts->only.items;
	profile.insert.sources.n_only = opts->only.n;
	profile.insert.sources.exclude = opts->exclude.items;
	profile.insert.sources.n_exclude = opts->exclude.n;
	profile.insert.max_size = 16 << 20;
	profile.insert.jobs = opts->jobs > 1024 ? 1024 : (unsigned)opts->jobs;
	struct project project = { 0 };
	leaf_err err = open_profile(&profile, &teller);
	if (err == LEAF_E_OK)
		err = instrument_find_project(&project, ".");
	if (err == LEAF_E_OK)
		err = instrument_add_project(&profile.insert, &project, call->arena);
	if (err == LEAF_E_OK)
		err = profile_setup(&profile);
	if (err == LEAF_E_OK && !opts->no_run)
		err = run_sample(&profile, call, &project);
	if (err == LEAF_E_OK && !opts->dry_run && !opts->json)
		say_next(call);
	project_release(&project);
	return close_profile(&profile, call, err);
}

leaf_err cmd_profile_finish(struct cli_call *call)
{
	const struct profile_finish_opts *opts = call->opts;
	struct teller teller = { call, opts->json };
	struct profile profile = { 0 };
	struct profile_finish finish = {
		.squash = opts->squash,
		.keep_branch = opts->keep_branch,
		.go_on = opts->go_on,
		.give_up = opts->give_up,
		.onto = opts->onto,
	};
	leaf_err err = open_profile(&profile, &teller);
	if (err == LEAF_E_OK)
		err = profile_finish(&profile, &finish);
	return close_profile(&profile, call, err);
}

/* Whether the user wants to go on; only asked at a terminal. */
static bool agrees(struct cli_call *call, const char *work)
{
	char answer[16] = "";
	if (!isatty(0) || !isatty(2))
		return false;
	fprintf(call->err, "leaf: work done since set-up (%s) will be put aside; go on? [y/N] ",
		work);
	fflush(call->err);
	return fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y');
}

leaf_err cmd_profile_abort(struct cli_call *call)
{
	const struct profile_abort_opts *opts = call->opts;
	struct teller teller = { call, opts->json };
	struct profile profile = { 0 };
	char work[256] = "";
	leaf_err err = open_profile(&profile, &teller);
	if (err == LEAF_E_OK)
		err = profile_abort(&profile, opts->force, work);
	if (err == LEAF_E_STATE && *work && !opts->force && agrees(call, work))
		err = profile_abort(&profile, true, work);
	return close_profile(&profile, call, err);
}

leaf_err cmd_profile_recover(struct cli_call *call)
{
	const struct profile_recover_opts *opts = call->opts;
	struct teller teller = { call, opts->json };
	struct profile profile = { 0 };
	bool did = false;
	leaf_err err = open_profile(&profile, &teller);
	if (err == LEAF_E_OK)
		err = profile_recover(&profile, &did);
	if (err == LEAF_E_OK)
		tell_step(&teller, "recover",
			  did ? "done" : journal_phase_meaning(profile.journal.phase));
	return close_profile(&profile, call, err);
}

/* ---- status ---- */

static const char *short_of(const char *ref)
{
	return !ref ? "a detached HEAD" : !strncmp(ref, "refs/heads/", 11) ? ref + 11 : ref;
}

static void put_text(struct jsonout *json, const char *key, const char *text)
{
	jsonout_key(json, key);
	if (text)
		jsonout_bytes(json, text, strlen(text));
	else
		jsonout_null(json);
}

static void print_status_json(FILE *out, const struct profile *profile,
			      const struct profile_status *status)
{
	const struct journal *journal = &profile->journal;
	struct jsonout json = { .out = out };
	jsonout_object(&json);
	put_text(&json, "phase", journal_phase_word(journal->phase));
	put_text(&json, "id", journal->id);
	put_text(&json, "original", journal->original);
	put_text(&json, "branch", journal->branch);
	put_text(&json, "base", journal->base);
	put_text(&json, "insertion", journal->insertion);
	put_text(&json, "backup", journal->backup);
	jsonout_key(&json, "commits");
	jsonout_unsigned(&json, status->commits);
	jsonout_key(&json, "on_branch");
	jsonout_bool(&json, status->on_branch);
	jsonout_key(&json, "busy");
	jsonout_bool(&json, journal_is_busy(journal));
	jsonout_end(&json);
	jsonout_newline(&json);
}

static const char *next_of(const struct profile *profile, const struct profile_status *status)
{
	switch (profile->journal.phase) {
	case JOURNAL_OPEN:
		return status->on_branch
			       ? "'leaf profile finish' takes the work home, 'leaf profile "
				 "abort' goes back without it"
			       : "go back to the temporary branch before you finish";
	case JOURNAL_NONE:
		return "'leaf profile setup' begins";
	default:
		return "'leaf profile recover' goes on";
	}
}

static void print_status(FILE *out, const struct profile *profile,
			 const struct profile_status *status)
{
	const struct journal *journal = &profile->journal;
	fprintf(out, "%s\n", journal_phase_meaning(journal->phase));
	if (journal->phase != JOURNAL_NONE) {
		fprintf(out, "  from     %s at %.12s%s\n", short_of(journal->original),
			journal->base ? journal->base : "?",
			status->original_moved ? ", which has moved on" : "");
		fprintf(out, "  branch   %s%s\n", short_of(journal->branch),
			status->branch_gone  ? " (gone)"
			: !status->on_branch ? " (HEAD is elsewhere)"
					     : "");
		fprintf(out, "  commits  %zu since set-up\n", status->commits);
		fprintf(out, "  backup   %s\n", journal->backup);
		fprintf(out, "           onto a clean tree: git stash apply --index %s\n",
			journal->backup);
	}
	fprintf(out, "%s\n", next_of(profile, status));
}

leaf_err cmd_profile_status(struct cli_call *call)
{
	const struct profile_status_opts *opts = call->opts;
	struct teller teller = { call, opts->json };
	struct profile profile = { .only_looks = true };
	struct profile_status status = { 0 };
	leaf_err err = open_profile(&profile, &teller);
	if (err == LEAF_E_OK)
		err = profile_status(&status, &profile);
	if (err == LEAF_E_OK) {
		(opts->json ? print_status_json : print_status)(call->out, &profile, &status);
		if (profile.journal.phase == JOURNAL_NONE)
			call->exit_code = CLI_EXIT_FINDING;
	}
	return close_profile(&profile, call, err);
}

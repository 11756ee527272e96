/* cmd_explore.c - `leaf explore`: inputs that reach every branch. */
#include <inttypes.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "explore/explore.h"
#include "leaf/commands.h"
#include "leaf/jsonout.h"
#include "leaf/reproduce.h"
#include "leaf/why_slow.h"

#define CLI_NAME explore
#define CLI_ROWS "leaf/explore_opts.def"
#include "leaf/cli_table.h"

static volatile sig_atomic_t interrupted;

static void on_signal(int signal)
{
	(void)signal;
	interrupted = 1;
}

struct shown {
	struct cli_call *call;
	struct why_slow slow;
	uint64_t next_ns;
	bool terminal, shown;
};

static double seconds(uint64_t ns)
{
	return (double)ns / 1e9;
}

static double share(uint64_t part, uint64_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void show_line(const struct shown *shown, const struct explore_stats *s)
{
	fprintf(shown->call->err,
		"\r\033[K%.0f s: %" PRIu64 " runs (%.0f a second), %" PRIu64 " inputs, %" PRIu64
		" of %" PRIu64 " places, solver %.0f %%, %" PRIu64 " crash%s",
		seconds(s->elapsed_ns), s->runs,
		s->elapsed_ns ? (double)s->runs / seconds(s->elapsed_ns) : 0, s->kept, s->covered,
		s->places, share(s->solver_ns, s->elapsed_ns), s->crashes,
		s->crashes == 1 ? "" : "es");
	fflush(shown->call->err);
}

/* Half a second between two pictures of the line. */
static bool report(void *more, const struct explore_stats *stats)
{
	struct shown *shown = more;
	if (shown->terminal && stats->elapsed_ns >= shown->next_ns) {
		shown->next_ns = stats->elapsed_ns + 500000000u;
		shown->shown = true;
		show_line(shown, stats);
	}
	return !interrupted;
}

/* Each finding of a folder: as text, the first few; as JSON, all. */
#define SHOWN_FINDINGS 5u

static void show_findings(struct cli_call *call, struct jsonout *json, const char *out,
			  const char *folder)
{
	struct reproduce_list list = { 0 };
	struct leaf__buf line = { 0 };
	leaf_err err = reproduce_find(&list, out, folder);
	for (size_t i = 0; !err && i < list.n && (json || i < SHOWN_FINDINGS); i++) {
		leaf__buf_clear(&line);
		err = reproduce_line(&line, call->operands, list.items[i]);
		if (err)
			break;
		if (json)
			jsonout_text(json, line.data);
		else
			fprintf(call->out, "           %s\n", line.data);
	}
	leaf__buf_release(&line);
	reproduce_release(&list);
}

static void add_site(void *more, const struct explore_site *site)
{
	struct shown *shown = more;
	why_slow_add(&shown->slow, site);
}

/* 'slow' may be NULL. */
static void print_json(struct cli_call *call, const struct explore_opts *opts,
		       const struct explore_stats *s, struct why_slow *slow)
{
	struct jsonout json = { .out = call->out };
	const struct {
		const char *key;
		uint64_t value;
	} rows[] = {
		{ "runs", s->runs },
		{ "concolic_runs", s->concolic_runs },
		{ "inputs", s->kept },
		{ "crashes", s->crashes },
		{ "assertions", s->assertions },
		{ "hangs", s->hangs },
		{ "covered", s->covered },
		{ "places", s->places },
		{ "questions", s->questions },
		{ "outputs", s->outputs },
		{ "solver_ns", s->solver_ns },
		{ "elapsed_ns", s->elapsed_ns },
		{ "predicted", s->predicted },
		{ "followed", s->followed },
		{ "failed_checks", s->failed_checks },
	};
	jsonout_object(&json);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		jsonout_key(&json, rows[i].key);
		jsonout_unsigned(&json, rows[i].value);
	}
	jsonout_key(&json, "finished");
	jsonout_bool(&json, s->finished);
	jsonout_key(&json, "reproduce");
	jsonout_array(&json);
	show_findings(call, &json, opts->out, "crashes");
	show_findings(call, &json, opts->out, "hangs");
	jsonout_end(&json);
	if (slow) {
		jsonout_key(&json, "slow");
		why_slow_json(slow, &json);
	}
	jsonout_end(&json);
	jsonout_newline(&json);
}

static void print_text(struct cli_call *call, const struct explore_opts *opts,
		       const struct explore_stats *s)
{
	fprintf(call->out, "%" PRIu64 " runs in %.1f s, %s\n", s->runs, seconds(s->elapsed_ns),
		s->finished ? "nothing left to try" : "stopped before everything was tried");
	fprintf(call->out, "covered    %" PRIu64 " of %" PRIu64 " places (%.1f %%)\n", s->covered,
		s->places, share(s->covered, s->places));
	fprintf(call->out, "inputs     %" PRIu64 " in %s/queue\n", s->kept, opts->out);
	if (s->crashes)
		fprintf(call->out, "crashes    %" PRIu64 " in %s/crashes\n", s->crashes, opts->out);
	if (s->assertions)
		fprintf(call->out, "           %" PRIu64 " of them by leaf_assert()\n",
			s->assertions);
	show_findings(call, NULL, opts->out, "crashes");
	if (s->hangs)
		fprintf(call->out, "hangs      %" PRIu64 " in %s/hangs\n", s->hangs, opts->out);
	show_findings(call, NULL, opts->out, "hangs");
	fprintf(call->out,
		"questions  %" PRIu64 ", %" PRIu64
		" answered by an input, solver %.0f %% of the time\n",
		s->questions, s->outputs, share(s->solver_ns, s->elapsed_ns));
	if (s->predicted)
		fprintf(call->out,
			"followed   %" PRIu64 " of %" PRIu64
			" inputs went the way that they were made for (%.1f %%)\n",
			s->followed, s->predicted, share(s->followed, s->predicted));
	if (s->failed_checks)
		fprintf(call->out, "failed     %" PRIu64 " checks of constraints and answers\n",
			s->failed_checks);
}

leaf_err cmd_explore(struct cli_call *call)
{
	const struct explore_opts *opts = call->opts;
	struct shown shown = { .call = call, .terminal = isatty(STDERR_FILENO) };
	struct explore_stats stats;
	if (opts->map)
		return explore_write_map(opts->map,
					 &(struct explore_options){ .argv = call->operands,
								    .run_ms = opts->run_ms,
								    .run_mb = opts->run_mb });
	if (!opts->seeds)
		return leaf_fail(LEAF_E_USAGE, "no seed: give a file or a folder with -i");
	struct sigaction act = { .sa_handler = on_signal }, old_int, old_term;
	sigaction(SIGINT, &act, &old_int);
	sigaction(SIGTERM, &act, &old_term);
	leaf_err err = explore(&stats,
			       &(struct explore_options){ .argv = call->operands,
							  .seeds = opts->seeds,
							  .out = opts->out,
							  .run_ms = opts->run_ms,
							  .run_mb = opts->run_mb,
							  .total_ms = opts->time * 1000,
							  .check = opts->check,
							  .sites = opts->why_slow ? add_site : NULL,
							  .report = report,
							  .more = &shown });
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGTERM, &old_term, NULL);
	if (shown.shown)
		fputs("\r\033[K", call->err);
	if (err == LEAF_E_OK && opts->json)
		print_json(call, opts, &stats, opts->why_slow ? &shown.slow : NULL);
	else if (err == LEAF_E_OK)
		print_text(call, opts, &stats);
	if (err == LEAF_E_OK && opts->why_slow && !opts->json)
		why_slow_print(&shown.slow, call->out);
	why_slow_release(&shown.slow);
	if (err != LEAF_E_OK)
		return err;
	if (stats.crashes || stats.hangs)
		call->exit_code = CLI_EXIT_FINDING;
	return LEAF_E_OK;
}

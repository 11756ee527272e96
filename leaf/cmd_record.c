/* cmd_record.c - `leaf record info|text|folded`: read what LEAF_RECORD made. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "leaf/commands.h"
#include "leaf/jsonout.h"
#include "leaf/record_open.h"
#include "leaf/record_show.h"
#include "record/recfold.h"

#define CLI_NAME record_info
#define CLI_ROWS "leaf/record_info_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME record_text
#define CLI_ROWS "leaf/record_text_opts.def"
#include "leaf/cli_table.h"
#define CLI_NAME record_folded
#define CLI_ROWS "leaf/record_folded_opts.def"
#include "leaf/cli_table.h"

/* ---- info ---- */

/* What the records tell when all are read. */
struct tally {
	uint64_t spans, events, left, still_open, dropped, lost_parts, damaged;
	uint64_t last; /* tick */
};

static leaf_err count_thread(struct tally *tally, const struct record_opened *opened,
			     const struct recthread *thread)
{
	struct recwalk walk;
	struct recstep step;
	int there = 1;
	leaf_err err = LEAF_E_OK;
	recwalk_init(&walk, &opened->run, &opened->sites, thread->part, thread->end);
	while (there && (err = recwalk_next(&walk, &step, &there)) == LEAF_E_OK && there) {
		tally->spans += step.kind == RECSTEP_OPEN;
		tally->events += step.kind == RECSTEP_EVENT;
		tally->left += step.kind == RECSTEP_LEFT;
		tally->still_open += step.kind == RECSTEP_STILL_OPEN;
		tally->dropped += step.kind == RECSTEP_DROPPED ? step.count : 0;
		tally->lost_parts += step.kind == RECSTEP_LOST ? step.count : 0;
		tally->damaged += step.kind == RECSTEP_DAMAGE;
		if (step.ticks > tally->last)
			tally->last = step.ticks;
	}
	recwalk_release(&walk);
	return err;
}

static leaf_err count_all(struct tally *tally, const struct record_opened *opened)
{
	struct recthread *threads = NULL;
	size_t n;
	LEAF_TRY(recthreads_list(&threads, &n, &opened->parts));
	leaf_err err = LEAF_E_OK;
	for (size_t i = 0; i < n && err == LEAF_E_OK; i++)
		err = count_thread(tally, opened, &threads[i]);
	free(threads);
	return err;
}

static size_t count_threads(const struct recparts *parts)
{
	size_t n = 0;
	for (size_t i = 0; i < parts->n; i++)
		n += !i || parts->parts[i].thread != parts->parts[i - 1].thread;
	return n;
}

static const char *fate_text(enum recrun_fate fate)
{
	static const char *const texts[] = { "ended", "running", "cut off" };
	return texts[fate];
}

/* The arguments with blanks between them. */
static void command_text(const struct rec_meta *meta, char *out)
{
	size_t len = meta->command_len;
	while (len && !meta->command[len - 1])
		len--;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)meta->command[i];
		out[i] = (char)(c < ' ' || c == 127 ? ' ' : c);
	}
	out[len] = 0;
}

static void start_text(const struct rec_meta *meta, char *out, size_t cap)
{
	time_t seconds = (time_t)(meta->wall_ns / 1000000000u);
	struct tm parts;
	if (!localtime_r(&seconds, &parts) || !strftime(out, cap, "%Y-%m-%d %H:%M:%S %z", &parts))
		snprintf(out, cap, "?");
}

static void info_text(FILE *out, const char *path, const struct record_opened *opened,
		      const struct tally *tally)
{
	const struct rec_meta *meta = &opened->run.meta;
	char command[sizeof meta->command + 1], start[64];
	unsigned long long bytes = (unsigned long long)(opened->run.data.len +
							opened->run.rings.len +
							opened->run.sites.len + REC_META_SIZE);
	command_text(meta, command);
	start_text(meta, start, sizeof start);
	fprintf(out, "run %s\n", record_base_name(path));
	fprintf(out, "  command      %s\n", command);
	fprintf(out, "  process      %u%s\n", meta->pid, meta->parent_wall ? ", forked" : "");
	fprintf(out, "  started      %s\n", start);
	fprintf(out, "  fate         %s\n",
		opened->run.fate == RECRUN_CUT_OFF ? "cut off: killed, crashed, _exit or exec"
						   : fate_text(opened->run.fate));
	fprintf(out, "  threads      %zu\n", count_threads(&opened->parts));
	fprintf(out, "  call sites   %zu\n", opened->sites.n_known);
	fprintf(out, "  parts        %zu\n", opened->parts.n);
	fprintf(out, "  bytes        %llu\n", bytes);
	if (meta->cap)
		fprintf(out, "  keeps        the last %llu MiB\n",
			(unsigned long long)(meta->cap >> 20));
	if (tally) {
		fprintf(out, "  time         %.9f s\n",
			(double)recrun_ns(&opened->run, tally->last) / 1e9);
		fprintf(out, "  spans        %llu\n", (unsigned long long)tally->spans);
		fprintf(out, "  events       %llu\n", (unsigned long long)tally->events);
		if (tally->still_open)
			fprintf(out, "  still open   %llu\n",
				(unsigned long long)tally->still_open);
		if (tally->left)
			fprintf(out, "  left by jump %llu\n", (unsigned long long)tally->left);
		if (tally->lost_parts)
			fprintf(out, "  parts gone   %llu\n",
				(unsigned long long)tally->lost_parts);
		if (tally->damaged)
			fprintf(out, "  damaged      %llu part%s\n",
				(unsigned long long)tally->damaged, CLI_S(tally->damaged));
	}
	if (meta->lost_bytes)
		fprintf(out, "  not written  %llu byte%s in %llu part%s\n",
			(unsigned long long)meta->lost_bytes, CLI_S(meta->lost_bytes),
			(unsigned long long)meta->lost_parts, CLI_S(meta->lost_parts));
	if (meta->dropped)
		fprintf(out, "  dropped      %llu record%s\n", (unsigned long long)meta->dropped,
			CLI_S(meta->dropped));
	if (opened->sites.n_damaged || opened->parts.n_damaged)
		fprintf(out, "  unreadable   %zu piece%s of 'sites', %zu part%s of 'data'\n",
			opened->sites.n_damaged, CLI_S(opened->sites.n_damaged),
			opened->parts.n_damaged, CLI_S(opened->parts.n_damaged));
}

static void put_number(struct jsonout *json, const char *key, uint64_t number)
{
	jsonout_key(json, key);
	jsonout_unsigned(json, number);
}

static void info_json(FILE *out, const char *path, const struct record_opened *opened,
		      const struct tally *tally)
{
	const struct rec_meta *meta = &opened->run.meta;
	struct jsonout json = { .out = out };
	char command[sizeof meta->command + 1];
	command_text(meta, command);
	jsonout_object(&json);
	jsonout_key(&json, "run");
	jsonout_text(&json, record_base_name(path));
	jsonout_key(&json, "command");
	jsonout_text(&json, command);
	jsonout_key(&json, "fate");
	jsonout_text(&json, fate_text(opened->run.fate));
	put_number(&json, "process", meta->pid);
	put_number(&json, "parent", meta->parent_pid);
	jsonout_key(&json, "forked");
	jsonout_bool(&json, meta->parent_wall != 0);
	put_number(&json, "started_ns", meta->wall_ns);
	put_number(&json, "threads", count_threads(&opened->parts));
	put_number(&json, "sites", opened->sites.n_known);
	put_number(&json, "parts", opened->parts.n);
	put_number(&json, "data_bytes", opened->run.data.len);
	put_number(&json, "keeps_bytes", meta->cap);
	put_number(&json, "not_written_bytes", meta->lost_bytes);
	put_number(&json, "not_written_parts", meta->lost_parts);
	put_number(&json, "dropped", meta->dropped);
	put_number(&json, "stale_closes", meta->stale);
	put_number(&json, "unreadable", opened->sites.n_damaged + opened->parts.n_damaged);
	if (tally) {
		jsonout_key(&json, "ns");
		jsonout_signed(&json, recrun_ns(&opened->run, tally->last));
		put_number(&json, "spans", tally->spans);
		put_number(&json, "events", tally->events);
		put_number(&json, "still_open", tally->still_open);
		put_number(&json, "left", tally->left);
		put_number(&json, "parts_gone", tally->lost_parts);
		put_number(&json, "parts_damaged", tally->damaged);
	}
	jsonout_end(&json);
	jsonout_newline(&json);
}

static leaf_err info_run(struct cli_call *call, const char *path)
{
	const struct record_info_opts *opts = call->opts;
	struct record_opened opened;
	struct tally tally = { 0 };
	LEAF_TRY(record_open_run(&opened, path));
	tally.last = opened.run.meta.first.ticks;
	leaf_err err = opts->quick ? LEAF_E_OK : count_all(&tally, &opened);
	if (err == LEAF_E_OK)
		(opts->json ? info_json : info_text)(call->out, path, &opened,
						     opts->quick ? NULL : &tally);
	if (tally.damaged || opened.sites.n_damaged || opened.parts.n_damaged)
		call->exit_code = CLI_EXIT_FINDING;
	record_release(&opened);
	return err;
}

leaf_err cmd_record_info(struct cli_call *call)
{
	struct recrun_list list;
	size_t n_bad = 0;
	LEAF_TRY(recrun_find(&list, call->operands[0]));
	for (size_t i = 0; i < list.n; i++) {
		if (info_run(call, list.paths[i]) == LEAF_E_OK)
			continue;
		cli_note(call, "%s", leaf_err_text());
		n_bad++;
	}
	size_t n = list.n;
	recrun_list_release(&list);
	if (n_bad == n)
		return leaf_fail(LEAF_E_SYNTAX, "no run in '%s' can be read", call->operands[0]);
	if (n_bad)
		call->exit_code = CLI_EXIT_FINDING;
	return LEAF_E_OK;
}

/* ---- text ---- */

/* A time such as 1.5s, 20ms, 300us, 7ns; without a unit seconds. */
static leaf_err parse_time(int64_t *ns, const char *text)
{
	static const struct {
		const char *unit;
		double ns;
	} units[] = { { "", 1e9 }, { "s", 1e9 }, { "ms", 1e6 }, { "us", 1e3 }, { "ns", 1 } };
	char *end;
	double number = strtod(text, &end);
	for (size_t i = 0; i < sizeof units / sizeof *units && end != text; i++)
		if (strcmp(end, units[i].unit) == 0 && number * units[i].ns < 9e18 &&
		    number * units[i].ns > -9e18) {
			*ns = (int64_t)(number * units[i].ns);
			return LEAF_E_OK;
		}
	return leaf_fail(LEAF_E_USAGE, "'%s' is no time; 1.5, 20ms, 300us and 7ns are", text);
}

leaf_err cmd_record_text(struct cli_call *call)
{
	const struct record_text_opts *opts = call->opts;
	struct record_window window = { .since = INT64_MIN, .until = INT64_MAX };
	struct record_opened opened;
	LEAF_TRY(record_thread_number(&window.only, opts->thread));
	if (opts->since)
		LEAF_TRY(parse_time(&window.since, opts->since));
	if (opts->until)
		LEAF_TRY(parse_time(&window.until, opts->until));
	LEAF_TRY(record_open_chosen(call, &opened, opts->run));
	leaf_err err = (opts->json ? record_show_json : record_show_text)(
		call->out, &opened.run, &opened.sites, &opened.parts, &window);
	record_release(&opened);
	return err;
}

/* ---- folded ---- */

leaf_err cmd_record_folded(struct cli_call *call)
{
	enum { DEPTH_MAX = 1000000 };
	const struct record_folded_opts *opts = call->opts;
	struct recfold_options options = { .all_threads = opts->collapse,
					   .file_and_line = opts->lines };
	struct record_opened opened;
	LEAF_TRY(record_thread_number(&options.only, opts->thread));
	if (opts->depth < 1 || opts->depth > DEPTH_MAX)
		return leaf_fail(LEAF_E_USAGE, "--depth takes 1 to %d", DEPTH_MAX);
	options.depth = (uint32_t)opts->depth;
	LEAF_TRY(record_open_chosen(call, &opened, opts->run));
	leaf_err err = recfold_write(call->out, &opened.run, &opened.sites, &opened.parts,
				     &options);
	record_release(&opened);
	return err;
}

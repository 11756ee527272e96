/* cmd_record_chrome.c - `leaf record chrome`: a recording as Chrome's trace events. */
#include <stdio.h>

#include "leaf/commands.h"
#include "leaf/jsonout.h"
#include "leaf/record_open.h"
#include "leaf/record_show.h"

#define CLI_NAME record_chrome
#define CLI_ROWS "leaf/record_chrome_opts.def"
#include "leaf/cli_table.h"

struct chrome {
	struct jsonout json;
	const struct recrun *run;
};

static void put_text(struct jsonout *json, const char *key, const char *text)
{
	jsonout_key(json, key);
	jsonout_text(json, text);
}

/* What each event has: its phase, its thread, its time in microseconds. */
static void begin_event(struct chrome *chrome, const char *phase, const char *name,
			const struct recmerge_told *told)
{
	struct jsonout *json = &chrome->json;
	jsonout_object(json);
	put_text(json, "ph", phase);
	put_text(json, "name", name);
	jsonout_key(json, "pid");
	jsonout_unsigned(json, chrome->run->meta.pid);
	jsonout_key(json, "tid");
	jsonout_unsigned(json, told->walk->tid);
	jsonout_key(json, "ts");
	jsonout_double(json, (double)recrun_ns(chrome->run, told->step->ticks) / 1000);
}

static void put_place(struct jsonout *json, const struct recsite *site)
{
	char place[4096];
	put_text(json, "cat", site->target);
	snprintf(place, sizeof place, "%s:%u", site->file, (unsigned)site->line);
	put_text(json, "loc", place);
}

/* The values from field 'first' on; a plot's are named by its first. */
static void put_values(struct jsonout *json, const struct recstep *step)
{
	struct leaf_value value;
	jsonout_key(json, "args");
	jsonout_object(json);
	for (unsigned i = 0; step->values && i < step->site->n_fields; i++)
		if (recsite_value(step->site, step->values, i, &value)) {
			jsonout_key(json, step->site->names[i]);
			record_put_value(json, &value);
		}
	jsonout_end(json);
}

static void name_thread(struct chrome *chrome, const struct recmerge_told *told)
{
	begin_event(chrome, "M", "thread_name", told);
	jsonout_key(&chrome->json, "args");
	jsonout_object(&chrome->json);
	put_text(&chrome->json, "name", told->walk->name);
	jsonout_end(&chrome->json);
	jsonout_end(&chrome->json);
}

static void put_open(struct chrome *chrome, const struct recmerge_told *told)
{
	const struct recsite *site = told->step->site;
	begin_event(chrome, "B", site ? site->name : "?", told);
	if (site) {
		put_place(&chrome->json, site);
		put_values(&chrome->json, told->step);
	}
	jsonout_end(&chrome->json);
}

static void put_close(struct chrome *chrome, const struct recmerge_told *told)
{
	const struct recsite *site = told->step->site;
	begin_event(chrome, "E", site ? site->name : "?", told);
	jsonout_end(&chrome->json);
}

/* Text of a value that is to be a name, cut to fit. */
static void name_of(const struct recstep *step, char *out, size_t cap)
{
	struct leaf_value value;
	int there = step->site->n_fields && recsite_value(step->site, step->values, 0, &value) &&
		    value.type == LEAF_TYPE_TEXT && value.data;
	snprintf(out, cap, "%.*s", there ? (int)value.len : 1,
		 there ? (const char *)value.data : "?");
}

static void put_plot(struct chrome *chrome, const struct recmerge_told *told)
{
	char name[REC_VALUE_MAX + 1];
	struct leaf_value value;
	name_of(told->step, name, sizeof name);
	if (told->step->site->n_fields < 2 ||
	    !recsite_value(told->step->site, told->step->values, 1, &value))
		return;
	begin_event(chrome, "C", name, told);
	jsonout_key(&chrome->json, "args");
	jsonout_object(&chrome->json);
	jsonout_key(&chrome->json, "value");
	record_put_value(&chrome->json, &value);
	jsonout_end(&chrome->json);
	jsonout_end(&chrome->json);
}

static void put_event(struct chrome *chrome, const struct recmerge_told *told)
{
	const struct recsite *site = told->step->site;
	char name[REC_VALUE_MAX + 1];
	if (!site)
		return;
	if (site->kind == LEAF_KIND_PLOT) {
		put_plot(chrome, told);
		return;
	}
	int is_frame = site->kind == LEAF_KIND_FRAME;
	if (is_frame)
		name_of(told->step, name, sizeof name);
	begin_event(chrome, "i", is_frame ? name : site->name, told);
	put_text(&chrome->json, "s", is_frame ? "p" : "t");
	put_place(&chrome->json, site);
	put_values(&chrome->json, told->step);
	jsonout_end(&chrome->json);
}

/* A field that was told late: an instant of its own inside the span. */
static void put_late(struct chrome *chrome, const struct recmerge_told *told)
{
	const struct recstep *step = told->step;
	if (!step->site)
		return;
	begin_event(chrome, "i", step->site->names[step->field], told);
	put_text(&chrome->json, "s", "t");
	jsonout_key(&chrome->json, "args");
	jsonout_object(&chrome->json);
	jsonout_key(&chrome->json, step->site->names[step->field]);
	record_put_value(&chrome->json, &step->late);
	jsonout_end(&chrome->json);
	jsonout_end(&chrome->json);
}

static void put_step(struct chrome *chrome, const struct recmerge_told *told)
{
	if (!*told->note)
		name_thread(chrome, told);
	*told->note = 1;
	switch (told->step->kind) {
	case RECSTEP_OPEN:
	case RECSTEP_RESUMED:
		put_open(chrome, told);
		return;
	case RECSTEP_CLOSE:
	case RECSTEP_LEFT:
	case RECSTEP_CLOSED_UNSEEN:
	case RECSTEP_STILL_OPEN:
		put_close(chrome, told);
		return;
	case RECSTEP_EVENT:
		put_event(chrome, told);
		return;
	case RECSTEP_LATE:
		put_late(chrome, told);
		return;
	default:
		return;
	}
}

static leaf_err put_run(FILE *out, const struct record_opened *opened, uint32_t only)
{
	struct chrome chrome = { .json = { .out = out }, .run = &opened->run };
	struct recmerge merge;
	struct recmerge_told told;
	leaf_err err;
	LEAF_TRY(recmerge_init(&merge, &opened->run, &opened->sites, &opened->parts, only));
	jsonout_object(&chrome.json);
	put_text(&chrome.json, "displayTimeUnit", "ns");
	jsonout_key(&chrome.json, "traceEvents");
	jsonout_array(&chrome.json);
	while ((err = recmerge_next(&merge, &told)) == LEAF_E_OK && told.step && !ferror(out)) {
		put_step(&chrome, &told);
		fputc('\n', out);
	}
	jsonout_end(&chrome.json);
	jsonout_end(&chrome.json);
	jsonout_newline(&chrome.json);
	recmerge_release(&merge);
	return err;
}

leaf_err cmd_record_chrome(struct cli_call *call)
{
	const struct record_chrome_opts *opts = call->opts;
	struct record_opened opened;
	uint32_t only;
	LEAF_TRY(record_thread_number(&only, opts->thread));
	LEAF_TRY(record_open_chosen(call, &opened, opts->run));
	leaf_err err = put_run(call->out, &opened, only);
	record_release(&opened);
	return err;
}

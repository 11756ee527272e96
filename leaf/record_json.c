/* record_json.c - a recording as JSON, one object a line. */
#include <string.h>

#include "leaf/jsonout.h"
#include "leaf/record_show.h"

static const char *kind_name(enum recstep_kind kind)
{
	switch (kind) {
	case RECSTEP_OPEN:
		return "open";
	case RECSTEP_RESUMED:
		return "resumed";
	case RECSTEP_CLOSE:
		return "close";
	case RECSTEP_LEFT:
		return "left";
	case RECSTEP_CLOSED_UNSEEN:
		return "closed_unseen";
	case RECSTEP_STILL_OPEN:
		return "still_open";
	case RECSTEP_EVENT:
		return "event";
	case RECSTEP_LATE:
		return "late";
	case RECSTEP_FOLLOWS:
		return "follows";
	case RECSTEP_DROPPED:
		return "dropped";
	case RECSTEP_LOST:
		return "lost";
	case RECSTEP_DAMAGE:
		return "damage";
	case RECSTEP_ENDED:
		return "thread_ended";
	}
	return "?";
}

static void put_shown(struct jsonout *json, const struct leaf_value *value)
{
	size_t len;
	const char *text = record_value_text(value, &len);
	jsonout_bytes(json, text, len);
}

/* A signed number of at most 8 bytes. */
static int64_t signed_of(const struct leaf_value *value)
{
	unsigned shift = 64 - 8 * (unsigned)value->len;
	return (int64_t)(leaf_value_u64(value) << shift) >> shift;
}

void record_put_value(struct jsonout *json, const struct leaf_value *value)
{
	int small = value->len == 1 || value->len == 2 || value->len == 4 || value->len == 8;
	switch (value->type) {
	case LEAF_TYPE_BOOL:
		jsonout_bool(json, leaf_value_u64(value) != 0);
		return;
	case LEAF_TYPE_INT:
		if (small) {
			jsonout_signed(json, signed_of(value));
			return;
		}
		break;
	case LEAF_TYPE_UINT:
		if (small) {
			jsonout_unsigned(json, leaf_value_u64(value));
			return;
		}
		break;
	case LEAF_TYPE_FLOAT:
		jsonout_double(json, leaf_value_double(value));
		return;
	case LEAF_TYPE_TEXT:
	case LEAF_TYPE_SHOWN:
		if (value->data)
			jsonout_bytes(json, value->data, value->len);
		else
			jsonout_null(json);
		return;
	default:
		break;
	}
	put_shown(json, value);
}

static void put_values(struct jsonout *json, const struct recstep *step)
{
	jsonout_key(json, "fields");
	jsonout_object(json);
	for (unsigned i = 0; i < step->site->n_fields; i++) {
		struct leaf_value value;
		if (!recsite_value(step->site, step->values, i, &value))
			continue;
		jsonout_key(json, step->site->names[i]);
		record_put_value(json, &value);
	}
	jsonout_end(json);
}

static void put_site(struct jsonout *json, const struct recstep *step)
{
	const struct recsite *site = step->site;
	if (step->kind != RECSTEP_EVENT) {
		jsonout_key(json, "depth");
		jsonout_unsigned(json, step->depth);
	}
	if (!site)
		return;
	jsonout_key(json, "level");
	jsonout_text(json, record_level_name(site->level));
	jsonout_key(json, "target");
	jsonout_text(json, site->target);
	jsonout_key(json, step->kind == RECSTEP_EVENT ? "message" : "name");
	jsonout_text(json, site->name);
	if (step->kind == RECSTEP_OPEN || step->kind == RECSTEP_EVENT) {
		jsonout_key(json, "file");
		jsonout_text(json, site->file);
		jsonout_key(json, "line");
		jsonout_unsigned(json, site->line);
		put_values(json, step);
	}
}

static void put_number(struct jsonout *json, const char *key, uint64_t number)
{
	if (number) {
		jsonout_key(json, key);
		jsonout_unsigned(json, number);
	}
}

static int is_about_span(enum recstep_kind kind)
{
	return kind <= RECSTEP_FOLLOWS;
}

static void put_step(struct jsonout *json, const struct recrun *run,
		     const struct recmerge_told *told)
{
	const struct recstep *step = told->step;
	int64_t ns = recrun_ns(run, step->ticks);
	jsonout_object(json);
	jsonout_key(json, "kind");
	jsonout_text(json, kind_name(step->kind));
	jsonout_key(json, "ns");
	jsonout_signed(json, ns);
	jsonout_key(json, "thread");
	jsonout_unsigned(json, step->thread);
	jsonout_key(json, "thread_name");
	jsonout_text(json, told->walk->name);
	if (is_about_span(step->kind))
		put_site(json, step);
	if ((step->kind == RECSTEP_CLOSE || step->kind == RECSTEP_LEFT ||
	     step->kind == RECSTEP_STILL_OPEN) &&
	    step->opened) {
		jsonout_key(json, "duration");
		jsonout_signed(json, ns - recrun_ns(run, step->opened));
	}
	put_number(json, "id", step->id);
	put_number(json, step->kind == RECSTEP_FOLLOWS ? "cause" : "parent", step->other);
	if (step->kind == RECSTEP_LATE && step->site) {
		jsonout_key(json, "fields");
		jsonout_object(json);
		jsonout_key(json, step->site->names[step->field]);
		record_put_value(json, &step->late);
		jsonout_end(json);
	}
	put_number(json, step->kind == RECSTEP_DAMAGE ? "offset" : "count", step->count);
	jsonout_end(json);
	jsonout_newline(json);
}

leaf_err record_show_json(FILE *out, const struct recrun *run, const struct recsites *sites,
			  const struct recparts *parts, const struct record_window *window)
{
	struct jsonout json = { .out = out };
	struct recmerge merge;
	struct recmerge_told told;
	leaf_err err;
	LEAF_TRY(recmerge_init(&merge, run, sites, parts, window->only));
	while ((err = recmerge_next(&merge, &told)) == LEAF_E_OK && told.step && !ferror(out)) {
		int64_t ns = recrun_ns(run, told.step->ticks);
		if (ns >= window->since && ns <= window->until)
			put_step(&json, run, &told);
	}
	recmerge_release(&merge);
	return err;
}

/* record_text.c - a recording as text: the tree that the text log prints, with times. */
#include <stdlib.h>
#include <string.h>

#include "leaf/cli.h"
#include "leaf/record_show.h"
#include "trace/escape.h"

const char *record_level_name(unsigned level)
{
	static const char *const names[] = { "OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE" };
	return level < sizeof names / sizeof *names ? names[level] : "?";
}

const char *record_value_text(const struct leaf_value *value, size_t *len)
{
	static char text[6 * REC_VALUE_MAX + 1024]; /* an escaped byte takes six at most */
	size_t need = leaf_value_show(value, text, sizeof text);
	*len = need < sizeof text ? need : sizeof text;
	return text;
}

static void put(FILE *out, const char *text)
{
	char escaped[8 * 1024];
	struct leaf__out_text to = { escaped, sizeof escaped, 0 };
	leaf__out_escaped(&to, text, strlen(text), 0);
	fwrite(escaped, 1, to.len < sizeof escaped ? to.len : sizeof escaped, out);
}

static void put_duration(FILE *out, int64_t ns)
{
	double n = (double)ns;
	if (ns < 1000)
		fprintf(out, "%6lld ns", (long long)ns);
	else if (ns < 1000000)
		fprintf(out, "%6.2f us", n / 1e3);
	else if (ns < 1000000000)
		fprintf(out, "%6.2f ms", n / 1e6);
	else
		fprintf(out, "%6.2f s ", n / 1e9);
}

/* Seconds since the start of the run; those before the point 'width' wide. */
static void put_time(FILE *out, const struct recrun *run, uint64_t ticks, int width)
{
	int64_t ns = recrun_ns(run, ticks);
	int64_t whole = ns < 0 ? -(-ns / 1000000000) : ns / 1000000000;
	int64_t rest = ns < 0 ? -ns % 1000000000 : ns % 1000000000;
	fprintf(out, "%s%*lld.%09lld", ns < 0 && !whole ? "-" : "", width, (long long)whole,
		(long long)rest);
}

/* The columns before the tree: time, thread, duration. */
static void put_columns(FILE *out, const struct recrun *run, const struct recstep *step,
			const struct recstep *closing)
{
	int64_t ns = recrun_ns(run, step->ticks);
	put_time(out, run, step->ticks, 3);
	fprintf(out, " %3u ", step->thread);
	if (closing && closing->opened)
		put_duration(out, ns < INT64_MAX ? recrun_ns(run, closing->ticks) -
							   recrun_ns(run, closing->opened)
						 : 0);
	else
		fputs("         ", out);
	fprintf(out, " %*s", 2 * (int)(step->depth < 500 ? step->depth : 500), "");
}

static void put_name(FILE *out, const struct recsite *site)
{
	if (!site) {
		fputs("[unknown]", out);
		return;
	}
	put(out, site->target);
	fputs("::", out);
	put(out, site->name);
}

static void put_value(FILE *out, const char *name, const struct leaf_value *value)
{
	size_t len;
	const char *text = record_value_text(value, &len);
	put(out, name);
	fputc('=', out);
	fwrite(text, 1, len, out);
}

static void put_values(FILE *out, const struct recstep *step, const char *before)
{
	const struct recsite *site = step->site;
	for (unsigned i = 0; i < site->n_fields; i++) {
		struct leaf_value value;
		if (!recsite_value(site, step->values, i, &value))
			continue;
		fputs(before, out);
		put_value(out, site->names[i], &value);
		before = ", ";
	}
	if (site->n_more)
		fprintf(out, "%s+%u more", before, site->n_more);
}

static void put_event(FILE *out, const struct recstep *step)
{
	const struct recsite *site = step->site;
	fprintf(out, "%s ", record_level_name(site->level));
	put(out, site->target);
	if (*site->name) {
		fputc(' ', out);
		put(out, site->name);
	}
	put_values(out, step, *site->name ? ", " : " ");
}

/* Spans that had an identity, the last ones; what others refer to is seldom older. */
struct known {
	uint64_t id, ticks;
	const struct recsite *site;
};
enum { KNOWN = 1 << 16 };

/* Another span by its name and the time of its line. */
static void put_span(FILE *out, const struct recrun *run, const struct known *known, uint64_t id)
{
	const struct known *span = &known[id % KNOWN];
	if (span->id != id) {
		fprintf(out, "span %llu", (unsigned long long)id);
		return;
	}
	put_name(out, span->site);
	fputs(" of ", out);
	put_time(out, run, span->ticks, 0);
}

static void put_step(FILE *out, const struct recrun *run, const struct known *known,
		     const struct recstep *step)
{
	switch (step->kind) {
	case RECSTEP_OPEN:
		put_name(out, step->site);
		put_values(out, step, " ");
		if (step->other) {
			fputs(" (under ", out);
			put_span(out, run, known, step->other);
			fputc(')', out);
		}
		break;
	case RECSTEP_RESUMED:
		put_name(out, step->site);
		fputs(" (open already)", out);
		break;
	case RECSTEP_CLOSE:
	case RECSTEP_LEFT:
	case RECSTEP_CLOSED_UNSEEN:
	case RECSTEP_STILL_OPEN:
		fputs("/ ", out);
		put_name(out, step->site);
		fputs(step->kind == RECSTEP_LEFT	    ? " (left without a return)"
		      : step->kind == RECSTEP_CLOSED_UNSEEN ? " (closed in a part that is lost)"
		      : step->kind == RECSTEP_STILL_OPEN    ? " (still open)"
							    : "",
		      out);
		break;
	case RECSTEP_EVENT:
		put_event(out, step);
		break;
	case RECSTEP_LATE:
		fputs(". ", out);
		put_name(out, step->site);
		fputc(' ', out);
		put_value(out, step->site ? step->site->names[step->field] : "?", &step->late);
		break;
	case RECSTEP_FOLLOWS:
		fputs(". ", out);
		put_name(out, step->site);
		fputs(" follows ", out);
		put_span(out, run, known, step->other);
		break;
	case RECSTEP_DROPPED:
		fprintf(out, "[%llu record%s dropped]", (unsigned long long)step->count,
			CLI_S(step->count));
		break;
	case RECSTEP_LOST:
		fprintf(out, "[%llu part%s lost]", (unsigned long long)step->count,
			CLI_S(step->count));
		break;
	case RECSTEP_DAMAGE:
		fprintf(out, "[damaged from offset %llu on]", (unsigned long long)step->count);
		break;
	case RECSTEP_ENDED:
		fputs("[thread ended]", out);
		break;
	}
}

/* Whether the span that opens is closed by the very next step. */
static int is_leaf(const struct recmerge_told *told)
{
	return told->step->kind == RECSTEP_OPEN && told->following &&
	       told->following->kind == RECSTEP_CLOSE;
}

static void show(FILE *out, const struct recrun *run, const struct known *known,
		 const struct recmerge_told *told)
{
	const struct recstep *step = told->step;
	int ends = step->kind == RECSTEP_CLOSE || step->kind == RECSTEP_LEFT ||
		   step->kind == RECSTEP_STILL_OPEN;
	if (step->kind == RECSTEP_ENDED)
		return;
	put_columns(out, run, step, is_leaf(told) ? told->following : ends ? step : NULL);
	put_step(out, run, known, step);
	fputc('\n', out);
}

leaf_err record_show_text(FILE *out, const struct recrun *run, const struct recsites *sites,
			  const struct recparts *parts, const struct record_window *window)
{
	struct recmerge merge;
	struct recmerge_told told;
	leaf_err err;
	struct known *known = calloc(KNOWN, sizeof *known);
	if (!known)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the names of parents");
	err = recmerge_init(&merge, run, sites, parts, window->only);
	if (err != LEAF_E_OK) {
		free(known);
		return err;
	}
	while ((err = recmerge_next(&merge, &told)) == LEAF_E_OK && told.step && !ferror(out)) {
		int64_t ns = recrun_ns(run, told.step->ticks);
		int said = *told.note && told.step->kind == RECSTEP_CLOSE;
		*told.note = is_leaf(&told) && ns >= window->since && ns <= window->until;
		if (!said && ns >= window->since && ns <= window->until)
			show(out, run, known, &told);
		if (told.step->kind == RECSTEP_OPEN && told.step->id)
			known[told.step->id % KNOWN] = (struct known){ told.step->id,
								       told.step->ticks,
								       told.step->site };
	}
	recmerge_release(&merge);
	free(known);
	return err;
}

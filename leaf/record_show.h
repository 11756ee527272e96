/* record_show.h - a recording as lines of text or of JSON. */
#ifndef LEAF_LEAF_RECORD_SHOW_H
#define LEAF_LEAF_RECORD_SHOW_H

#include <stdio.h>

#include "record/recmerge.h"

/* What of a run is shown. */
struct record_window {
	uint32_t only;	      /* this thread alone; 0: all */
	int64_t since, until; /* ns from the start of the run */
};

/*
 * Write a line per span, event and whatever else is to be said, in the order of time. Spans
 * inside which nothing happened have their duration on their line, others a line at their end.
 *
 * Errors: NOMEM; failed writes are for the caller to notice by ferror(out).
 */
leaf_err record_show_text(FILE *out, const struct recrun *run, const struct recsites *sites,
			  const struct recparts *parts, const struct record_window *window)
	LEAF_MUST_USE;

/* The same as one JSON object a line: see the guide for their members. */
leaf_err record_show_json(FILE *out, const struct recrun *run, const struct recsites *sites,
			  const struct recparts *parts, const struct record_window *window)
	LEAF_MUST_USE;

/* The value as leaf_value_show() shows it, whatever its length; valid until the next call. */
const char *record_value_text(const struct leaf_value *value, size_t *len);

/* The value as JSON has it: numbers and booleans as such, all else as text. */
struct jsonout;
void record_put_value(struct jsonout *json, const struct leaf_value *value);

const char *record_level_name(unsigned level);

#endif

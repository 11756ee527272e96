/* filter_pure.h - the probes of the filter cases, played through the functions of trace/filter.h. */
#ifndef LEAF_TESTS_FILTER_PURE_H
#define LEAF_TESTS_FILTER_PURE_H

#include <math.h>
#include <string.h>

#include "trace/filter.h"

/* ---- the columns that tell what became of the text ---- */

static const char *pure_text_of(const struct leaf__filter *filter, char *out, size_t cap)
{
	size_t len = leaf__filter_format(filter, out, cap - 1);
	out[len < cap ? len : cap - 1] = '\0';
	return out;
}

/* Returns 0 if it is not one of these columns. */
static int pure_parse_column(const char *text, const char *column, unsigned flags, char *out,
			     size_t cap)
{
	static const char *const levels[] = { "OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE" };
	const struct leaf__filter *filter;
	struct leaf__arena arena = { 0 };
	int known = 1;
	leaf_err err = LEAF_E_OK;
	*out = '\0';
	if (strcmp(column, "parse_lossy_no_default") == 0) {
		if (leaf__filter_parse(&filter, text, flags, &arena, NULL, NULL) == LEAF_E_OK)
			pure_text_of(filter, out, cap);
	} else if (strcmp(column, "EnvFilter_new") == 0) {
		flags |= LEAF__FILTER_ERRORS;
		if (leaf__filter_parse(&filter, text, flags, &arena, NULL, NULL) == LEAF_E_OK)
			pure_text_of(filter, out, cap);
	} else {
		flags |= LEAF__FILTER_STRICT;
		err = leaf__filter_parse(&filter, text, flags, &arena, NULL, NULL);
		if (strcmp(column, "strict") == 0)
			snprintf(out, cap, err ? "error: %s" : "ok", leaf_err_text());
		else if (strcmp(column, "display") == 0)
			err ? "" : pure_text_of(filter, out, cap);
		else if (strcmp(column, "max_level_hint") == 0)
			snprintf(out, cap, "%s",
				 err ? "None" : levels[leaf__filter_max_level(filter)]);
		else
			known = 0;
	}
	leaf__arena_release(&arena);
	return known;
}

/* ---- the probes ---- */

struct pure_field {
	const char *name;
	struct leaf_value value; /* type LATE: not recorded yet */
};

struct pure_span {
	const char *column; /* as it is named there */
	const char *target, *name;
	unsigned level, n_fields;
	struct pure_field fields[5];
};

#define PURE_UINT(number)                                                                          \
	{                                                                                          \
		LEAF_TYPE_UINT, &(const leaf_u64){ number }, 8, 0                                  \
	}
#define PURE_INT(number)                                                                           \
	{                                                                                          \
		LEAF_TYPE_INT, &(const long long){ number }, 8, 0                                  \
	}
#define PURE_BOOL(is)                                                                              \
	{                                                                                          \
		LEAF_TYPE_BOOL, &(const _Bool){ is }, 1, 0                                         \
	}
#define PURE_REAL(number)                                                                          \
	{                                                                                          \
		LEAF_TYPE_FLOAT, &(const double){ number }, 8, 0                                   \
	}
#define PURE_TEXT(text)                                                                            \
	{                                                                                          \
		LEAF_TYPE_TEXT, text, sizeof(text) - 1, 0                                          \
	}
#define PURE_CONN(column, target, level, id, name, ok, ratio, neg)                                 \
	{                                                                                          \
		column, target, "conn", level, 5,                                                  \
		{                                                                                  \
			{ "id", PURE_UINT(id) }, { "name", PURE_TEXT(name) },                      \
				{ "ok", PURE_BOOL(ok) }, { "ratio", PURE_REAL(ratio) },            \
				{ "neg", PURE_INT(neg) },                                          \
		}                                                                                  \
	}

static const struct pure_span pure_spans[] = {
	PURE_CONN("conn7", "app", LEAF_LEVEL_INFO, 7, "bob", 1, 1.5, -3),
	PURE_CONN("conn8", "app", LEAF_LEVEL_INFO, 8, "alice", 0, 2.5, 3),
	PURE_CONN("connT", "app", LEAF_LEVEL_TRACE, 7, "bobby", 1, (double)NAN, -3),
	PURE_CONN("oconn7", "other", LEAF_LEVEL_INFO, 7, "bob", 1, 1.5, -3),
	{ "query", "app", "query", LEAF_LEVEL_INFO, 0, { { 0 } } },
	{ "conn7/query", "other", "query", LEAF_LEVEL_INFO, 0, { { 0 } } },
	{ "conn7/",
	  "app",
	  "conn",
	  LEAF_LEVEL_INFO,
	  2,
	  { { "id", PURE_UINT(7) }, { "name", PURE_TEXT("bob") } } }, /* around conn7/query */
	{ "rec7", "app", "conn", LEAF_LEVEL_INFO, 1, { { "id", { LEAF_TYPE_LATE, 0, 0, 0 } } } },
};

struct pure_place {
	const struct leaf__filter *filter;
	struct leaf__arena *arena;
	struct leaf__scope scope;
	int span_on;
};

static int pure_get(const void *span, unsigned i, struct leaf_value *out)
{
	*out = ((const struct pure_span *)span)->fields[i].value;
	return out->type != LEAF_TYPE_LATE;
}

static struct leaf__verdict pure_judge(struct pure_place *place, const char *target,
				       const char *name, unsigned level, int is_span,
				       unsigned n_fields, const char *const *fields)
{
	struct leaf__meta meta = { target, name, level, is_span, n_fields, fields };
	struct leaf__verdict verdict = { 0 };
	leaf_err err = leaf__filter_judge(place->filter, &meta, place->arena, &verdict);
	(void)err;
	return verdict;
}

static void pure_enter(struct pure_place *place, const struct pure_span *span)
{
	const char *names[5];
	for (unsigned i = 0; i < span->n_fields; i++)
		names[i] = span->fields[i].name;
	struct leaf__verdict verdict = pure_judge(place, span->target, span->name, span->level, 1,
						  span->n_fields, names);
	place->span_on = leaf__filter_enabled(&verdict, place->scope);
	if (!verdict.scopes)
		return;
	place->scope = leaf__filter_scope(&verdict, place->scope, pure_get, span);
	place->span_on = leaf__scope_on(place->scope);
	if (strcmp(span->column, "rec7") == 0) {
		struct pure_span recorded = *span;
		recorded.fields[0].value = (struct leaf_value)PURE_UINT(7);
		place->scope = leaf__filter_record(&verdict, place->scope, pure_get, &recorded);
	}
}

static const struct pure_span *pure_find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof pure_spans / sizeof *pure_spans; i++)
		if (strlen(pure_spans[i].column) == len &&
		    memcmp(pure_spans[i].column, name, len) == 0)
			return &pure_spans[i];
	return NULL;
}

/* The most verbose event that comes through. */
static const char *pure_events(struct pure_place *place, const char *target, int has_thing)
{
	static const char *const names[] = { "-", "error", "warn", "info", "debug", "trace" };
	static const char *const thing[] = { "thing" };
	unsigned most = 0;
	for (unsigned level = LEAF_LEVEL_ERROR; level <= LEAF_LEVEL_TRACE; level++) {
		struct leaf__verdict verdict = pure_judge(place, target, "event", level, 0,
							  (unsigned)has_thing, thing);
		if (leaf__filter_enabled(&verdict, place->scope))
			most = level;
	}
	return names[most];
}

/* A column TARGET, TARGET+thing, SPAN or SPAN>TARGET. Returns NULL for an unknown one. */
static const char *pure_probe(const char *column, const struct leaf__filter *filter)
{
	static const char *const targets[] = { "app", "app::net", "application",
					       "pri", "z3",	  "other" };
	struct leaf__arena arena = { 0 };
	struct pure_place place = { filter, &arena, { 0 }, 0 };
	const char *inside = strchr(column, '>'), *got = NULL;
	size_t len = inside ? (size_t)(inside - column) : strlen(column);
	if (!len)
		return NULL;
	const struct pure_span *span = column[len - 1] == '/' ? NULL : pure_find(column, len);
	const char *target = inside ? inside + 1 : column;
	int after = len == 5 && memcmp(column, "after", 5) == 0 && inside;
	int has_thing = strcmp(column, "app+thing") == 0;
	if (has_thing)
		target = "app";
	if (span && strchr(span->column, '/'))
		pure_enter(&place, pure_find("conn7/", 6));
	if (span)
		pure_enter(&place, span);
	if (span && !inside)
		got = place.span_on ? "S" : "-";
	else if (span || after || !inside)
		for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
			if (strcmp(targets[i], target) == 0)
				got = pure_events(&place, target, has_thing);
	leaf__arena_release(&arena);
	return got;
}

/* A file_prober; ctx is an unsigned: enum leaf__filter_flags. */
__attribute__((unused)) static int pure_prober(void *ctx, const char *text, const char *column,
					       char *out)
{
	enum { CAP = 4096 };
	unsigned flags = *(const unsigned *)ctx;
	struct leaf__arena arena = { 0 };
	const struct leaf__filter *filter;
	if (pure_parse_column(text, column, flags, out, CAP))
		return 1;
	const char *got = "no memory";
	if (leaf__filter_parse(&filter, text, flags, &arena, NULL, NULL) == LEAF_E_OK)
		got = pure_probe(column, filter);
	if (got)
		snprintf(out, CAP, "%s", got);
	leaf__arena_release(&arena);
	return got != NULL;
}

#endif

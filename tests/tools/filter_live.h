/* filter_live.h - the probes of the filter cases, played through the library: spans and events. */
/*
 * The filter is given to a sink of our own: sinks' filters have nothing put in front of them. The
 * filter that governs all lets everything through.
 */
#ifndef LEAF_TESTS_FILTER_LIVE_H
#define LEAF_TESTS_FILTER_LIVE_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "leaf/sink.h"

static unsigned live_most;  /* the most verbose event that came */
static unsigned live_spans; /* how many spans came */

static void live_event(struct leaf_sink *sink, const struct leaf_event *event)
{
	(void)sink;
	if (event->site->level > live_most)
		live_most = event->site->level;
}

static void live_span(struct leaf_sink *sink, struct leaf_span *span)
{
	(void)sink, (void)span;
	live_spans++;
}

static struct leaf_sink live_sink = {
	.name = "probe",
	.flags = LEAF_SINK_VALUES,
	.event = live_event,
	.span_open = live_span,
};

/* ---- what came of each column, for one filter ---- */

enum { LIVE_COLUMNS = 128 };

static struct {
	const char *column, *cell;
} live_found[LIVE_COLUMNS];
static unsigned live_n;

static void live_note(const char *column, const char *cell)
{
	if (live_n < LIVE_COLUMNS) {
		live_found[live_n].column = column;
		live_found[live_n++].cell = cell;
	}
}

static void live_note_span(const char *column)
{
	live_note(column, live_spans ? "S" : "-");
}

static void live_note_events(const char *column)
{
	static const char *const names[] = { "-", "error", "warn", "info", "debug", "trace" };
	live_note(column, names[live_most]);
}

/* One event per level. */
#define LIVE_EVENTS(column)                                                                        \
	do {                                                                                       \
		live_most = 0;                                                                     \
		LEAF_ERROR("event");                                                               \
		LEAF_WARN("event");                                                                \
		LEAF_INFO("event");                                                                \
		LEAF_DEBUG("event");                                                               \
		LEAF_TRACE("event");                                                               \
		live_note_events(column);                                                          \
	} while (0)

#undef LEAF_TARGET
#define LEAF_TARGET "app::net"
static void live_app_net(const char *column)
{
	LIVE_EVENTS(column);
}
#undef LEAF_TARGET
#define LEAF_TARGET "application"
static void live_application(const char *column)
{
	LIVE_EVENTS(column);
}
#undef LEAF_TARGET
#define LEAF_TARGET "pri"
static void live_pri(const char *column)
{
	LIVE_EVENTS(column);
}
#undef LEAF_TARGET
#define LEAF_TARGET "z3"
static void live_z3(const char *column)
{
	LIVE_EVENTS(column);
}

#define LIVE_CONN(level, id_, name_, ok_, ratio_, neg_)                                            \
	LEAF_SPAN(level, "conn", LEAF_AS(id, (leaf_u64)id_), LEAF_AS(name, leaf_str(name_)),       \
		  LEAF_AS(ok, (_Bool)ok_), LEAF_AS(ratio, (double)ratio_),                         \
		  LEAF_AS(neg, (long long)neg_))

#undef LEAF_TARGET
#define LEAF_TARGET "other"
static void live_other(const char *column)
{
	LIVE_EVENTS(column);
}
static void live_app(const char *column);

/* Events of every target, inside a span whose column is a string literal. */
#define LIVE_INSIDE(column)                                                                        \
	do {                                                                                       \
		live_app(column ">app");                                                           \
		live_app_net(column ">app::net");                                                  \
		live_application(column ">application");                                           \
		live_pri(column ">pri");                                                           \
		live_z3(column ">z3");                                                             \
		live_other(column ">other");                                                       \
	} while (0)

static void live_oconn7(void)
{
	live_spans = 0;
	LIVE_CONN(LEAF_LEVEL_INFO, 7, "bob", 1, 1.5, -3);
	live_note_span("oconn7");
	LIVE_INSIDE("oconn7");
}

static void live_query_of_other(void)
{
	live_spans = 0;
	LEAF_SPAN(LEAF_LEVEL_INFO, "query");
	live_note_span("conn7/query");
	LIVE_INSIDE("conn7/query");
}

#undef LEAF_TARGET
#define LEAF_TARGET "app"
static void live_app(const char *column)
{
	LIVE_EVENTS(column);
}

static void live_thing(void)
{
	live_most = 0;
	LEAF_ERROR("event", LEAF_AS(thing, (leaf_u64)1));
	LEAF_WARN("event", LEAF_AS(thing, (leaf_u64)1));
	LEAF_INFO("event", LEAF_AS(thing, (leaf_u64)1));
	LEAF_DEBUG("event", LEAF_AS(thing, (leaf_u64)1));
	LEAF_TRACE("event", LEAF_AS(thing, (leaf_u64)1));
	live_note_events("app+thing");
}

static void live_conn7(void)
{
	live_spans = 0;
	LIVE_CONN(LEAF_LEVEL_INFO, 7, "bob", 1, 1.5, -3);
	live_note_span("conn7");
	LIVE_INSIDE("conn7");
}

static void live_conn8(void)
{
	live_spans = 0;
	LIVE_CONN(LEAF_LEVEL_INFO, 8, "alice", 0, 2.5, 3);
	live_note_span("conn8");
	LIVE_INSIDE("conn8");
}

static void live_conn_trace(void)
{
	live_spans = 0;
	LIVE_CONN(LEAF_LEVEL_TRACE, 7, "bobby", 1, NAN, -3);
	live_note_span("connT");
	LIVE_INSIDE("connT");
}

static void live_query(void)
{
	live_spans = 0;
	LEAF_SPAN(LEAF_LEVEL_INFO, "query");
	live_note_span("query");
	LIVE_INSIDE("query");
}

static void live_query_in_conn(void)
{
	LEAF_SPAN(LEAF_LEVEL_INFO, "conn", LEAF_AS(id, (leaf_u64)7),
		  LEAF_AS(name, leaf_str("bob")));
	live_query_of_other();
}

static void live_recorded(void)
{
	live_spans = 0;
	LEAF_SPAN(LEAF_LEVEL_INFO, "conn", LEAF_LATE(id));
	live_note_span("rec7");
	LEAF_RECORD(id, (leaf_u64)7);
	LIVE_INSIDE("rec7");
}

static void live_all(void)
{
	live_n = 0;
	live_app("app");
	live_app_net("app::net");
	live_application("application");
	live_pri("pri");
	live_z3("z3");
	live_other("other");
	live_thing();
	live_conn7();
	live_conn8();
	live_conn_trace();
	live_oconn7();
	live_query();
	live_query_in_conn();
	LIVE_INSIDE("after");
	live_recorded();
}

/* ---- to be called ---- */

/* Start the tracer with our sink alone; 0 if that fails. */
static int live_start(int compat)
{
	const char *const options[] = { "LEAF_LOG=trace,pri=trace,z3=trace",
					compat ? "LEAF_LOG_COMPAT=1" : "LEAF_LOG_COMPAT=0",
					"LEAF_TEXT_FILTER=off", "LEAF_FLAME=off", NULL };
	return leaf_trace_start(options) == 0 && leaf_sink_add(&live_sink, "off") == 0;
}

/* The cell of a column for a filter; NULL for a column that is not known. */
static const char *live_probe(const char *filter, const char *column)
{
	static char last[4096];
	if (!live_n || strcmp(last, filter) != 0) {
		snprintf(last, sizeof last, "%s", filter);
		if (leaf_filter_set("probe", filter) != 0)
			return "the filter could not be set";
		live_all();
	}
	for (unsigned i = 0; i < live_n; i++)
		if (strcmp(live_found[i].column, column) == 0)
			return live_found[i].cell;
	return NULL;
}

#endif

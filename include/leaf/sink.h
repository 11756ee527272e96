/* sink.h - the contract between the tracer and what shows its spans and events. */
/*
 * A sink is a struct of functions that the tracer calls. The built-in sinks use this contract and
 * no other. Example: count the events of a program.
 *
 *	static void on_event(struct leaf_sink *sink, const struct leaf_event *event)
 *	{
 *		__atomic_add_fetch((long *)sink->data, 1, __ATOMIC_RELAXED);
 *	}
 *	static long n_events;
 *	static struct leaf_sink counter = { .name = "counter", .event = on_event, .data = &n_events };
 *	...
 *	leaf_sink_add(&counter, "info");
 *
 * What a sink may rely on:
 * - Calls come from any thread, in the thread that the span or event belongs to; calls of one
 *   thread are in order and never nest. Spans of one thread are closed in reverse order of opening.
 * - Every span_open is followed by its span_close, also after longjmp (then late), unless the
 *   process or thread ends first.
 * - All pointers are borrowed for the call, except sites and threads: sites live as long as the
 *   process; a thread until its thread_end.
 * What it must do: keep errno, return soon, not open spans (those are dropped and counted), not
 * call back into the tracer except the functions below.
 */
#ifndef LEAF_SINK_H
#define LEAF_SINK_H

#include "leaf/trace.h"
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LEAF_SINKS_MAX = 8 };

/* A call site, as registered. Strings live as long as the process, even after dlclose. */
struct leaf_site_info {
	const char *name; /* function, span name, or an event's message */
	const char *target;
	const char *file;
	unsigned line;
	unsigned id;		    /* 1, 2, 3, … in order of first use */
	unsigned char level, kind;  /* enum leaf_level, enum leaf_kind */
	unsigned char n_fields;	    /* at most 16 */
	unsigned char n_more;	    /* fields beyond the sixteenth, not kept */
	unsigned n_bytes;	    /* of the packed values */
	const char *const *names;   /* [n_fields] */
	const unsigned *types;	    /* [n_fields] enum leaf_type | size << 8 */
	void *data[LEAF_SINKS_MAX]; /* [sink->index]: the sink's own, zero at first */
};

/* A thread that has opened a span or told an event. */
struct leaf_thread_info {
	unsigned number;	    /* 1 is the first seen, usually main */
	int tid;		    /* the system's number */
	char name[16];		    /* NUL-terminated; as it was last looked up */
	void *data[LEAF_SINKS_MAX]; /* [sink->index]: the sink's own, NULL until it sets it */
};

/* An open span. */
struct leaf_span {
	const struct leaf_site_info *site;
	struct leaf_thread_info *thread;
	struct leaf_span *outer; /* the one opened before on this thread and still open, or NULL */
	leaf_span_id id;
	leaf_span_id parent; /* outer's id, or what LEAF_SPAN_UNDER said */
	leaf_u64 opened;     /* leaf_ticks(); 0 unless a sink has LEAF_SINK_TIMES */
	const void *packed;  /* [site->n_bytes] values side by side, as site->types says */
	unsigned sinks;	     /* bit mask, by sink->index: who sees this span */
	unsigned note[LEAF_SINKS_MAX]; /* [sink->index]: the sink's own, zero at first */
};

/* An event, now. */
struct leaf_event {
	const struct leaf_site_info *site;
	struct leaf_thread_info *thread;
	struct leaf_span *span; /* innermost open span of this thread, or NULL */
	const void *packed;
};

/*
 * One field's value.
 *   numbers, bool, char, pointer, opaque: data[len] is the object, len its size
 *   text, bytes, shown: data[len] is what to show; data may be NULL (a null pointer was given)
 *   hex: data is a leaf_u64
 * type is never LEAF_TYPE_LATE: a late field has the type of what was recorded.
 */
struct leaf_value {
	enum leaf_type type;
	const void *data;
	size_t len;
	int cut; /* text or bytes went on */
};

enum leaf_sink_flags {
	LEAF_SINK_VALUES = 1, /* looks at field values of spans */
	LEAF_SINK_TIMES = 2,  /* looks at span->opened */
	LEAF_SINK_LOG = 4     /* silent unless LEAF_LOG or the sink's own filter is set */
};

struct leaf_sink {
	const char *name; /* letters and '_'; LEAF_<NAME>_FILTER is its filter */
	unsigned flags;
	void *data;	/* the sink's own */
	unsigned index; /* set by the tracer: below LEAF_SINKS_MAX */

	/* All functions are optional. */
	int (*start)(struct leaf_sink *sink); /* before the first call: 1 take part, 0 stay out */
	int (*flush)(struct leaf_sink *sink); /* write what is pending; 0, or -1 on failure */
	void (*stop)(struct leaf_sink *sink); /* after the last call */
	void (*fork_child)(struct leaf_sink *sink); /* in the child; only this thread is left */
	void (*thread_end)(struct leaf_sink *sink, struct leaf_thread_info *thread);
	void (*span_open)(struct leaf_sink *sink, struct leaf_span *span);
	void (*span_close)(struct leaf_sink *sink, struct leaf_span *span);
	void (*span_record)(struct leaf_sink *sink, struct leaf_span *span, unsigned field);
	void (*span_follows)(struct leaf_sink *sink, struct leaf_span *span, leaf_span_id cause);
	void (*event)(struct leaf_sink *sink, const struct leaf_event *event);
};

/*
 * Add a sink of your own; it hears from now on, through LEAF_LOG's filter and its own.
 *
 *   sink    borrowed until the process ends
 *   filter  its own directives on top of LEAF_LOG; NULL: LEAF_<NAME>_FILTER, else all
 *
 * Returns 0; -1 if there are LEAF_SINKS_MAX already, the name is taken, start() returned 0, or with
 * errno EDEADLK in a sink, a formatter or a signal handler that has interrupted the tracer.
 */
int leaf_sink_add(struct leaf_sink *sink, const char *filter);

/* The value of field i < site->n_fields; returns 0 if it is a late field not yet recorded. */
int leaf_span_value(const struct leaf_span *span, unsigned i, struct leaf_value *out);
int leaf_event_value(const struct leaf_event *event, unsigned i, struct leaf_value *out);

/* The nearest span around 'span' that this sink sees, or NULL. */
struct leaf_span *leaf_span_outer(const struct leaf_span *span, const struct leaf_sink *sink);

/* The innermost span that this sink sees, from 'span' (itself included) outwards, or NULL. */
struct leaf_span *leaf_span_seen(struct leaf_span *span, const struct leaf_sink *sink);

/*
 * Show a value: 42, -1.5, true, 'a', "text\n", 0x7ffe0000, 0xff, [4 bytes: 01 02 03 04].
 * Writes at most cap bytes, no NUL; returns how many are needed. Text is quoted and escaped, so
 * that one value never breaks a line or a terminal.
 */
size_t leaf_value_show(const struct leaf_value *value, char *out, size_t cap);

/* Read out a number; 0 for a type that has none. Wider ones are cut to 64 bits. */
leaf_u64 leaf_value_u64(const struct leaf_value *value);
double leaf_value_double(const struct leaf_value *value);

/* The time stamp: the counter that the tracer charges by, and its length in nanoseconds. */
leaf_u64 leaf_ticks(void);
leaf_u64 leaf_ticks_to_ns(leaf_u64 ticks);

#ifdef __cplusplus
}
#endif
#endif

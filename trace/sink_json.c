/* sink_json.c - the log as JSON: one object a line (LEAF_LOG_FORMAT=json). */
/*
 *	{"time":"2024-03-01T23:59:58.000000001Z","level":"INFO","target":"pri","kind":"span",
 *	 "name":"fib","file":"fib.c","line":7,"thread":1,"thread_name":"main",
 *	 "span":1099511627777,"parent":1099511627776,"fields":{"n":3}}
 *
 * kind is span (opened), event, close (with duration_ns, and the fields as they are then) or
 * follows (with cause). An event's span is the one that it is in. Numbers are JSON numbers, but
 * integers beyond 64 bits, NaN, infinity and long doubles beyond double are strings, as is whatever
 * JSON has no type for.
 * Fields of the same name are told apart by #2, #3, …
 * Source: RFC 8259; RFC 3339 for the time.
 */
#include "base/arena.h"
#include "trace/around.h"
#include "trace/aside.h"
#include "trace/config.h"
#include "trace/digits.h"
#include "trace/line.h"
#include "trace/loss.h"
#include "trace/quiet.h"
#include "trace/show.h"
#include "trace/sinks.h"
#include "trace/site.h"
#include "trace/text_opts.h"
#include "trace/thread.h"
#include "trace/zone.h"

#include <float.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

/* A call site's words, written out in advance. */
struct words {
	const char *who;  /* "level":…,"target":… */
	const char *what; /* ,"name":…,"file":…,"line":… */
	size_t who_len, what_len;
	const char *keys[16]; /* "name": */
	size_t keys_len[16];
};

static struct leaf__out out_file;
static unsigned self;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct leaf__arena arena;

/* ---- words ---- */

static void put_text(struct leaf__out_text *out, const char *text)
{
	leaf__out_bytes(out, text, strlen(text));
}

static void put_string(struct leaf__out_text *out, const char *text, size_t len)
{
	leaf__out_char(out, '"');
	leaf__out_json(out, text, len);
	leaf__out_char(out, '"');
}

static void put_number(struct leaf__out_text *out, leaf_u64 n)
{
	char number[LEAF__NUMBER_ROOM];
	leaf__out_bytes(out, number, (size_t)(leaf__put_u64(number, n) - number));
}

static void put_who(struct leaf__out_text *out, const struct leaf_site_info *info)
{
	static const char *const levels[] = { "OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE" };
	put_text(out, "\"level\":\"");
	put_text(out, levels[info->level <= LEAF_LEVEL_TRACE ? info->level : LEAF_LEVEL_TRACE]);
	put_text(out, "\",\"target\":");
	put_string(out, info->target, strlen(info->target));
}

static void put_what(struct leaf__out_text *out, const struct leaf_site_info *info)
{
	put_text(out, ",\"name\":");
	put_string(out, info->name, strlen(info->name));
	put_text(out, ",\"file\":");
	put_string(out, info->file, strlen(info->file));
	put_text(out, ",\"line\":");
	put_number(out, info->line);
}

static void put_key(struct leaf__out_text *out, const struct leaf_site_info *info, unsigned i)
{
	unsigned same = 1;
	for (unsigned k = 0; k < i; k++)
		same += strcmp(info->names[k], info->names[i]) == 0;
	leaf__out_char(out, '"');
	leaf__out_json(out, info->names[i], strlen(info->names[i]));
	if (same > 1) {
		leaf__out_char(out, '#');
		put_number(out, same);
	}
	put_text(out, "\":");
}

static const char *kept(const struct leaf__out_text *out, size_t *len)
{
	*len = out->len < out->room ? out->len : out->room;
	return leaf__arena_strndup(&arena, out->text, *len);
}

static struct words *build_words(const struct leaf_site_info *info)
{
	char text[8192]; /* names of more than that are cut */
	struct words *words = leaf__arena_alloc(&arena, sizeof(*words));
	struct leaf__out_text out = { text, sizeof(text), 0 };
	if (!words)
		return NULL;
	put_who(&out, info);
	words->who = kept(&out, &words->who_len);
	out.len = 0;
	put_what(&out, info);
	words->what = kept(&out, &words->what_len);
	for (unsigned i = 0; i < info->n_fields; i++) {
		out.len = 0;
		put_key(&out, info, i);
		words->keys[i] = kept(&out, &words->keys_len[i]);
		if (!words->keys[i])
			return NULL;
	}
	return words->who && words->what ? words : NULL;
}

struct wanted {
	const struct leaf_site_info *info;
	struct words *words;
};

static void make_aside(void *arg)
{
	struct wanted *wanted = arg;
	wanted->words = build_words(wanted->info);
}

static struct words *make_words(const struct leaf_site_info *info)
{
	struct wanted wanted = { info, NULL };
	leaf__aside(make_aside, &wanted);
	return wanted.words;
}

static const struct words *words_of(const struct leaf_site_info *info)
{
	void **slot = (void **)(size_t)&info->data[self];
	struct words *words = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	if (__builtin_expect(words != NULL, 1))
		return words;
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	pthread_mutex_lock(&lock);
	words = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	if (!words && (words = make_words(info)))
		__atomic_store_n(slot, words, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
	if (!words)
		leaf__loss_add(LEAF__LOSS_NOMEM, 1);
	return words;
}

/* ---- values ---- */

/*
 * As text in quotes, which is right for what JSON has no type for. The thread's scratch is free:
 * what a formatter wrote there is text already.
 */
static void put_shown(struct leaf__out_text *out, const struct leaf_value *value)
{
	enum { SHOWN_MAX = 1024 };
	char *shown = leaf__thread_peek()->scratch;
	size_t len = leaf_value_show(value, shown, SHOWN_MAX);
	put_string(out, shown, len < SHOWN_MAX ? len : SHOWN_MAX);
}

static void put_integer(struct leaf__out_text *out, const struct leaf_value *value)
{
	char shown[LEAF__NUMBER_ROOM];
	struct leaf__integer n = leaf__integer_of(value);
	int fits = n.valid && (n.high == 0 || (value->type == LEAF_TYPE_INT &&
					       n.high == (leaf_u64)-1 && n.low >> 63));
	if (!fits)
		put_shown(out, value);
	else
		leaf__out_bytes(out, shown, leaf_value_show(value, shown, sizeof(shown)));
}

/* What most readers of JSON would take for infinity. */
static int beyond_double(const struct leaf_value *value)
{
	double nearest = leaf_value_double(value);
	return nearest > DBL_MAX || nearest < -DBL_MAX;
}

static void put_float(struct leaf__out_text *out, const struct leaf_value *value)
{
	char shown[LEAF__NUMBER_ROOM];
	char *end = leaf__put_float(shown, value->data, value->len);
	const char *last = end ? end - 1 : NULL;
	if (!last || *last < '0' || *last > '9' || beyond_double(value)) /* inf, NaN, no float */
		put_shown(out, value);
	else
		leaf__out_bytes(out, shown, (size_t)(end - shown));
}

static void put_extent(struct leaf__out_text *out, const struct leaf_value *value)
{
	size_t torn = value->cut ? leaf__utf8_torn(value->data, value->len) : 0;
	leaf__out_char(out, '"');
	leaf__out_json(out, value->data, value->len - torn);
	put_text(out, value->cut ? "...\"" : "\"");
}

static void put_value(struct leaf__out_text *out, const struct leaf_value *value)
{
	if (!value->data) {
		put_text(out, "null");
		return;
	}
	switch (value->type) {
	case LEAF_TYPE_BOOL:
		put_text(out, leaf_value_u64(value) ? "true" : "false");
		break;
	case LEAF_TYPE_INT:
	case LEAF_TYPE_UINT:
		put_integer(out, value);
		break;
	case LEAF_TYPE_FLOAT:
		put_float(out, value);
		break;
	case LEAF_TYPE_CHAR:
	case LEAF_TYPE_TEXT:
	case LEAF_TYPE_SHOWN:
		put_extent(out, value);
		break;
	default:
		put_shown(out, value);
	}
}

/* ---- lines ---- */

struct subject {
	const char *kind;
	const struct words *words;
	const struct leaf_site_info *site;
	const struct leaf_thread_info *thread;
	const struct leaf_span *span;	/* opened, closed; NULL for an event */
	const struct leaf_event *event; /* or NULL */
	leaf_span_id id, parent;	/* 0: not said */
	leaf_span_id cause;
	int timed;
	leaf_u64 duration_ns;
	struct timespec now;
};

static void put_time(struct leaf__out_text *out, const struct timespec *now)
{
	char text[LEAF__NUMBER_ROOM];
	char *at = leaf__put_date(text, now->tv_sec);
	text[at - text - 9] = 'T';
	*at++ = '.';
	*at++ = (char)('0' + now->tv_nsec / 100000000);
	at = leaf__put_8(at, (uint32_t)(now->tv_nsec % 100000000));
	*at++ = 'Z';
	leaf__out_bytes(out, text, (size_t)(at - text));
}

static void put_pair(struct leaf__out_text *out, const char *key, leaf_u64 n)
{
	put_text(out, key);
	put_number(out, n);
}

static void put_fields(struct leaf__out_text *out, const struct subject *subject)
{
	struct leaf_value value;
	int n = 0;
	put_text(out, ",\"fields\":{");
	for (unsigned i = 0; i < subject->site->n_fields; i++) {
		if (!(subject->span ? leaf_span_value(subject->span, i, &value)
				    : leaf_event_value(subject->event, i, &value)))
			continue;
		if (n++)
			leaf__out_char(out, ',');
		leaf__out_bytes(out, subject->words->keys[i], subject->words->keys_len[i]);
		put_value(out, &value);
	}
	leaf__out_char(out, '}');
	if (subject->site->n_more)
		put_pair(out, ",\"more_fields\":", subject->site->n_more);
}

static void put_object(struct leaf__out_text *out, const void *arg)
{
	const struct subject *subject = arg;
	put_text(out, "{\"time\":\"");
	put_time(out, &subject->now);
	put_text(out, "\",");
	leaf__out_bytes(out, subject->words->who, subject->words->who_len);
	put_text(out, ",\"kind\":\"");
	put_text(out, subject->kind);
	leaf__out_char(out, '"');
	leaf__out_bytes(out, subject->words->what, subject->words->what_len);
	put_pair(out, ",\"thread\":", subject->thread->number);
	put_text(out, ",\"thread_name\":");
	put_string(out, subject->thread->name,
		   strnlen(subject->thread->name, sizeof(subject->thread->name)));
	if (subject->id)
		put_pair(out, ",\"span\":", subject->id);
	if (subject->parent)
		put_pair(out, ",\"parent\":", subject->parent);
	if (subject->cause)
		put_pair(out, ",\"cause\":", subject->cause);
	else
		put_fields(out, subject);
	if (subject->timed)
		put_pair(out, ",\"duration_ns\":", subject->duration_ns);
	put_text(out, "}\n");
}

static void write_object(struct subject *subject)
{
	subject->words = words_of(subject->site);
	if (!subject->words)
		return;
	clock_gettime(CLOCK_REALTIME, &subject->now);
	struct leaf__out_how how = {
		.who = subject->thread->number,
		.now = (uint64_t)subject->now.tv_sec,
		.urgent = subject->event && subject->site->level <= LEAF_LEVEL_WARN,
	};
	leaf__line_write(&out_file, put_object, subject, how);
}

static struct subject about_span(const char *kind, const struct leaf_span *span)
{
	return (struct subject){ .kind = kind,
				 .site = span->site,
				 .thread = span->thread,
				 .span = span,
				 .id = span->id,
				 .parent = span->parent };
}

/* ---- the sink ---- */

static void on_open(struct leaf_sink *sink, struct leaf_span *span)
{
	struct subject subject = about_span("span", span);
	(void)sink;
	write_object(&subject);
}

static void on_close(struct leaf_sink *sink, struct leaf_span *span)
{
	struct subject subject = about_span("close", span);
	(void)sink;
	subject.timed = span->opened != 0;
	subject.duration_ns = leaf_ticks_to_ns(leaf_ticks() - span->opened);
	write_object(&subject);
}

static void on_follows(struct leaf_sink *sink, struct leaf_span *span, leaf_span_id cause)
{
	struct subject subject = about_span("follows", span);
	(void)sink;
	subject.cause = cause;
	write_object(&subject);
}

static void on_event(struct leaf_sink *sink, const struct leaf_event *event)
{
	(void)sink;
	const struct leaf_span *span = leaf__around_event(event, self);
	struct subject subject = { .kind = "event",
				   .site = event->site,
				   .thread = event->thread,
				   .event = event,
				   .id = span ? span->id : 0 };
	write_object(&subject);
}

static int on_start(struct leaf_sink *sink)
{
	const char *format = leaf__config_get("LEAF_LOG_FORMAT"), *wrong;
	struct leaf__text_opts opts;
	size_t wrong_len;
	if (!leaf__text_opts_json(format))
		return 0;
	self = sink->index;
	leaf__text_opts_parse(&opts, format, &wrong, &wrong_len);
	leaf__out_open_or_say(&out_file, leaf__config_get("LEAF_LOG_FILE"), opts.flush);
	return 1;
}

static int on_flush(struct leaf_sink *sink)
{
	(void)sink;
	return leaf__out_flush(&out_file);
}

static void on_stop(struct leaf_sink *sink)
{
	(void)sink;
	leaf__out_close(&out_file);
}

static void on_fork_child(struct leaf_sink *sink)
{
	static const pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
	(void)sink;
	lock = fresh;
	memset(&arena, 0, sizeof(arena)); /* it may have been in the middle of something */
	leaf__out_fork_child(&out_file);
}

struct leaf_sink leaf__sink_json = {
	.name = "json",
	.flags = LEAF_SINK_LOG | LEAF_SINK_VALUES | LEAF_SINK_TIMES,
	.start = on_start,
	.flush = on_flush,
	.stop = on_stop,
	.fork_child = on_fork_child,
	.span_open = on_open,
	.span_close = on_close,
	.span_follows = on_follows,
	.event = on_event,
};

/* sink_text.c - the text log: a line per span and event, indented by depth. */
/*
 * The usual lines - blanks, target::name, numbers - are put together in one go on the stack
 * (put_rest); everything else goes the general way, piece by piece.
 */
#include "trace/around.h"
#include "trace/config.h"
#include "trace/digits.h"
#include "trace/line.h"
#include "trace/loss.h"
#include "trace/out_quick.h"
#include "trace/say.h"
#include "trace/sinks.h"
#include "trace/text_event.h"
#include "trace/text_line.h"
#include "trace/text_site.h"
#include "trace/text_solo.h"
#include "trace/text_tree.h"
#include "trace/thread.h"
#include "trace/zone.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum { QUICK_ROOM = LEAF__TEXT_MAX, PATH_ROOM = 64 };

/* In a span's note: its level; whether a line has been written for it; and see level_of(). */
enum { LEVEL = 0x3fffffff, STRAY = 0x40000000 };
#define SAID 0x80000000u

static struct leaf__text_opts opts;
static struct leaf__out out_file;
static int quick_mode; /* the options leave the quick way open */
static unsigned self;  /* leaf__sink_text.index */

/* ---- sites, levels ---- */

static inline const struct leaf__text_site *lines_of(const struct leaf_site_info *info)
{
	void **slot = (void **)(size_t)&info->data[self];
	const struct leaf__text_site *site = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	if (__builtin_expect(!site, 0)) {
		site = leaf__text_site_make(info, slot, &opts);
		if (!site)
			leaf__loss_add(LEAF__LOSS_NOMEM, 1);
	}
	return site;
}

/*
 * How deep a span stands. In quick mode that is the thread's depth, since spans without frames
 * count too. A stray one, whose parent is not the span around it (LEAF_SPAN_UNDER), stands by its
 * parent; its note keeps the depth to which the thread returns.
 */
static unsigned level_of(const struct leaf_span *span)
{
	if (!(span->note[self] & STRAY))
		return span->note[self] & LEVEL;
	const struct leaf_span *outer = leaf__around_span(span, self);
	return outer ? level_of(outer) + 1 : 0;
}

/* ---- the general way ---- */

/* A value source: a span or an event. */
struct source {
	const struct leaf_span *span;
	const struct leaf_event *event;
};

static int value_of(const struct source *source, unsigned i, struct leaf_value *value)
{
	return source->span ? leaf_span_value(source->span, i, value)
			    : leaf_event_value(source->event, i, value);
}

static void put_value(struct leaf__out_text *out, const struct leaf_value *value)
{
	size_t room = out->len < out->room ? out->room - out->len : 0;
	out->len += leaf_value_show(value, room ? out->text + out->len : NULL, room);
}

/* The fields, what closes them, and the newline. */
static void put_fields(struct leaf__out_text *out, const struct leaf__text_site *site,
		       const struct source *source)
{
	unsigned skip = site->skip;
	struct leaf_value value;
	for (unsigned i = 0; i < site->n_fields; i++) {
		const struct leaf__text_piece *name = &site->fields[i].name;
		if (!value_of(source, i, &value))
			continue;
		leaf__out_bytes(out, name->text + skip, name->len - skip);
		put_value(out, &value);
		skip = 0;
	}
	if (opts.compat && source->span && skip == 1)
		leaf__out_char(out, ' ');
	if (site->more.len)
		leaf__out_bytes(out, site->more.text + skip, site->more.len - skip);
	leaf__out_bytes(out, site->close.text, site->close.len);
}

static int says_content(enum leaf__text_why why)
{
	return why != LEAF__TEXT_CLOSE && (why != LEAF__TEXT_PRE_OPEN || opts.verbose_entry);
}

static void put_span(struct leaf__out_text *out, const struct leaf_span *span,
		     enum leaf__text_why why)
{
	struct leaf__text_lead lead;
	struct source source = { span, NULL };
	const struct leaf__text_site *site = lines_of(span->site);
	if (!site || (!says_content(why) && !opts.tree_lines && !opts.span_modes))
		return;
	leaf__text_lead_init(&lead, &opts, why, level_of(span), 0, span->thread);
	leaf__text_lead_first(out, &lead);
	if (says_content(why)) {
		leaf__out_bytes(out, site->head.text, site->head.len);
		put_fields(out, site, &source);
	} else {
		leaf__out_char(out, '\n');
	}
	leaf__text_lead_after(out, &lead);
}

/* A span's opening, and before it the outer one if asked for. */
static void put_opening(struct leaf__out_text *out, const struct leaf_span *span, int again,
			int pre_open)
{
	struct leaf_span *outer = pre_open ? leaf__around_span(span, self) : NULL;
	if (outer)
		put_span(out, outer, LEAF__TEXT_PRE_OPEN);
	if (again)
		put_span(out, span, outer ? LEAF__TEXT_RETRACE_VERBOSE : LEAF__TEXT_RETRACE);
	else
		put_span(out, span, outer ? LEAF__TEXT_OPEN_VERBOSE : LEAF__TEXT_OPEN);
}

/*
 * The path down to a span, as far as it is not what the log's last lines are about: spans that have
 * not been said, and if another thread has spoken since, all of them. Of a very long path, the end.
 */
static void put_path(struct leaf__out_text *out, struct leaf_span *span, int from_root)
{
	struct leaf_span *path[PATH_ROOM];
	unsigned n = 0;
	for (; span && n < PATH_ROOM; span = leaf__around_span(span, self)) {
		if (!from_root && span->note[self] & SAID)
			break;
		path[n++] = span;
	}
	for (unsigned i = n; i-- > 0;)
		put_opening(out, path[i], (path[i]->note[self] & SAID) != 0,
			    opts.verbose_entry && i == n - 1);
}

static void mark_said(struct leaf_span *span)
{
	for (; span && !(span->note[self] & SAID); span = leaf__around_span(span, self))
		span->note[self] |= SAID;
}

static void put_elapsed(struct leaf__out_text *out, const struct leaf_span *span)
{
	char text[LEAF__NUMBER_ROOM];
	uint64_t ms = leaf_ticks_to_ns(leaf_ticks() - span->opened) / 1000000;
	const char *unit = ms < 1000 ? "ms" : ms < 60000 ? "s " : "m ";
	uint64_t n = ms < 1000 ? ms : ms < 60000 ? ms / 1000 : ms / 60000;
	size_t len = (size_t)(leaf__put_u64(text, n) - text);
	const char *dim = opts.colours ? "\33[2m" : "", *plain = opts.colours ? "\33[0m" : "";
	leaf__out_bytes(out, dim, strlen(dim));
	leaf__out_bytes(out, "   ", len < 3 ? 3 - len : 0);
	leaf__out_bytes(out, text, len);
	leaf__out_bytes(out, plain, strlen(plain));
	leaf__out_bytes(out, dim, strlen(dim));
	leaf__out_bytes(out, unit, 2);
	leaf__out_bytes(out, plain, strlen(plain));
	leaf__out_char(out, ' ');
}

/* Text with newlines: each further line gets its place in the tree. */
static void put_lines(struct leaf__out_text *out, const struct leaf__text_lead *lead,
		      const struct leaf__text_piece *head)
{
	const char *text = head->text, *end = text + head->len, *newline;
	while ((newline = memchr(text, '\n', (size_t)(end - text)))) {
		leaf__out_bytes(out, text, (size_t)(newline - text + 1));
		leaf__text_lead_next(out, lead);
		text = newline + 1;
	}
	leaf__out_bytes(out, text, (size_t)(end - text));
}

/* ---- what may be asked for, formatted and written ---- */

struct request {
	void (*put)(struct leaf__out_text *out, const struct request *request);
	struct leaf_span *span; /* opened or closed; or the event's, or NULL */
	const struct leaf_event *event;
	const struct leaf__text_site *site;
	int64_t now;
	int from_root;	/* another thread has spoken: the path is said again */
	unsigned level; /* of an event */
	int inside;	/* the event stands in a span */
};

static void put_request_open(struct leaf__out_text *out, const struct request *request)
{
	if (opts.span_retrace)
		put_path(out, request->span, request->from_root);
	else
		put_opening(out, request->span, 0, opts.verbose_entry);
}

static void put_request_close(struct leaf__out_text *out, const struct request *request)
{
	struct leaf_span *outer = leaf__around_span(request->span, self);
	put_span(out, request->span,
		 opts.verbose_exit ? LEAF__TEXT_CLOSE_VERBOSE : LEAF__TEXT_CLOSE);
	if (outer && opts.verbose_exit)
		put_span(out, outer, LEAF__TEXT_POST_CLOSE);
}

static void put_event(struct leaf__out_text *out, const struct request *request)
{
	char time_text[LEAF__NUMBER_ROOM];
	struct leaf__text_lead lead;
	struct source source = { NULL, request->event };
	leaf__text_lead_init(&lead, &opts, LEAF__TEXT_EVENT, request->level, request->inside,
			     request->event->thread);
	leaf__text_lead_first(out, &lead);
	if (request->inside && !opts.elapsed)
		leaf__out_char(out, ' ');
	if (opts.timer)
		leaf__out_bytes(out, time_text,
				(size_t)(leaf__text_time(time_text, request->now) - time_text));
	if (request->span && opts.elapsed)
		put_elapsed(out, request->span);
	put_lines(out, &lead, &request->site->head);
	put_fields(out, request->site, &source);
}

static void put_request_event(struct leaf__out_text *out, const struct request *request)
{
	if (request->span && (opts.span_retrace || opts.deferred_spans))
		put_path(out, request->span, request->from_root);
	put_event(out, request);
}

static void put_request(struct leaf__out_text *out, const void *request)
{
	((const struct request *)request)->put(out, request);
}

static void perform(struct request *request, struct leaf__out_how how)
{
	int retraces = opts.span_retrace || opts.deferred_spans;
	do {
		unsigned last = __atomic_load_n(&out_file.last, __ATOMIC_RELAXED);
		how.expect = retraces ? last : 0;
		request->from_root = last != 0 && last != how.who;
	} while (!leaf__line_write(&out_file, put_request, request, how));
}

/* ---- the sink ---- */

/* Room for a line that is put together in one go: [QUICK_ROOM], not on the host's stack. */
static char *line_of(const struct leaf_thread_info *info)
{
	return ((struct leaf__thread *)(void *)(size_t)info)->line;
}

/* Note how deep a span stands that is being opened; returns it. */
static unsigned note_level(struct leaf_span *span)
{
	struct leaf_span *outer = span->outer;
	int stray = span->parent != (outer ? outer->id : 0);
	if (quick_mode)
		span->note[self] = leaf__text_depth_get(span->thread) |
				   (stray ? (unsigned)STRAY : 0);
	if (quick_mode && !stray)
		return span->note[self];
	if (stray || (outer && !(outer->sinks & 1u << self)))
		outer = leaf__around_span(span, self);
	unsigned level = outer ? level_of(outer) + 1 : 0;
	if (!quick_mode)
		span->note[self] = level;
	return level;
}

static void on_open(struct leaf_sink *sink, struct leaf_span *span)
{
	(void)sink;
	unsigned level = note_level(span);
	if (quick_mode)
		leaf__text_depth_set(span->thread, level + 1);
	if (opts.deferred_spans)
		return;
	span->note[self] |= SAID;

	struct leaf__out_how how = { .who = span->thread->number };
	const struct leaf__text_site *site = lines_of(span->site);
	unsigned blanks = 1 + level * (unsigned)opts.indent;
	if (!site)
		return;
	if (__builtin_expect(quick_mode && site->quick && level <= LEAF__TEXT_LEVELS &&
				     site->most + blanks <= QUICK_ROOM,
			     1)) {
		char *line = line_of(span->thread);
		char *end = leaf__line_rest(leaf__line_blanks(line, blanks), site, span->packed);
		leaf__out_put(&out_file, line, (size_t)(end - line), how);
		return;
	}
	struct request request = { put_request_open, span, NULL, site, 0, 0, level, 0 };
	if (opts.span_retrace)
		span->note[self] &= ~SAID;
	perform(&request, how);
	span->note[self] |= SAID;
}

static void on_close(struct leaf_sink *sink, struct leaf_span *span)
{
	(void)sink;
	struct leaf__out_how how = { .who = span->thread->number };
	struct request request = { put_request_close, span, NULL, NULL, 0, 0, 0, 0 };
	if (span->note[self] & SAID)
		perform(&request, how);
}

static void on_close_quick(struct leaf_sink *sink, struct leaf_span *span)
{
	(void)sink;
	unsigned depth = span->note[self] & LEVEL;
	if (span->note[self] & STRAY) /* who stands where in between has been forgotten */
		for (unsigned i = level_of(span) + 1; i < depth && i < LEAF__TEXT_LEVELS; i++)
			leaf__text_depth_set(span->thread, i);
	leaf__text_depth_set(span->thread, depth);
}

/* One line in the file's buffer, or in the thread's if that cannot be. */
static void quick_event(const struct leaf_event *event, const struct leaf__text_site *site,
			unsigned blanks, const struct leaf__out_how *how)
{
	char *line = line_of(event->thread);
	int wait = !how->urgent && how->now <= __atomic_load_n(&out_file.flushed, __ATOMIC_RELAXED);
	char *room = wait ? leaf__out_room(&out_file, site->most + blanks) : NULL;
	char *at = leaf__line_blanks(room ? room : line, blanks);
	if (opts.timer)
		at = leaf__text_time(at, (int64_t)how->now);
	at = leaf__line_rest(at, site, event->packed);
	if (room)
		leaf__out_done(&out_file, at, how->who);
	else
		leaf__out_put(&out_file, line, (size_t)(at - line), *how);
}

static void on_event(struct leaf_sink *sink, const struct leaf_event *event)
{
	(void)sink;
	const struct leaf__text_site *site = lines_of(event->site);
	struct leaf_span *span = leaf__around_event(event, self);
	struct timespec now;
	unsigned inside = span != NULL, level = span ? level_of(span) : 0;
	if (quick_mode) {
		unsigned depth = leaf__text_depth_alive(event->thread);
		inside = depth > 0;
		level = depth - inside;
	}
	unsigned blanks = 1 + level * (unsigned)opts.indent + inside;
	if (!site)
		return;
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	struct leaf__out_how how = { event->thread->number, 0, (uint64_t)now.tv_sec,
				     event->site->level <= LEAF_LEVEL_WARN };
	if (quick_mode && site->quick && level <= LEAF__TEXT_LEVELS &&
	    site->most + blanks <= QUICK_ROOM) {
		quick_event(event, site, blanks, &how);
		return;
	}
	struct request request = { put_request_event, span, event, site,
				   now.tv_sec,	      0,    level, (int)inside };
	perform(&request, how);
	mark_said(span);
}

/* ---- spans without frames: what leaf__text_solo.open leaves to us ---- */

/* A span of a site in its place, its values still where the program put them. */
static void put_request_solo(struct leaf__out_text *out, const struct request *request)
{
	struct leaf__text_lead lead;
	struct source source = { NULL, request->event };
	leaf__text_lead_init(&lead, &opts, LEAF__TEXT_OPEN, request->level, 0,
			     request->event->thread);
	leaf__text_lead_first(out, &lead);
	leaf__out_bytes(out, request->site->head.text, request->site->head.len);
	put_fields(out, request->site, &source);
}

void leaf__text_span(const struct leaf_site_info *info, struct leaf_thread_info *thread,
		     const void *packed, unsigned level)
{
	const struct leaf__text_site *site = lines_of(info);
	struct leaf_event event = { info, thread, NULL, packed };
	struct leaf__out_how how = { .who = thread->number };
	struct request request = { put_request_solo, NULL, &event, site, 0, 0, level, 0 };
	if (site)
		perform(&request, how);
}

/* ---- life ---- */

static void say_wrong_format(const char *wrong, size_t len)
{
	char names[256];
	struct leaf__out_text out = { names, sizeof(names) - 1, 0 };
#define OPTION(name, otherwise, low, high, help)
#define MODE(name, options) leaf__out_bytes(&out, #name ", ", sizeof(#name ", ") - 1);
#include "trace/text_opts.def"
	names[out.len < out.room ? out.len : out.room] = 0;
	leaf__say("ignoring '%.*s' in LEAF_LOG_FORMAT; there are %sjson and single options",
		  (int)len, wrong, names);
}

static void load_options(struct leaf_sink *sink, const char *format)
{
	struct leaf__text_opts fresh;
	const char *wrong = NULL, *file = leaf__config_get("LEAF_LOG_FILE");
	const char *style = leaf__config_get("LEAF_LOG_STYLE");
	size_t wrong_len = 0;
	if (leaf__text_opts_parse(&fresh, format, &wrong, &wrong_len))
		say_wrong_format(wrong, wrong_len);
	if (leaf__text_style(style) == LEAF__STYLE_UNKNOWN)
		leaf__say("LEAF_LOG_STYLE='%s' is none of auto, always, never: auto it is", style);
	fresh.colours = leaf__text_colours(style, leaf__config_get("NO_COLOR") != NULL,
					   !file && isatty(STDERR_FILENO));
	if (memcmp(&fresh, &opts, sizeof(opts)) != 0)
		leaf__text_site_forget(sink->index);
	opts = fresh;
	self = sink->index;
	quick_mode = !opts.tree_lines && !opts.thread_ids && !opts.thread_names &&
		     !opts.wraparound && !opts.verbose_entry && !opts.span_retrace &&
		     !opts.deferred_spans && !opts.span_modes && !opts.compat && !opts.elapsed;
	sink->flags = LEAF_SINK_LOG | LEAF_SINK_VALUES | (opts.elapsed ? LEAF_SINK_TIMES : 0);
	sink->span_close = opts.tree_lines || opts.verbose_exit || opts.span_modes ? on_close
			   : quick_mode						   ? on_close_quick
										   : NULL;
	leaf__text_event_start(sink, &out_file, (unsigned)opts.indent, opts.timer);
	if (quick_mode)
		leaf__text_solo_start(sink, &out_file, (unsigned)opts.indent);
}

static int on_start(struct leaf_sink *sink)
{
	const char *format = leaf__config_get("LEAF_LOG_FORMAT");
	const char *file = leaf__config_get("LEAF_LOG_FILE");
	if (leaf__text_opts_json(format))
		return 0; /* sink_json.c */
	load_options(sink, format);
	if (opts.timer)
		leaf__zone_load();
	leaf__out_open_or_say(&out_file, file, opts.flush);
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
	(void)sink;
	leaf__text_site_fork_child();
	leaf__out_fork_child(&out_file);
}

static void on_thread_end(struct leaf_sink *sink, struct leaf_thread_info *thread)
{
	(void)sink;
	leaf__text_depth_free(thread);
}

struct leaf_sink leaf__sink_text = {
	.name = "text",
	.flags = LEAF_SINK_LOG | LEAF_SINK_VALUES,
	.start = on_start,
	.flush = on_flush,
	.stop = on_stop,
	.fork_child = on_fork_child,
	.thread_end = on_thread_end,
	.span_open = on_open,
	.event = on_event,
};

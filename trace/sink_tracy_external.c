/* sink_tracy_external.c - spans and events through a Tracy client that was there already. */
/*
 * Built instead of Leaf's own client with -DLEAF_TRACY=external, for programs that use Tracy's
 * client themselves: one process has one. What it needs and how it behaves is its own affair. The
 * macros of its header are used, as the functions behind them change from release to release.
 */
#include "base/arena.h"
#include "leaf/sink.h"
#include "trace/config.h"
#include "trace/sinks.h"

#include <pthread.h>
#include <string.h>
#include <tracy/TracyC.h>

enum { TEXT = 4096 };

static struct leaf__arena arena; /* locations and names: they live as long as the process */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- names that must stay where they are ---- */

struct name {
	struct name *next;
	char text[];
};
static struct name *names[256];

/* The client tells names apart by their addresses. NULL without memory. */
static const char *name_of(const struct leaf_value *value)
{
	size_t len = value->data && value->type == LEAF_TYPE_TEXT ? value->len : 0;
	unsigned list = 0;
	for (size_t i = 0; i < len; i++)
		list = list * 31 + ((const unsigned char *)value->data)[i];
	pthread_mutex_lock(&lock);
	struct name *name = names[list % 256];
	while (name && (strlen(name->text) != len || memcmp(name->text, value->data, len) != 0))
		name = name->next;
	if (!name && (name = leaf__arena_alloc(&arena, sizeof *name + len + 1)) != NULL) {
		if (len)
			memcpy(name->text, value->data, len);
		name->next = names[list % 256];
		names[list % 256] = name;
	}
	pthread_mutex_unlock(&lock);
	return name ? name->text : NULL;
}

static struct ___tracy_source_location_data *location_of(const struct leaf_sink *sink,
							 const struct leaf_site_info *site)
{
	struct leaf_site_info *info = (void *)(size_t)site; /* our own word in it is ours */
	struct ___tracy_source_location_data *location = __atomic_load_n(&info->data[sink->index],
									 __ATOMIC_ACQUIRE);
	if (location)
		return location;
	pthread_mutex_lock(&lock);
	location = info->data[sink->index];
	if (!location && (location = leaf__arena_alloc(&arena, sizeof *location)) != NULL) {
		location->function = site->name;
		location->file = site->file;
		location->line = site->line;
		__atomic_store_n(&info->data[sink->index], location, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&lock);
	return location;
}

/* ---- values ---- */

struct text {
	char bytes[TEXT];
	size_t len;
};

static void put(struct text *text, const char *bytes, size_t len)
{
	if (len > sizeof text->bytes - text->len)
		len = sizeof text->bytes - text->len;
	memcpy(text->bytes + text->len, bytes, len);
	text->len += len;
}

static void put_value(struct text *text, const char *name, const struct leaf_value *value)
{
	if (text->len)
		put(text, ", ", 2);
	put(text, name, strlen(name));
	put(text, "=", 1);
	size_t room = sizeof text->bytes - text->len;
	size_t n = leaf_value_show(value, text->bytes + text->len, room);
	text->len += n < room ? n : room;
}

/* ---- zones ---- */

/* What the client gave for the open zones of a thread; its contents differ between releases. */
enum { ZONES = 8192 };
struct zones {
	unsigned n;
	TracyCZoneCtx open[ZONES];
};

static struct zones *zones_of(const struct leaf_sink *sink, struct leaf_thread_info *thread)
{
	struct zones *zones = thread->data[sink->index];
	if (!zones)
		thread->data[sink->index] = zones = leaf__pages_map(sizeof *zones);
	return zones;
}

static void external_open(struct leaf_sink *sink, struct leaf_span *span)
{
	struct ___tracy_source_location_data *location = location_of(sink, span->site);
	struct zones *zones = zones_of(sink, span->thread);
	struct text text = { .len = 0 };
	struct leaf_value value;
	if (!location || !zones || zones->n == ZONES)
		return;
	TracyCZoneCtx zone = ___tracy_emit_zone_begin(location, 1);
	zones->open[zones->n] = zone;
	span->note[sink->index] = ++zones->n;
	for (unsigned i = 0; i < span->site->n_fields; i++)
		if (leaf_span_value(span, i, &value))
			put_value(&text, span->site->names[i], &value);
	if (text.len)
		TracyCZoneText(zone, text.bytes, text.len);
}

static void external_close(struct leaf_sink *sink, struct leaf_span *span)
{
	struct zones *zones = span->thread->data[sink->index];
	unsigned n = span->note[sink->index];
	if (!n || !zones || n > zones->n)
		return;
	zones->n = n - 1;
	TracyCZoneEnd(zones->open[n - 1]);
}

static void external_thread_end(struct leaf_sink *sink, struct leaf_thread_info *thread)
{
	struct zones *zones = thread->data[sink->index];
	thread->data[sink->index] = NULL;
	if (zones)
		leaf__pages_unmap(zones, sizeof *zones);
}

/* ---- events ---- */

static void say(const struct leaf_event *event)
{
	enum { RED = 0xff4040, YELLOW = 0xffd040 };
	struct text text = { .len = 0 };
	struct leaf_value value;
	put(&text, event->site->name, strlen(event->site->name));
	for (unsigned i = 0; i < event->site->n_fields; i++)
		if (leaf_event_value(event, i, &value))
			put_value(&text, event->site->names[i], &value);
	if (event->site->level == LEAF_LEVEL_ERROR)
		TracyCMessageC(text.bytes, text.len, RED);
	else if (event->site->level == LEAF_LEVEL_WARN)
		TracyCMessageC(text.bytes, text.len, YELLOW);
	else
		TracyCMessage(text.bytes, text.len);
}

static void plot(const struct leaf_event *event)
{
	struct leaf_value value;
	leaf_event_value(event, 0, &value);
	const char *name = name_of(&value);
	if (!name || !leaf_event_value(event, 1, &value))
		return;
	int is_whole = value.type != LEAF_TYPE_FLOAT;
	double number = is_whole ? (double)(long long)leaf_value_u64(&value)
				 : leaf_value_double(&value);
	TracyCPlot(name, number);
}

static void external_event(struct leaf_sink *sink, const struct leaf_event *event)
{
	struct leaf_value value = { .len = 0 }, size = { .len = 0 };
	const char *name;
	const void *at;
	(void)sink;
	switch (event->site->kind) {
	case LEAF_KIND_EVENT:
		say(event);
		return;
	case LEAF_KIND_PLOT:
		plot(event);
		return;
	case LEAF_KIND_FRAME:
		leaf_event_value(event, 0, &value);
		name = value.len ? name_of(&value) : NULL;
		TracyCFrameMarkNamed(name);
		return;
	case LEAF_KIND_ALLOC:
		leaf_event_value(event, 0, &value);
		leaf_event_value(event, 1, &size);
		at = (const void *)(size_t)leaf_value_u64(&value);
		TracyCAlloc(at, (size_t)leaf_value_u64(&size));
		return;
	case LEAF_KIND_FREE:
		leaf_event_value(event, 0, &value);
		at = (const void *)(size_t)leaf_value_u64(&value);
		TracyCFree(at);
		return;
	case LEAF_KIND_THREAD_NAME:
		leaf_event_value(event, 0, &value);
		name = name_of(&value);
		if (name)
			TracyCSetThreadName(name);
		return;
	case LEAF_KIND_APP_INFO:
		leaf_event_value(event, 0, &value);
		TracyCAppInfo(value.data, value.len);
		return;
	default:
		return; /* locks and fibers are told through its own contexts */
	}
}

/* ---- the sink ---- */

static int external_start(struct leaf_sink *sink)
{
	const char *mode = leaf__config_get("LEAF_TRACY");
	(void)sink;
	return !mode || strcmp(mode, "off") != 0;
}

struct leaf_sink leaf__sink_tracy = {
	.name = "tracy",
	.flags = LEAF_SINK_VALUES,
	.start = external_start,
	.thread_end = external_thread_end,
	.span_open = external_open,
	.span_close = external_close,
	.event = external_event,
};

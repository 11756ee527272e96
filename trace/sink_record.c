/* sink_record.c - the sink that records every span and event with its values (LEAF_RECORD). */
#include "base/clock.h"
#include "leaf/sink.h"
#include "trace/config.h"
#include "trace/frame.h"
#include "trace/loss.h"
#include "trace/rec_put.h"
#include "trace/rec_ring.h"
#include "trace/rec_sites.h"
#include "trace/rec_solo.h"
#include "trace/rec_store.h"
#include "trace/rec_values.h"
#include "trace/say.h"
#include "trace/sinks.h"

#include <errno.h>
#include <string.h>

/* For what has no time of its own. */
static char *put_time(struct rec_ring *ring, char *at)
{
	ring->last = leaf__clock_ticks();
	return leaf__rec_control(at, REC_TIME, 0, &ring->last, sizeof ring->last);
}

/* A span's note: its depth, 1 for the outermost, and which run it was recorded in; 0: it was not. */
enum { DEPTH_BITS = 24, DEPTH_MASK = (1 << DEPTH_BITS) - 1 };

static unsigned note_of(const struct rec_ring *ring)
{
	return (leaf__rec_depth(ring) & DEPTH_MASK) | leaf__rec_epoch_of(ring) << DEPTH_BITS;
}

/* The depth that a note tells, if the span is open in the ring; else 0. */
static uint32_t depth_of(const struct rec_ring *ring, unsigned note)
{
	uint32_t depth = note & DEPTH_MASK;
	return note >> DEPTH_BITS == leaf__rec_epoch_of(ring) && depth <= leaf__rec_depth(ring)
		       ? depth
		       : 0;
}

/* What the next span's id and parent are, unless that goes without saying. */
static char *put_identity(struct rec_ring *ring, char *at, const struct leaf_span *span)
{
	leaf_u64 usual = span->outer ? span->outer->id : 0;
	if (ring->id != span->id)
		at = leaf__rec_control(at, REC_ID, 0, &span->id, sizeof span->id);
	if (span->parent != usual)
		at = leaf__rec_control(at, REC_PARENT, 0, &span->parent, sizeof span->parent);
	ring->id = span->id + 1;
	return at;
}

static void record_span_open(struct leaf_sink *sink, struct leaf_span *span)
{
	enum { IDENTITY = 24 };
	const struct leaf__frame *frame = leaf__frame_of(span);
	uint32_t code;
	struct rec_ring *ring = leaf__rec_ready(sink, span->thread, span->site, &code);
	size_t need = IDENTITY + LEAF__REC_HEADER_MAX + leaf__rec_values_max(span->site);
	char *at = ring ? leaf__rec_begin(ring, need) : NULL;
	if (!at)
		return;
	at = put_identity(ring, at, span);
	at = leaf__rec_header(ring, at, code, span->opened);
	at = leaf__rec_values_span(span, at);
	leaf__rec_push(ring, code, (uint64_t)(uintptr_t)frame->sp,
		       (uint32_t)(uintptr_t)frame->back);
	span->note[sink->index] = note_of(ring);
	leaf__rec_commit(ring, at);
}

static void record_span_close(struct leaf_sink *sink, struct leaf_span *span)
{
	unsigned note = span->note[sink->index];
	uint32_t code = (uint32_t)leaf__rec_site_peek(span->site, sink->index);
	if (note && code)
		leaf__rec_close(note >> DEPTH_BITS, note & DEPTH_MASK, code, leaf__clock_ticks(),
				__builtin_frame_address(0));
}

static void record_event(struct leaf_sink *sink, const struct leaf_event *event)
{
	uint32_t code;
	struct rec_ring *ring = leaf__rec_ready(sink, event->thread, event->site, &code);
	size_t need = LEAF__REC_HEADER_MAX + leaf__rec_values_max(event->site);
	char *at = ring ? leaf__rec_begin(ring, need) : NULL;
	if (!at)
		return;
	at = leaf__rec_header(ring, at, code, leaf__clock_ticks());
	at = leaf__rec_values_event(event, at);
	leaf__rec_commit(ring, at);
}

static void record_late(struct leaf_sink *sink, struct leaf_span *span, unsigned field)
{
	struct rec_ring *ring = leaf__rec_own;
	uint32_t depth = depth_of(ring, span->note[sink->index]);
	struct leaf_value value;
	if (!depth || !leaf_span_value(span, field, &value))
		return;
	size_t len = value.len < REC_VALUE_MAX ? value.len : REC_VALUE_MAX;
	uint32_t cut = value.cut || len < value.len;
	uint32_t head[] = { depth, (uint32_t)value.type, (uint32_t)len | cut << 31 };
	char *at = leaf__rec_begin(ring, 12 + 4 + sizeof head + len);
	if (!at)
		return;
	at = put_time(ring, at);
	at = leaf__rec_control(at, REC_LATE, field, head, sizeof head);
	if (len)
		memcpy(at, value.data, len);
	leaf__rec_commit(ring, at + len);
}

static void record_follows(struct leaf_sink *sink, struct leaf_span *span, leaf_span_id cause)
{
	struct rec_ring *ring = leaf__rec_own;
	uint32_t depth = depth_of(ring, span->note[sink->index]);
	char payload[sizeof depth + sizeof cause];
	char *at;
	if (!depth || !(at = leaf__rec_begin(ring, 12 + 4 + sizeof payload)))
		return;
	at = put_time(ring, at);
	memcpy(payload, &depth, sizeof depth);
	memcpy(payload + sizeof depth, &cause, sizeof cause);
	leaf__rec_commit(ring, leaf__rec_control(at, REC_FOLLOWS, 0, payload, sizeof payload));
}

static void record_thread_end(struct leaf_sink *sink, struct leaf_thread_info *thread)
{
	(void)sink;
	(void)thread;
	leaf__rec_ring_end(leaf__rec_own);
}

static void record_fork_child(struct leaf_sink *sink)
{
	(void)sink;
	leaf__rec_rings_fork_child();
	leaf__rec_sites_fork_child();
	leaf__rec_store_forget();
}

/* Where to record, as the user asked; returns whether a run has begun. */
static int begin(const char *dir)
{
	enum { MAX_MB = 1 << 24 };
	const char *full = leaf__config_get("LEAF_RECORD_FULL");
	long mb = leaf__config_number("LEAF_RECORD_MAX_MB", 0, 0, MAX_MB);
	int wait = full && strcmp(full, "wait") == 0;
	if (full && !wait && strcmp(full, "drop") != 0)
		leaf__say("LEAF_RECORD_FULL='%s' is none of drop, wait: drop it is", full);
	if (leaf__rec_store_set(dir, (uint64_t)mb << 20, wait) != 0) {
		leaf__say("cannot record into '%s': %s; nothing is recorded", dir, strerror(errno));
		return 0;
	}
	return leaf__rec_store_ready() != LEAF__REC_NO_RUN;
}

static int record_start(struct leaf_sink *sink)
{
	const char *dir = leaf__config_get("LEAF_RECORD");
	struct leaf__rec_quiet quiet;
	if (!dir)
		return 0;
	leaf__rec_quiet(&quiet);
	int begun = begin(dir);
	leaf__rec_unquiet(&quiet);
	if (begun)
		leaf__rec_solo_offer(sink);
	return begun;
}

static int record_flush(struct leaf_sink *sink)
{
	(void)sink;
	leaf__rec_store_calibrate();
	return leaf__rec_meta->lost_parts ? -1 : 0;
}

static void record_stop(struct leaf_sink *sink)
{
	struct leaf__rec_quiet quiet;
	(void)sink;
	leaf__rec_quiet(&quiet);
	leaf__rec_store_close();
	leaf__rec_rings_leave();
	leaf__rec_sites_forget();
	leaf__rec_unquiet(&quiet);
}

struct leaf_sink leaf__sink_record = {
	.name = "record",
	.flags = LEAF_SINK_VALUES | LEAF_SINK_TIMES,
	.start = record_start,
	.flush = record_flush,
	.stop = record_stop,
	.fork_child = record_fork_child,
	.thread_end = record_thread_end,
	.span_open = record_span_open,
	.span_close = record_span_close,
	.span_record = record_late,
	.span_follows = record_follows,
	.event = record_event,
};

/* sink_tracy.c - the sink that shows spans and events in a Tracy viewer (LEAF_TRACY). */
#include "base/clock.h"
#include "leaf/sink.h"
#include "trace/frame.h"
#include "trace/rec_sites.h"
#include "trace/rec_values.h"
#include "trace/sinks.h"
#include "trace/tracy_live.h"
#include "trace/tracy_play.h"
#include "trace/tracy_queue.h"
#include "trace/tracy_solo.h"

#include <string.h>

/* A span's note: its depth, 1 for the outermost, and when it was recorded; 0: it was not. */
enum { DEPTH_BITS = 24, DEPTH_MASK = (1 << DEPTH_BITS) - 1 };

static unsigned note_of(const struct rec_ring *ring)
{
	return (leaf__rec_depth(ring) & DEPTH_MASK) | leaf__rec_epoch_of(ring) << DEPTH_BITS;
}

static void tracy_span_open(struct leaf_sink *sink, struct leaf_span *span)
{
	const struct leaf__frame *frame = leaf__frame_of(span);
	uint32_t code;
	struct rec_ring *ring = leaf__tracy_ready(sink, span->thread, span->site, &code);
	size_t need = LEAF__REC_HEADER_MAX + leaf__rec_values_max(span->site);
	char *at = ring ? leaf__tracy_begin_at(ring, need, __builtin_frame_address(0)) : NULL;
	if (!at)
		return;
	at = leaf__rec_header(ring, at, code, leaf__clock_ticks());
	at = leaf__rec_values_span(span, at);
	leaf__rec_push(ring, code, (uint64_t)(uintptr_t)frame->sp,
		       (uint32_t)(uintptr_t)frame->back);
	span->note[sink->index] = note_of(ring);
	leaf__rec_commit(ring, at);
}

static void tracy_span_close(struct leaf_sink *sink, struct leaf_span *span)
{
	unsigned note = span->note[sink->index];
	uint32_t code = (uint32_t)leaf__rec_site_peek(span->site, sink->index);
	if (note && code)
		leaf__tracy_close(note >> DEPTH_BITS, note & DEPTH_MASK, code, leaf__clock_ticks(),
				  __builtin_frame_address(0));
}

/* What must be in order across threads gets its time and place under one lock. */
static void tell_serially(struct leaf_sink *sink, const struct leaf_event *event)
{
	size_t need = LEAF__TRACY_SERIAL_HEAD + leaf__rec_values_max(event->site);
	struct rec_ring *ring = leaf__tracy_serial_enter();
	if (!ring)
		return;
	char *at = leaf__tracy_begin_at(ring, need, __builtin_frame_address(0));
	if (at) {
		at = leaf__tracy_serial_head(ring, at, event->thread,
					     leaf__tracy_code(sink, event->site));
		leaf__rec_commit(ring, leaf__rec_values_event(event, at));
	}
	leaf__tracy_serial_leave();
}

static void change_fiber(const struct leaf_event *event)
{
	struct leaf_value id, name = { .data = "" };
	uint32_t fiber = 0;
	if (event->site->kind == LEAF_KIND_FIBER_ENTER && leaf_event_value(event, 0, &id))
		fiber = (uint32_t)leaf_value_u64(&id);
	if (fiber)
		leaf_event_value(event, 1, &name);
	leaf__tracy_go_on(event->thread, fiber, name.data, name.len);
}

static void tracy_event(struct leaf_sink *sink, const struct leaf_event *event)
{
	if (leaf__tracy_is_serial(event->site->kind)) {
		tell_serially(sink, event);
		return;
	}
	if (event->site->kind == LEAF_KIND_APP_INFO)
		return; /* it is kept for every viewer to come */
	if (event->site->kind == LEAF_KIND_FIBER_ENTER ||
	    event->site->kind == LEAF_KIND_FIBER_LEAVE) {
		change_fiber(event);
		return;
	}
	uint32_t code;
	struct rec_ring *ring = leaf__tracy_ready(sink, event->thread, event->site, &code);
	size_t need = LEAF__REC_HEADER_MAX + leaf__rec_values_max(event->site);
	char *at = ring ? leaf__tracy_begin_at(ring, need, __builtin_frame_address(0)) : NULL;
	if (!at)
		return;
	at = leaf__rec_header(ring, at, code, leaf__clock_ticks());
	at = leaf__rec_values_event(event, at);
	leaf__rec_commit(ring, at);
}

/* The depth that a note tells, if the span is open in the ring; else 0. */
static uint32_t depth_of(const struct rec_ring *ring, unsigned note)
{
	uint32_t depth = note & DEPTH_MASK;
	return note >> DEPTH_BITS == leaf__rec_epoch_of(ring) && depth <= leaf__rec_depth(ring)
		       ? depth
		       : 0;
}

static void tracy_late(struct leaf_sink *sink, struct leaf_span *span, unsigned field)
{
	struct rec_ring *ring = leaf__tracy_own;
	uint32_t depth = depth_of(ring, span->note[sink->index]);
	struct leaf_value value;
	if (!depth || !leaf__tracy_queue_is_open() || !leaf_span_value(span, field, &value))
		return;
	size_t len = value.len < REC_VALUE_MAX ? value.len : REC_VALUE_MAX;
	uint32_t cut = value.cut || len < value.len;
	uint32_t head[] = { depth, (uint32_t)value.type, (uint32_t)len | cut << 31 };
	char *at = leaf__tracy_begin_at(ring, 4 + sizeof head + len, __builtin_frame_address(0));
	if (!at)
		return;
	at = leaf__rec_control(at, REC_LATE, field, head, sizeof head);
	if (len)
		memcpy(at, value.data, len);
	leaf__rec_commit(ring, at + len);
}

static void tracy_thread_end(struct leaf_sink *sink, struct leaf_thread_info *thread)
{
	(void)sink;
	leaf__tracy_thread_end(thread);
}

static void tracy_fork_child(struct leaf_sink *sink)
{
	(void)sink;
	leaf__tracy_live_fork_child();
}

static int tracy_start(struct leaf_sink *sink)
{
	int how = leaf__tracy_live_start(sink);
	if (how)
		leaf__tracy_solo_offer(sink);
	return how;
}

static void tracy_stop(struct leaf_sink *sink)
{
	(void)sink;
	leaf__tracy_live_stop();
}

struct leaf_sink leaf__sink_tracy = {
	.name = "tracy",
	.flags = LEAF_SINK_VALUES,
	.start = tracy_start,
	.stop = tracy_stop,
	.fork_child = tracy_fork_child,
	.thread_end = tracy_thread_end,
	.span_open = tracy_span_open,
	.span_close = tracy_span_close,
	.span_record = tracy_late,
	.event = tracy_event,
};

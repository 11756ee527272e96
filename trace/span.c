/* span.c - opening and closing spans with frames, and events. */
#include "trace/span.h"

#include "base/clock.h"
#include "trace/fields.h"
#include "trace/loss.h"
#include "trace/sinks.h"
#include "trace/solo.h"
#include "trace/thunk.h"

#include <errno.h>
#include <string.h>

#define PUBLIC __attribute__((visibility("default")))

/* What registration wrote before the plan can be read after it. */
LEAF__GENERAL_REGS static inline unsigned plan_of(const struct leaf_site *site)
{
	return __atomic_load_n(&site->plan, __ATOMIC_ACQUIRE);
}

/* ---- the quick ways ---- */

LEAF__OWN_TEXT LEAF__GENERAL_REGS void *leaf__open_quick(struct leaf_site *site, const void *packed,
							 const void *sp)
{
	unsigned plan = plan_of(site);
	if (__builtin_expect(plan >= LEAF__PLAN_SOLO, 1))
		return leaf__solo_by_plan[plan - LEAF__PLAN_SOLO]->open(site, packed, sp);
	if (plan == LEAF__PLAN_COUNT)
		return leaf__solo_that_counts->open(site, packed, sp);
	return (void *)LEAF__NOT_QUICK;
}

/* A frame whose end nobody wants to hear of: just take it off. */
LEAF__GENERAL_REGS static inline int drop_frame(struct leaf__frame *frame)
{
	struct leaf__thread *thread = leaf__thread_peek();
	if (!thread || thread->top != frame || thread->busy != LEAF__THREAD_OUTSIDE ||
	    (frame->span.sinks & leaf__sinks.closers) || frame->late ||
	    !leaf__frame_in_chunk(thread, frame))
		return 0;
	thread->top = frame->below;
	thread->free = (char *)frame;
	return 1;
}

LEAF__OWN_TEXT LEAF__GENERAL_REGS void *leaf__close_quick(void *guard)
{
	unsigned tag = (unsigned)(size_t)guard & 7;
	if (tag >= LEAF__TAG_SOLO)
		leaf__solo_by_plan[tag - LEAF__TAG_SOLO]->close(guard);
	else if (tag == 0)
		leaf__solo_that_counts->close(guard);
	else if (tag != LEAF__TAG_FULL || !drop_frame((void *)((char *)guard - LEAF__TAG_FULL)))
		return (void *)LEAF__NOT_QUICK;
	return NULL;
}

/* ---- spans with frames ---- */

static void close_top(struct leaf__thread *thread)
{
	struct leaf__frame *frame = thread->top;
	LEAF__TELL_SINKS(frame->span.sinks & leaf__sinks.closers, span_close, &frame->span);
	leaf__frame_pop(thread);
}

void leaf__span_close_all(struct leaf__thread *thread)
{
	while (thread->top) {
		leaf__loss_add(LEAF__LOSS_REPAIRED, 1);
		close_top(thread);
	}
}

/*
 * Frames whose function is gone: control left it by longjmp, since its stack pointer lies below
 * ours. Only a little below, so that a coroutine's stack elsewhere is not taken for a dead part of
 * this one; what is missed here is found when a span further out closes.
 */
static void close_dead(struct leaf__thread *thread, const void *sp)
{
	enum { NEAR = 256 * 1024 };
	const char *here = (const char *)sp - ((size_t)sp & 1); /* see DOORLESS_SP() */
	while (thread->top && (const char *)thread->top->sp < here &&
	       (size_t)(here - (const char *)thread->top->sp) < NEAR) {
		leaf__loss_add(LEAF__LOSS_REPAIRED, 1);
		close_top(thread);
	}
}

/*
 * A span that is open at this very stack pointer and place in the code already: nothing is open
 * twice there, so control has left the first one and whatever is inside it. The call site alone
 * does not tell: a function that is inlined into itself has it at several places.
 */
static void close_same(struct leaf__thread *thread, const void *back, const void *sp)
{
	struct leaf__frame *frame = thread->top;
	while (frame && frame->sp == sp && frame->back != back)
		frame = frame->below;
	if (!frame || frame->sp != sp || !back)
		return;
	for (struct leaf__frame *around = frame->below; thread->top != around;) {
		leaf__loss_add(LEAF__LOSS_REPAIRED, 1);
		close_top(thread);
	}
}

static const struct leaf__scopes *scopes_around(struct leaf__thread *thread)
{
	if (!thread->top)
		return NULL;
	if (__builtin_expect(thread->generation != leaf__judge_generation(), 0))
		leaf__frame_rescope(thread);
	return thread->top->scopes;
}

static unsigned wanted_by(const struct leaf__judgement *judgement, struct leaf__thread *thread)
{
	unsigned sinks = judgement->always;
	if (__builtin_expect(judgement->maybe != 0, 0))
		sinks |= leaf__judge_maybe(judgement, scopes_around(thread));
	return sinks & leaf__sinks.active;
}

/* A span that changes what is enabled inside it: its frame is kept even if no sink wants it. */
static unsigned open_scope(struct leaf__thread *thread, struct leaf__frame *frame,
			   const struct leaf__judgement *judgement)
{
	const struct leaf__scopes *outer = frame->scopes;
	struct leaf__scopes *inside = leaf__frame_scopes(thread, frame);
	if (inside)
		return leaf__judge_open(judgement, &frame->span, outer, inside);
	leaf__loss_add(LEAF__LOSS_NOMEM, 1);
	return judgement->always & leaf__sinks.active;
}

static void *open_frame(struct leaf__thread *thread, struct leaf__site *site, const void *packed,
			const void *sp, const leaf_u64 *parent)
{
	const struct leaf__judgement *judgement = leaf__site_judgement(site);
	close_dead(thread, sp);
	const void *back = leaf__door_back(sp);
	close_same(thread, back, sp);
	unsigned sinks = 0;
	if (judgement->scoped)
		scopes_around(thread);
	else
		sinks = wanted_by(judgement, thread);
	if (!sinks && !judgement->scoped)
		return NULL;
	int keep = judgement->scoped || (sinks & leaf__sinks.values) != 0;
	struct leaf__frame *frame = leaf__frame_push(thread, site, packed, sp, keep);
	if (!frame)
		return NULL;
	frame->back = back;
	if (judgement->scoped)
		sinks = open_scope(thread, frame, judgement);
	frame->span.sinks = sinks;
	if (parent)
		frame->span.parent = *parent;
	if (sinks & leaf__sinks.times)
		frame->span.opened = leaf__clock_ticks();
	LEAF__TELL_SINKS(sinks, span_open, &frame->span);
	return (char *)frame + LEAF__TAG_FULL;
}

static void *open_span(struct leaf_site *site, const void *packed, const void *sp,
		       const leaf_u64 *parent)
{
	struct leaf__thread *thread = leaf__thread_get();
	int saved = errno;
	void *guard = NULL;
	if (!thread || !leaf__thread_enter(thread, sp))
		return NULL;
	unsigned plan = plan_of(site);
	if (plan == LEAF__PLAN_NEW)
		plan = leaf__site_register(site) ? plan_of(site) : (unsigned)LEAF__PLAN_OFF;
	if (plan == LEAF__PLAN_FULL || (parent && plan != LEAF__PLAN_OFF && plan != LEAF__PLAN_NEW))
		guard = open_frame(thread, site->info, packed, sp, parent);
	leaf__thread_leave(thread);
	/* a site's first time; and a child that is not in the tree yet */
	if (plan == LEAF__PLAN_COUNT && !parent)
		guard = leaf__solo_that_counts->open(site, packed, sp);
	else if (plan >= LEAF__PLAN_SOLO && !parent)
		guard = leaf__solo_by_plan[plan - LEAF__PLAN_SOLO]->open(site, packed, sp);
	errno = saved;
	return guard;
}

/* The guard's frame, if it is open and was opened by the function that closes it now. */
static int is_mine(const struct leaf__thread *thread, const struct leaf__frame *frame,
		   const void *sp)
{
	enum { SLACK = 4096 };
	if (__builtin_expect(thread->top == frame, 1))
		return 1;
	return leaf__frame_is_open(thread, frame) &&
	       (const char *)sp <= (const char *)frame->sp + SLACK;
}

static void close_frame(struct leaf__thread *thread, struct leaf__frame *frame, const void *sp)
{
	if (!is_mine(thread, frame, sp)) {
		leaf__loss_add(LEAF__LOSS_STALE, 1);
		return;
	}
	while (thread->top != frame) {
		leaf__loss_add(LEAF__LOSS_REPAIRED, 1);
		close_top(thread);
	}
	close_top(thread);
}

static void close_span(void *guard, const void *sp)
{
	struct leaf__thread *thread = leaf__thread_peek();
	int saved = errno;
	unsigned tag = (unsigned)(size_t)guard & 7;
	if (tag != LEAF__TAG_FULL) {
		leaf__close_quick(guard);
		return;
	}
	if (!thread || !leaf__thread_enter(thread, sp))
		return;
	close_frame(thread, (struct leaf__frame *)(void *)((char *)guard - tag), sp);
	leaf__thread_leave(thread);
	errno = saved;
}

/* A site's first time: the doors come again by the short way, if it has got one. */
static int is_quick_now(struct leaf_site *site, const void *sp)
{
	struct leaf__thread *thread = leaf__thread_get();
	int saved = errno, known = 0;
	if (thread && leaf__thread_enter(thread, sp)) {
		known = leaf__site_register(site);
		leaf__thread_leave(thread);
	}
	errno = saved;
	return known && (plan_of(site) == LEAF__PLAN_COUNT || plan_of(site) >= LEAF__PLAN_SOLO);
}

void *leaf__open_new(struct leaf_site *site, const void *packed, const void *sp)
{
	if (plan_of(site) != LEAF__PLAN_NEW)
		return open_span(site, packed, sp, NULL);
	if (is_quick_now(site, sp))
		return (void *)LEAF__NOT_QUICK;
	return plan_of(site) == LEAF__PLAN_FULL ? open_span(site, packed, sp, NULL) : NULL;
}

void *leaf__open_slow(struct leaf_site *site, const void *packed, const void *sp)
{
	return open_span(site, packed, sp, NULL);
}

void leaf__close_slow(void *guard, void *unused, const void *sp)
{
	(void)unused;
	close_span(guard, sp);
}

/*
 * The caller's stack pointer, above its return address and frame pointer; odd, since there is no door
 * below it.
 */
#define DOORLESS_SP() ((const char *)__builtin_frame_address(0) + 2 * sizeof(void *) + 1)

PUBLIC void *leaf__open(struct leaf_site *site, const void *packed)
{
	return open_span(site, packed, DOORLESS_SP(), NULL);
}

PUBLIC void *leaf__open_under(struct leaf_site *site, const void *packed, leaf_u64 parent)
{
	return open_span(site, packed, DOORLESS_SP(), &parent);
}

PUBLIC void leaf__close(void *guard)
{
	close_span(guard, __builtin_frame_address(0));
}

/* ---- events ---- */

/*
 * Into the tracer at a site that is no span: the thread, if the site is on; NULL otherwise. Then
 * leave by leaf__thread_leave().
 */
static struct leaf__thread *come_in(struct leaf_site *site, const void *sp)
{
	struct leaf__thread *thread = leaf__thread_get();
	if (!thread || !leaf__thread_enter(thread, sp))
		return NULL;
	int known = plan_of(site) != LEAF__PLAN_NEW || leaf__site_register(site);
	if (known && plan_of(site) != LEAF__PLAN_OFF)
		return thread;
	leaf__thread_leave(thread);
	return NULL;
}

static void tell_event(struct leaf__thread *thread, const struct leaf__site *site,
		       const void *packed, const void *sp)
{
	thread->sp = sp;
	close_dead(thread, sp);
	struct leaf_event event = { &site->info, &thread->info,
				    thread->top ? &thread->top->span : NULL, packed };
	LEAF__TELL_SINKS(wanted_by(leaf__site_judgement(site), thread), event, &event);
}

static __attribute__((noinline)) void event_slowly(struct leaf_site *site, const void *packed,
						   const void *sp)
{
	int saved = errno;
	struct leaf__thread *thread = come_in(site, sp);
	if (thread) {
		tell_event(thread, site->info, packed, sp);
		leaf__thread_leave(thread);
	}
	errno = saved;
}

PUBLIC void leaf__event(struct leaf_site *site, const void *packed)
{
	unsigned plan = __atomic_load_n(&site->plan, __ATOMIC_ACQUIRE);
	const void *sp = __builtin_frame_address(0);
	if (plan < LEAF__PLAN_SOLO ||
	    !leaf__solo_by_plan[plan - LEAF__PLAN_SOLO]->event(site, packed, sp))
		event_slowly(site, packed, sp);
}

PUBLIC int leaf__enabled(struct leaf_site *site)
{
	int saved = errno;
	struct leaf__thread *thread = come_in(site, __builtin_frame_address(0));
	int enabled = thread && wanted_by(leaf__site_judgement(site->info), thread) != 0;
	if (thread)
		leaf__thread_leave(thread);
	errno = saved;
	return enabled;
}

PUBLIC int leaf_event_value(const struct leaf_event *event, unsigned i, struct leaf_value *out)
{
	struct leaf__thread *thread = (struct leaf__thread *)(void *)event->thread;
	const unsigned *types = event->site->types;
	const char *bytes = event->packed;
	for (unsigned k = 0; k < i; k++)
		bytes += leaf__field_size(types[k]);
	return leaf__field_decode(types[i], bytes, out, thread->scratch);
}

/* ---- what is said later of an open span ---- */

/* The innermost open frame whose site declares this late field; its number in *field. */
static struct leaf__frame *declares(struct leaf__thread *thread, const char *name, unsigned *field)
{
	for (struct leaf__frame *f = thread->top; f; f = f->below)
		for (unsigned i = 0; i < f->span.site->n_fields; i++)
			if (leaf__field_type(f->span.site->types[i]) == LEAF_TYPE_LATE &&
			    strcmp(f->span.site->names[i], name) == 0) {
				*field = i;
				return f;
			}
	return NULL;
}

static void record(struct leaf__thread *thread, const struct leaf__site *site, const void *packed)
{
	unsigned field;
	struct leaf_value value;
	struct leaf__frame *frame = declares(thread, site->info.name, &field);
	if (!frame) {
		if (!leaf__site_declares(site->info.name))
			leaf__loss_add(LEAF__LOSS_LATE, 1); /* no span anywhere: a misspelt name */
		return;
	}
	if (!leaf__field_decode(site->info.types[0], packed, &value, thread->scratch))
		return;
	leaf__frame_record(frame, field, site->info.types[0], &value);
	LEAF__TELL_SINKS(frame->span.sinks & leaf__sinks.active, span_record, &frame->span, field);
	scopes_around(thread);
	const struct leaf__judgement *judgement = leaf__site_judgement(
		leaf__site_of(frame->span.site));
	if (judgement->scoped && frame->own_scopes)
		leaf__judge_record(judgement, &frame->span, frame->own_scopes);
}

PUBLIC void leaf__record(struct leaf_site *site, const void *packed)
{
	int saved = errno;
	struct leaf__thread *thread = come_in(site, __builtin_frame_address(0));
	if (thread) {
		record(thread, site->info, packed);
		leaf__thread_leave(thread);
	}
	errno = saved;
}

PUBLIC leaf_u64 leaf__span_here(void)
{
	struct leaf__thread *thread = leaf__thread_peek();
	return thread && thread->top ? thread->top->span.id : 0;
}

PUBLIC void leaf_span_follows(leaf_span_id cause)
{
	struct leaf__thread *thread = leaf__thread_peek();
	int saved = errno;
	if (!thread || !thread->top || !leaf__thread_enter(thread, __builtin_frame_address(0)))
		return;
	LEAF__TELL_SINKS(thread->top->span.sinks & leaf__sinks.active, span_follows,
			 &thread->top->span, cause);
	leaf__thread_leave(thread);
	errno = saved;
}

PUBLIC struct leaf_span *leaf_span_seen(struct leaf_span *span, const struct leaf_sink *sink)
{
	while (span && !(span->sinks & 1u << sink->index))
		span = span->outer;
	return span;
}

PUBLIC struct leaf_span *leaf_span_outer(const struct leaf_span *span, const struct leaf_sink *sink)
{
	return leaf_span_seen(span->outer, sink);
}

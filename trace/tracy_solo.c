/* tracy_solo.c - the Tracy sink's short way: spans that it alone wants, with no frame kept. */
/*
 * What is not rare is in rec_short.h. This file is compiled without vector registers, which the
 * program may be using; what is rare is done by functions elsewhere, through leaf__solo_slow().
 */
#include "trace/tracy_solo.h"

#include "base/clock.h"
#include "trace/rec_sites.h"
#include "trace/rec_values.h"
#include "trace/solo.h"
#include "trace/thread.h"
#include "trace/tracy_queue.h"

#include <errno.h>

#ifdef LEAF__THUNKS

static struct leaf_sink *sink;
static unsigned sink_index;

#define REC_SHORT_RING leaf__tracy_own
#define REC_SHORT_SINK sink_index
#include "trace/rec_short.h"

static void open_slowly(void *arg)
{
	enum { HEAL = 8 };
	struct opening *opening = arg;
	const struct leaf_site_info *info = opening->info;
	struct leaf__thread *thread = leaf__thread_get();
	int saved = errno;
	uint32_t code = 0;
	struct rec_ring *ring = thread ? leaf__tracy_ready(sink, &thread->info, info, &code) : NULL;
	size_t need = HEAL + LEAF__REC_HEADER_MAX + leaf__rec_values_max(info);
	char *at = ring ? leaf__tracy_begin(ring, need, opening->sp) : NULL;
	if (at) {
		const uint64_t sp = (uint64_t)opening->sp;
		at = leaf__rec_heal(ring, at, sp, opening->back);
		at = leaf__rec_header(ring, at, code, leaf__clock_ticks());
		at = leaf__rec_values_packed(info, opening->packed, at);
		leaf__rec_push(ring, code, sp, opening->back);
		opening->guard = ring->mark | (uint64_t)(code & CODE_MASK) << CODE_SHIFT;
		leaf__rec_commit(ring, at);
	}
	errno = saved;
}

static void close_slowly(void *arg)
{
	uint64_t guard = (uint64_t)arg;
	int saved = errno;
	uint32_t depth = (uint32_t)(guard >> LEAF__REC_DEPTH_SHIFT);
	uint32_t code = (uint32_t)((guard & GUARD_CODE) >> CODE_SHIFT);
	unsigned epoch = (unsigned)(guard >> LEAF__REC_EPOCH_SHIFT) & LEAF__REC_EPOCH_MASK;
	leaf__tracy_close(epoch, depth, code, leaf__clock_ticks(), __builtin_frame_address(0));
	errno = saved;
}

static const struct leaf__solo solo = { .open = short_open, .close = short_close };

void leaf__tracy_solo_offer(struct leaf_sink *tracy)
{
	sink = tracy;
	sink_index = tracy->index;
	if (leaf__clock_is_tsc)
		leaf__solo_add(tracy, &solo, 0, &leaf__tracy_tag);
}

#else

void leaf__tracy_solo_offer(struct leaf_sink *tracy)
{
	(void)tracy;
}

#endif

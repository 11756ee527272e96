/* rec_put.c - writing records into a ring, whatever becomes of the parts that it fills. */
#include "trace/rec_put.h"

#include "base/clock.h"
#include "trace/left.h"
#include "trace/loss.h"
#include "trace/rec_store.h"

#include <string.h>

/* One store; where another thread reads the ring, what it counts must be there. */
static void set_where(struct rec_ring *ring, uint64_t where)
{
	leaf__rec_order();
	__atomic_store_n(&ring->where, where, __ATOMIC_RELEASE);
	leaf__rec_order();
}

char *leaf__rec_control(char *at, enum rec_control kind, uint32_t parameter, const void *payload,
			size_t len)
{
	uint32_t header = rec_control_header(kind, parameter);
	memcpy(at, &header, sizeof header);
	if (len)
		memcpy(at + sizeof header, payload, len);
	return at + sizeof header + len;
}

char *leaf__rec_header(struct rec_ring *ring, char *at, uint32_t code, uint64_t now)
{
	uint64_t ticks = now - ring->last;
	if (ticks >> REC_TICK_BITS) {
		at = leaf__rec_control(at, REC_TIME, 0, &now, sizeof now);
		ticks = 0;
	}
	ring->last = now;
	uint32_t wide = code >> REC_CODE_BITS ? code : 0;
	uint32_t header = rec_header(ticks, wide ? 1 : code);
	memcpy(at, &header, sizeof header);
	at += sizeof header;
	if (wide) {
		memcpy(at, &wide, sizeof wide);
		at += sizeof wide;
	}
	return at;
}

void leaf__rec_tell_dropped(const struct rec_channel *channel, struct rec_ring *ring)
{
	if (!ring->dropped || leaf__rec_used(ring) + 8 > REC_ROOM)
		return;
	uint32_t n = (uint32_t)ring->dropped;
	char *at = leaf__rec_records(ring) + leaf__rec_used(ring);
	char *end = leaf__rec_control(at, REC_DROPPED, 0, &n, sizeof n);
	set_where(ring, ring->where + (uint64_t)(end - at));
	ring->dropped = 0;
	channel->dropped(n);
	leaf__loss_add(LEAF__LOSS_REENTRY, n);
}

/* ---- who is in the ring ---- */

/* Its record will not be finished: the next one must not count on the time it noted. */
static void mend(const struct rec_channel *channel, struct rec_ring *ring)
{
	uint64_t now = leaf__clock_ticks();
	if (leaf__rec_used(ring) + 12 > REC_ROOM)
		channel->turn(ring);
	char *at = leaf__rec_records(ring) + leaf__rec_used(ring);
	char *end = leaf__rec_control(at, REC_TIME, 0, &now, sizeof now);
	ring->last = now;
	set_where(ring, ring->where + (uint64_t)(end - at));
}

/* 1: the function with the stack address 'here' is alone in the ring from now on. */
static int enter(const struct rec_channel *channel, struct rec_ring *ring, uint64_t here)
{
	/* A handler that writes more than this is taken for what follows after a longjmp. Should
	 * it be one after all, its records give way to that of the owner: see the design note. */
	enum { PATIENCE = 256 };
	uint64_t gate = ring->gate;
	int mends = gate && gate != LEAF__REC_SHUT;
	if (mends && !leaf__was_left(gate, here) && ++ring->stuck < PATIENCE) {
		ring->dropped++;
		return 0;
	}
	ring->gate = here;
	leaf__rec_order();
	if (mends) {
		struct leaf__rec_quiet quiet;
		ring->stuck = 0;
		leaf__rec_quiet(&quiet);
		mend(channel, ring);
		leaf__rec_unquiet(&quiet);
	}
	return 1;
}

char *leaf__rec_begin_in(const struct rec_channel *channel, struct rec_ring *ring, size_t need,
			 const void *here)
{
	if (!enter(channel, ring, (uint64_t)(uintptr_t)here))
		return NULL;
	if (ring->dropped || leaf__rec_used(ring) + need > REC_ROOM) {
		struct leaf__rec_quiet quiet;
		leaf__rec_quiet(&quiet);
		leaf__rec_tell_dropped(channel, ring);
		if (leaf__rec_used(ring) + need > REC_ROOM)
			channel->turn(ring);
		leaf__rec_unquiet(&quiet);
	}
	return leaf__rec_records(ring) + leaf__rec_used(ring);
}

void leaf__rec_commit(struct rec_ring *ring, char *end)
{
	uint64_t used = (uint64_t)(end - leaf__rec_records(ring));
	set_where(ring, (ring->where & ~(uint64_t)0xffffffff) | used);
	ring->gate = ring->id ? LEAF__REC_SHUT : 0;
}

void leaf__rec_close_in(const struct rec_channel *channel, struct rec_ring *ring, uint32_t depth,
			uint32_t code, uint64_t now, const void *here)
{
	char *at = leaf__rec_begin_in(channel, ring, LEAF__REC_HEADER_MAX + 8, here);
	if (!at)
		return;
	if (depth < leaf__rec_depth(ring)) {
		leaf__loss_add(LEAF__LOSS_REPAIRED, leaf__rec_depth(ring) - depth);
		at = leaf__rec_control(at, REC_UNWIND, 0, &depth, sizeof depth);
	}
	at = leaf__rec_header(ring, at, code + 1, now);
	leaf__rec_set_depth(ring, depth - 1);
	leaf__rec_commit(ring, at);
}

char *leaf__rec_heal(struct rec_ring *ring, char *at, uint64_t sp, uint32_t back)
{
	uint32_t depth = leaf__rec_depth(ring), alive = leaf__rec_alive(ring, sp, back);
	if (alive == depth)
		return at;
	leaf__loss_add(LEAF__LOSS_REPAIRED, depth - alive);
	leaf__rec_set_depth(ring, alive);
	return leaf__rec_control(at, REC_UNWIND, 0, &alive, sizeof alive);
}

/* rec_short.h - the short way into a ring, for a file that is a sink's solo. */
/*
 * Included once by a *_solo.c, which is compiled without vector registers. It has defined
 *
 *	REC_SHORT(what)   the sink's functions and variables: leaf__…_own, the thread's ring, of which
 *	                  one that is shut stands for none; …_ready, …_begin_at, …_close, …_tag
 *	REC_SHORT_HAS_ID  whether a part may begin with REC_ID
 *
 * and gets short_offer(). What is rare is done by functions elsewhere, through leaf__solo_slow(). The
 * guard of a span is ring->mark as it was with this span open, and the site's code from bit 3 on.
 * So one comparison tells whether the span is the innermost open one of this run. The two functions
 * need no registers but those that the doors save. docs/design/record.md counts their instructions.
 */
#ifndef LEAF_TRACE_REC_SHORT_H
#define LEAF_TRACE_REC_SHORT_H

#include "base/clock.h"
#include "trace/rec_put.h"
#include "trace/rec_ring.h"
#include "trace/rec_sites.h"
#include "trace/rec_values.h"
#include "trace/solo.h"
#include "trace/thread.h"

#include <errno.h>

#ifdef REC_SHORT

static struct leaf_sink *short_sink;
static unsigned short_sink_index;

enum { CODE_SHIFT = 3, CODE_MASK = (1 << 24) - 1 };
#define GUARD_CODE ((uint64_t)CODE_MASK << CODE_SHIFT)

#define RARE(condition) __builtin_expect((condition) != 0, 0)
#define COLD __attribute__((noinline, cold))

struct opening {
	const struct leaf_site_info *info;
	const void *packed;
	const void *sp; /* of the function that opens the span */
	uint32_t back;	/* where in it */
	uint64_t guard;
};

static inline uint64_t stack_address(void)
{
	uint64_t here;
	__asm__ volatile("mov %%rsp, %0" : "=r"(here));
	return here;
}

static inline void copy_word(char *to, const char *from)
{
	uint32_t word;
	__builtin_memcpy(&word, from, sizeof word);
	__builtin_memcpy(to, &word, sizeof word);
}

/* Values of an unusual size. */
__attribute__((noinline)) static void copy_unusual(char *to, const char *from, uint64_t n)
{
	for (; n >= 4; n -= 4, to += 4, from += 4)
		copy_word(to, from);
	for (; n; n--)
		*to++ = *from++;
}

/*
 * By 4 bytes, as the program has most likely stored them a moment ago: a load that needs two
 * stores has to wait for them.
 */
static inline void copy_values(char *to, const char *from, uint64_t n)
{
	if (n == 8) {
		copy_word(to, from);
		copy_word(to + 4, from + 4);
	} else if (n - 9 < 8) {
		copy_word(to, from);
		copy_word(to + 4, from + 4);
		copy_word(to + n - 8, from + n - 8);
		copy_word(to + n - 4, from + n - 4);
	} else if (n) {
		copy_unusual(to, from, n);
	}
}

/* The lower half of the address that the door goes back to. */
static inline uint32_t back_of(const void *sp)
{
	return (uint32_t)(uintptr_t)leaf__door_back(sp);
}

static void open_slowly(void *arg)
{
	enum { IDENTITY = 12, HEAL = 8 };
	struct opening *opening = arg;
	const struct leaf_site_info *info = opening->info;
	struct leaf__thread *thread = leaf__thread_get();
	int saved = errno;
	uint32_t code = 0;
	struct rec_ring *ring = thread ? REC_SHORT(ready)(short_sink, &thread->info, info, &code)
				       : NULL;
	size_t need = IDENTITY + HEAL + LEAF__REC_HEADER_MAX + leaf__rec_values_max(info);
	char *at = ring ? REC_SHORT(begin_at)(ring, need, opening->sp) : NULL;
	if (at) {
		const uint64_t unknown = 0, sp = (uint64_t)opening->sp;
		at = leaf__rec_heal(ring, at, sp, opening->back);
		if (REC_SHORT_HAS_ID && ring->id) {
			at = leaf__rec_control(at, REC_ID, 0, &unknown, sizeof unknown);
			ring->id = 0;
		}
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
	REC_SHORT(close)(epoch, depth, code, leaf__clock_ticks(), __builtin_frame_address(0));
	errno = saved;
}

COLD static void *open_rarely(struct leaf_site *site, const void *packed, const void *sp)
{
	struct opening opening = { site->info, packed, sp, back_of(sp), 0 };
	leaf__solo_slow(open_slowly, &opening);
	return (void *)opening.guard;
}

/* Whether the stack pointer tells that the innermost open span has been left. */
__attribute__((noinline)) static int is_left(const struct rec_ring *ring, uint64_t sp,
					     uint32_t back)
{
	return leaf__rec_alive(ring, sp, back) != leaf__rec_depth(ring);
}

static void *short_open(struct leaf_site *site, const void *packed, const void *stack)
{
	struct rec_ring *ring = REC_SHORT(own);
	leaf__rec_word word = leaf__rec_site_peek(site->info, short_sink_index);
	uint64_t sp = (uint64_t)stack, now = __builtin_ia32_rdtsc();
	if (RARE(ring->gate))
		return open_rarely(site, packed, stack);
	ring->gate = sp;
	leaf__rec_order();
	uint64_t where = ring->where, ticks = now - ring->last, full = word >> 32;
	uint64_t mark = ring->mark, depth = mark >> LEAF__REC_DEPTH_SHIFT;
	uint32_t back = back_of(stack);
	int known = __builtin_expect(depth < REC_STACK, 1) != 0;
	if (RARE((uint32_t)where >= full) || RARE(ticks >> REC_TICK_BITS) ||
	    (known && RARE(sp >= ring->sp[depth]) && is_left(ring, sp, back))) {
		ring->gate = 0;
		return open_rarely(site, packed, stack);
	}
	ring->last = now;
	if (known) {
		ring->stack[depth] = (uint32_t)word;
		ring->sp[depth + 1] = sp;
		ring->back[depth + 1] = back;
	}
	char *at = leaf__rec_records(ring) + (uint32_t)where;
	uint32_t header = (uint32_t)(ticks << REC_CODE_BITS) | (uint32_t)word;
	__builtin_memcpy(at, &header, sizeof header);
	uint64_t len = REC_ROOM + 1 - full; /* of the record */
	copy_values(at + sizeof header, packed, len - sizeof header);
	mark += LEAF__REC_DEPTH_ONE;
	ring->mark = mark;
	leaf__rec_order();
	ring->where = where + len;
	leaf__rec_order();
	ring->gate = 0;
	return (void *)(mark | (uint32_t)word << CODE_SHIFT);
}

COLD static void close_rarely(void *guard)
{
	leaf__solo_slow(close_slowly, guard);
}

static void short_close(void *guard)
{
	struct rec_ring *ring = REC_SHORT(own);
	uint64_t now = __builtin_ia32_rdtsc();
	if (RARE(ring->gate)) {
		close_rarely(guard);
		return;
	}
	ring->gate = stack_address();
	leaf__rec_order();
	uint64_t where = ring->where, ticks = now - ring->last;
	uint64_t mark = (uint64_t)guard & ~GUARD_CODE;
	uint32_t code = (uint32_t)((uint64_t)guard & GUARD_CODE) >> CODE_SHIFT;
	if (RARE(ring->mark != mark) || RARE((uint32_t)where > REC_ROOM - 4) ||
	    RARE((ticks >> REC_TICK_BITS) | (code >> REC_CODE_BITS))) {
		ring->gate = 0;
		close_rarely(guard);
		return;
	}
	ring->last = now;
	uint32_t header = (uint32_t)(ticks << REC_CODE_BITS) | code | 1;
	__builtin_memcpy(leaf__rec_records(ring) + (uint32_t)where, &header, sizeof header);
	ring->mark = mark - LEAF__REC_DEPTH_ONE;
	leaf__rec_order();
	ring->where = where + sizeof header;
	leaf__rec_order();
	ring->gate = 0;
}

static void short_offer(struct leaf_sink *sink)
{
	static const struct leaf__solo solo = { .open = short_open, .close = short_close };
	short_sink = sink;
	short_sink_index = sink->index;
	if (leaf__clock_is_tsc)
		leaf__solo_add(sink, &solo, 0, &REC_SHORT(tag));
}

#endif
#endif

/* rec_short.h - the short way into a ring, for a file that is a sink's solo. */
/*
 * Included once by a *_solo.c, which is compiled without vector registers. It has defined
 *
 *	REC_SHORT_RING  the thread's ring, a variable; one that is shut stands for none
 *	REC_SHORT_SINK  the sink's index, a variable
 *
 * and defines open_slowly() and close_slowly() behind. It gets short_open() and short_close(). The
 * guard of a span is ring->mark as it was with this span open, and the site's code from bit 3 on.
 * So one comparison tells whether the span is the innermost open one of this run. The two functions
 * need no registers but those that the doors save. docs/design/record.md counts their instructions.
 */
#ifndef LEAF_TRACE_REC_SHORT_H
#define LEAF_TRACE_REC_SHORT_H

#include "trace/rec_ring.h"
#include "trace/rec_sites.h"
#include "trace/solo.h"

#ifdef REC_SHORT_RING

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

static void open_slowly(void *arg);
static void close_slowly(void *arg);

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
	struct rec_ring *ring = REC_SHORT_RING;
	leaf__rec_word word = leaf__rec_site_peek(site->info, REC_SHORT_SINK);
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
	struct rec_ring *ring = REC_SHORT_RING;
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

#endif
#endif

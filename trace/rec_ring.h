/* rec_ring.h - a thread's piece of shared memory, into which its records go. */
#ifndef LEAF_TRACE_REC_RING_H
#define LEAF_TRACE_REC_RING_H

#include "leaf/sink.h"
#include "trace/rec_format.h"

/*
 * A record is written behind ring->where and counts once ring->where includes it: one store, so
 * that a process killed at any instant leaves whole records only. No other thread looks at a ring
 * while its owner lives; a signal handler may interrupt the owner anywhere.
 *
 * gate tells who is in the ring:
 *   0               nobody
 *   LEAF__REC_SHUT  nobody; the short way must not be taken
 *   else            the owner writes a record, from a function with this stack address. A signal
 *                   handler that finds it so drops its own record. Control may have left that
 *                   function by longjmp, though: see rec_ring.c.
 */
#define LEAF__REC_SHUT ((uint64_t)1 << 62)

/*
 * mark tells how many spans are open, from bit 35 on, and in the 8 bits below which run of the
 * tracer the ring belongs to. Its lowest three bits are the tag of the short way's guards.
 */
enum { LEAF__REC_EPOCH_SHIFT = 27, LEAF__REC_EPOCH_MASK = 0xff, LEAF__REC_DEPTH_SHIFT = 35 };
#define LEAF__REC_DEPTH_ONE ((uint64_t)1 << LEAF__REC_DEPTH_SHIFT)
extern unsigned leaf__rec_tag;

static inline uint32_t leaf__rec_depth(const struct rec_ring *ring)
{
	return (uint32_t)(ring->mark >> LEAF__REC_DEPTH_SHIFT);
}

static inline unsigned leaf__rec_epoch_of(const struct rec_ring *ring)
{
	return (unsigned)(ring->mark >> LEAF__REC_EPOCH_SHIFT) & LEAF__REC_EPOCH_MASK;
}

static inline void leaf__rec_set_depth(struct rec_ring *ring, uint32_t depth)
{
	ring->mark = depth * LEAF__REC_DEPTH_ONE | (ring->mark & (LEAF__REC_DEPTH_ONE - 1));
}

/*
 * One span more is open, at the site of this code, in a function with this stack pointer, and
 * there at 'back' (lower half; 0: not known). ring->sp[depth] is that of the span of this depth,
 * and above all addresses for depth 0.
 */
static inline void leaf__rec_push(struct rec_ring *ring, uint32_t code, uint64_t sp, uint32_t back)
{
	uint32_t depth = leaf__rec_depth(ring);
	if (depth < REC_STACK) {
		ring->stack[depth] = code;
		ring->sp[depth + 1] = sp;
		ring->back[depth + 1] = back;
	}
	ring->mark += LEAF__REC_DEPTH_ONE;
}

/*
 * How many of the open spans are alive when a span opens in a function with the stack pointer
 * 'sp', there at 'back': functions that stood below it are gone, control has left them by
 * longjmp. So is what was opened at the same place and level. Only what is a little below counts:
 * a stack elsewhere is a coroutine's or a signal handler's.
 */
static inline uint32_t leaf__rec_alive(const struct rec_ring *ring, uint64_t sp, uint32_t back)
{
	enum { NEAR = 256 * 1024 };
	uint32_t depth = leaf__rec_depth(ring), alive = depth;
	for (; depth && depth <= REC_STACK && sp - ring->sp[depth] < NEAR; depth--)
		if (ring->sp[depth] != sp || (back && ring->back[depth] == back))
			alive = depth - 1;
	return alive;
}

/* The calling thread's ring; never NULL: one that is shut and has no room stands for none. */
extern __thread struct rec_ring *leaf__rec_own;

/* The number of the tracer's present run, in 8 bits; rings of an earlier one are left alone. */
extern unsigned leaf__rec_epoch;

static inline char *leaf__rec_records(struct rec_ring *ring)
{
	return (char *)ring + REC_HEAD + sizeof(struct rec_part);
}

/* The header of the part that is being filled. */
static inline struct rec_part *leaf__rec_part(struct rec_ring *ring)
{
	return (struct rec_part *)(void *)((char *)ring + REC_HEAD);
}

static inline uint32_t leaf__rec_used(const struct rec_ring *ring)
{
	return (uint32_t)ring->where;
}

/* The compiler may not move stores across this; a kill or a signal sees them in this order. */
static inline void leaf__rec_order(void)
{
	__asm__ volatile("" ::: "memory");
}

/*
 * The calling thread's ring, given to it if it has none; NULL, counted as dropped, if there is no
 * memory, disk space or run.
 */
struct rec_ring *leaf__rec_ring_get(struct leaf_thread_info *thread);

/* As leaf__rec_begin_in(), in the recording. */
char *leaf__rec_begin_at(struct rec_ring *ring, size_t need, const void *here);
#define leaf__rec_begin(ring, need) leaf__rec_begin_at(ring, need, __builtin_frame_address(0))

/*
 * Record that the span of this depth (1 is the outermost) and code, opened in the run 'epoch', is
 * closed; those inside it are left. Nothing if it is not open in this recording: counted.
 */
void leaf__rec_close(unsigned epoch, uint32_t depth, uint32_t code, uint64_t now, const void *here);

/* The thread ends: write out what it has and give its ring back. */
void leaf__rec_ring_end(struct rec_ring *ring);

/* Leave all rings of the run to the disk; what other threads still write to them counts. */
void leaf__rec_rings_leave(void);

/*
 * Around a fork: prepare and parent in the parent, child in the child, which forgets the rings and
 * takes the depth and sites of its thread's open spans along into its first ring.
 */
void leaf__rec_rings_fork_prepare(void);
void leaf__rec_rings_fork_parent(void);
void leaf__rec_rings_fork_child(void);

#endif

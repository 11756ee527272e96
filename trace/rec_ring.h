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

/* The calling thread's ring; never NULL: one that is shut and has no room stands for none. */
extern __thread struct rec_ring *leaf__rec_own;

/* The number of the tracer's present run; rings of an earlier one are left alone. */
extern uint32_t leaf__rec_epoch;

static inline char *leaf__rec_records(struct rec_ring *ring)
{
	return (char *)ring + REC_HEAD;
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

/*
 * Begin to write records of 'need' bytes in all (at most LEAF__REC_NEED_MAX); writes the part out
 * if it has no room for them. 'here' is the stack address of the function that will commit.
 * Returns where they go. NULL if this is a signal handler that interrupted the owner: counted.
 */
enum { LEAF__REC_NEED_MAX = REC_ROOM - 4 * REC_STACK - 64 };
char *leaf__rec_begin_at(struct rec_ring *ring, size_t need, const void *here);
#define leaf__rec_begin(ring, need) leaf__rec_begin_at(ring, need, __builtin_frame_address(0))

/* Make the records up to 'end' count, and leave. */
void leaf__rec_commit(struct rec_ring *ring, char *end);

/*
 * The header of a record of the given code (twice the site, plus 1 for a close) that happens now;
 * at most LEAF__REC_HEADER_MAX bytes. Returns its end.
 */
enum { LEAF__REC_HEADER_MAX = 4 + 8 + 4 + 4 };
char *leaf__rec_header(struct rec_ring *ring, char *at, uint32_t code, uint64_t now);

/* A control record with a payload of 'len' bytes. */
char *leaf__rec_control(char *at, enum rec_control kind, uint32_t parameter, const void *payload,
			size_t len);

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

/* tracy_queue.h - records of all threads, on their way to one reader. */
/*
 * Each thread has a ring (rec_ring.h) that it alone writes. The reader takes what has been written
 * since it last came; a part that becomes full before that goes to a list that is bounded. The
 * records do not depend on a viewer's protocol.
 *
 * The queue is shut at first. While it is open, spans and events are taken; what was open when it
 * was shut is forgotten: its end is no record of the next time.
 */
#ifndef LEAF_TRACE_TRACY_QUEUE_H
#define LEAF_TRACE_TRACY_QUEUE_H

#include "leaf/sink.h"
#include "trace/rec_put.h"

/* The calling thread's ring; never NULL: one that is shut and has no room stands for none. */
extern __thread struct rec_ring *leaf__tracy_own;

/* The low three bits of a guard. */
extern unsigned leaf__tracy_tag;

/*
 * Open the queue.
 *   cap   bytes of full parts that are kept, about
 *   wait  1: a thread waits when there are that many, 0: it drops whole spans
 */
void leaf__tracy_queue_open(size_t cap, int wait);

/* Shut it; what has not been taken is gone. No ring is written any more once all sites are off. */
void leaf__tracy_queue_shut(void);

int leaf__tracy_queue_is_open(void);

/* Let nobody wait any more for room: the reader has gone or is about to. */
void leaf__tracy_queue_hurry(void);

/* ---- writing; any thread ---- */

/*
 * The calling thread's ring, made if need be, and the site's code, for a new record. NULL if the
 * queue is shut or full: counted.
 */
struct rec_ring *leaf__tracy_ready(const struct leaf_sink *sink, struct leaf_thread_info *thread,
				   const struct leaf_site_info *site, uint32_t *code);

/* The site's code. */
uint32_t leaf__tracy_code(const struct leaf_sink *sink, const struct leaf_site_info *site);

/* As leaf__rec_begin_in(), in the queue. */
char *leaf__tracy_begin_at(struct rec_ring *ring, size_t need, const void *here);

/* As leaf__rec_close() of a recording: nothing if the span is not open in the queue. */
void leaf__tracy_close(unsigned epoch, uint32_t depth, uint32_t code, uint64_t now,
		       const void *here);

/*
 * The ring of what must be in order across threads. Between the two calls the caller alone writes
 * it; NULL if it cannot. A record begins with who and when: leaf__tracy_serial_head() bytes.
 */
enum { LEAF__TRACY_SERIAL_HEAD = 12 + 12 + LEAF__REC_HEADER_MAX };
struct rec_ring *leaf__tracy_serial_enter(void);
char *leaf__tracy_serial_head(struct rec_ring *ring, char *at,
			      const struct leaf_thread_info *thread, uint32_t code);
void leaf__tracy_serial_leave(void);

/*
 * The calling thread goes on with the fiber of this number, until it goes on with another or with
 * none (0): its records go to the fiber's ring.
 */
void leaf__tracy_go_on(const struct leaf_thread_info *thread, uint32_t fiber, const char *name,
		       size_t name_len);

/* The calling thread ends; 'thread' has its last name. */
void leaf__tracy_thread_end(const struct leaf_thread_info *thread);

/* Around a fork. The child has no queue that is open. */
void leaf__tracy_queue_fork_prepare(void);
void leaf__tracy_queue_fork_parent(void);
void leaf__tracy_queue_fork_child(void);

/* ---- reading; one thread ---- */

/* Control records of the queue's own, beside those of recordings. */
enum {
	TRACY_REC_FIBER =
		61,	   /* u64 ticks, u32 tid: the ring's fiber goes on (p 1) or stops (p 0) */
	TRACY_REC_WHO = 62 /* u32 number, u32 tid: whose record of the serial ring follows */
};

/* Numbers of threads that are fibers. */
enum { TRACY_FIBERS = 1 << 30 };

/*
 * The next records: a header with thread (0: the serial ring), tid, name and len, the records
 * behind it. Borrowed until the next call. NULL: that was all for now; the next call begins again
 * with what has come since. Records of one thread come in order.
 */
const struct rec_part *leaf__tracy_take(void);

/* Bytes of full parts that wait. */
size_t leaf__tracy_queued(void);

#endif

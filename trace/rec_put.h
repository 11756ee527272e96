/* rec_put.h - writing records into a ring, whatever becomes of the parts that it fills. */
/*
 * Rings belong to a channel: a recording, or a viewer that is connected. A record is written
 * behind ring->where and counts once ring->where includes it; see rec_ring.h.
 */
#ifndef LEAF_TRACE_REC_PUT_H
#define LEAF_TRACE_REC_PUT_H

#include "trace/rec_ring.h"

/* What becomes of a ring's records. Called with signals blocked. */
struct rec_channel {
	/* the part is full: empty it; afterwards ring->where is another part's, and there is room */
	void (*turn)(struct rec_ring *ring);
	/* so many records were dropped; it has been written into the ring */
	void (*dropped)(uint32_t n);
};

/*
 * Begin to write records of 'need' bytes in all (at most LEAF__REC_NEED_MAX); turns the part if it
 * has no room for them. 'here' is the stack address of the function that will commit. Returns
 * where they go. NULL if this is a signal handler that interrupted the owner: counted.
 */
enum { LEAF__REC_NEED_MAX = REC_ROOM - 4 * REC_STACK - 64 };
char *leaf__rec_begin_in(const struct rec_channel *channel, struct rec_ring *ring, size_t need,
			 const void *here);

/* Make the records up to 'end' count, and leave. */
void leaf__rec_commit(struct rec_ring *ring, char *end);

/*
 * Record that the span of this depth (1 is the outermost) and code is closed; those inside it are
 * left. The span is open in this ring.
 */
void leaf__rec_close_in(const struct rec_channel *channel, struct rec_ring *ring, uint32_t depth,
			uint32_t code, uint64_t now, const void *here);

/* At the opening of a span: write that control has left those that are not alive. */
char *leaf__rec_heal(struct rec_ring *ring, char *at, uint64_t sp, uint32_t back);

/*
 * The header of a record of the given code (twice the site, plus 1 for a close) that happens now;
 * at most LEAF__REC_HEADER_MAX bytes. Returns its end.
 */
enum { LEAF__REC_HEADER_MAX = 4 + 8 + 4 + 4 };
char *leaf__rec_header(struct rec_ring *ring, char *at, uint32_t code, uint64_t now);

/* A control record with a payload of 'len' bytes. */
char *leaf__rec_control(char *at, enum rec_control kind, uint32_t parameter, const void *payload,
			size_t len);

/* Write down, if there is room, how many records were dropped. */
void leaf__rec_tell_dropped(const struct rec_channel *channel, struct rec_ring *ring);

#endif

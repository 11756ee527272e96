/* rec_store.h - where a recording is kept: the folder of this run and the files in it. */
#ifndef LEAF_TRACE_REC_STORE_H
#define LEAF_TRACE_REC_STORE_H

#include "leaf/sink.h"
#include "trace/rec_format.h"

/*
 * There is one store per process. Functions marked (q) are called with signals blocked, by
 * leaf__rec_quiet(). None is a cancellation point, none raises SIGXFSZ, and each finds its files
 * again if the program has closed all descriptors.
 */

/*
 * Say where recordings go; the run begins with the next leaf__rec_store_ready().
 *
 *   dir   made if need be; kept as an absolute path
 *   cap   bytes of parts to keep; 0: all
 *   wait  when the disk is full: 1 wait for room, 0 drop and count
 *
 * Returns 0, or -1 with errno set.
 */
int leaf__rec_store_set(const char *dir, uint64_t cap, int wait);

/*
 * Whether there is a run; begins one if none was begun since leaf__rec_store_set() or the fork.
 * Says so if that fails; then nothing is recorded. One at a time. (q)
 */
enum leaf__rec_readiness { LEAF__REC_NO_RUN, LEAF__REC_RUN, LEAF__REC_BEGUN /* just now */ };
enum leaf__rec_readiness leaf__rec_store_ready(void);

/* The meta data of the run; never NULL: what is counted before or after a run is not kept. */
extern struct rec_meta *leaf__rec_meta;

/* Note that the run ended well. Rings stay mapped: other threads may still be in them. (q) */
void leaf__rec_store_close(void);

/* In the child of a fork: let go of the parent's files; a run of its own begins when needed. */
void leaf__rec_store_forget(void);

/*
 * Map 'n' slots of the rings' file, zeroed and with their disk space reserved, from slot
 * 'first' on. NULL with errno set if that fails. (q)
 */
struct rec_ring *leaf__rec_store_rings(uint32_t first, uint32_t n);

/*
 * Write out a part, whose records [len] follow its header. Completes the header. What cannot be
 * written is counted as lost, with one warning. (q)
 */
void leaf__rec_store_part(struct rec_part *part, uint32_t seq, uint32_t len);

/* Write a site's static data; 0, or -1 if it could not be written. One at a time. (q) */
int leaf__rec_store_site(const struct leaf_site_info *info, uint32_t id);

/* Read both clocks into the meta data. */
void leaf__rec_store_calibrate(void);

/* Block signals and cancellation, and give them back; errno is kept in between. */
struct leaf__rec_quiet {
	unsigned long long signals[16];
	int cancel, saved_errno;
};
void leaf__rec_quiet(struct leaf__rec_quiet *quiet);
void leaf__rec_unquiet(const struct leaf__rec_quiet *quiet);

#endif

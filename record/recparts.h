/* recparts.h - the pieces of a run's records, put in order by thread. */
#ifndef LEAF_RECORD_RECPARTS_H
#define LEAF_RECORD_RECPARTS_H

#include "record/recrun.h"

struct recpart {
	uint32_t thread, nth;
	const unsigned char *head;    /* a struct rec_part, not aligned */
	const unsigned char *records; /* [len] */
	uint32_t len;
	uint32_t in_ring; /* it was not written out */
};

struct recparts {
	struct recpart *parts; /* [n], by thread, then in order */
	size_t n;
	size_t n_damaged; /* parts that were written and cannot be found */
};

/* Find them. Errors: NOMEM. */
leaf_err recparts_load(struct recparts *parts, const struct recrun *run) LEAF_MUST_USE;
void recparts_release(struct recparts *parts);

struct rec_part recpart_head(const struct recpart *part);

/* Where its records are, for messages: the offset in 'data', or in 'rings'. */
uint64_t recpart_offset(const struct recpart *part, const struct recrun *run);

#endif

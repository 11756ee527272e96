/* recsites.h - the call sites of a run. */
#ifndef LEAF_RECORD_RECSITES_H
#define LEAF_RECORD_RECSITES_H

#include "leaf/sink.h"
#include "record/recrun.h"

struct recsite {
	uint32_t id; /* 0: not there */
	uint32_t line;
	uint32_t n_bytes; /* packed */
	uint8_t level, kind, n_fields, n_more;
	int plain; /* the values take n_bytes, always */
	const char *name, *target, *file;
	const char *names[REC_FIELDS_MAX];
	uint32_t types[REC_FIELDS_MAX]; /* enum leaf_type | size << 8 */
};

struct recsites {
	struct recsite *sites; /* [n]: by number; number 0 is not used */
	size_t n;
	size_t n_known;
	size_t n_damaged; /* pieces of the file that are no site */
};

/* Read them. What is damaged is left out and counted. Strings are borrowed. Errors: NOMEM. */
leaf_err recsites_load(struct recsites *sites, const struct recrun *run) LEAF_MUST_USE;
void recsites_release(struct recsites *sites);

/* The site of this number, or NULL. */
const struct recsite *recsites_get(const struct recsites *sites, uint32_t id);

/*
 * How many bytes the values of this site take at 'at' [len]; -1 if they do not fit in there.
 * Threads: pure.
 */
int64_t recsite_values_len(const struct recsite *site, const unsigned char *at, size_t len);

/*
 * The value of field i, of values that recsite_values_len() has accepted. Returns 0 for a late
 * field. data is borrowed.
 */
int recsite_value(const struct recsite *site, const unsigned char *values, unsigned i,
		  struct leaf_value *out);

#endif

/* corpus.h - the inputs of an exploration: files, their order, and what has been tried. */
#ifndef LEAF_EXPLORE_CORPUS_H
#define LEAF_EXPLORE_CORPUS_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum corpus_kind { CORPUS_QUEUE, CORPUS_CRASHES, CORPUS_HANGS };

/*
 * An input that was kept.
 *
 *   explored  it has been run symbolically
 *   expect    which way that run is predicted to go, as LEAF_EXPECT has it; empty: not known
 */
struct corpus_entry {
	char name[32];
	uint32_t generation;
	bool explored;
	char expect[64];
};

/*
 * A folder OUT: queue/ crashes/ hangs/ of inputs; tried, hashes of all that was ever run, 8 bytes each; explored, names of those that were run
 * symbolically, a line each. Both only grow, so that a killed exploration goes on where it was. A crash's name ends with
 * the number of what it covered.
 */
struct corpus {
	char *folder;
	LEAF__VEC(struct corpus_entry) entries;
	uint64_t *tried; /* open addressing, 0 is empty */
	size_t n_tried, cap_tried;
	LEAF__VEC(uint64_t) crash_ids;
	int tried_fd, explored_fd;
	uint32_t n_crashes, n_hangs;
};

/* Make or reopen OUT. Errors: IO, NOMEM */
leaf_err corpus_open(struct corpus *corpus, const char *folder) LEAF_MUST_USE;
void corpus_release(struct corpus *corpus);

/* Note contents [len] as tried by this process; *fresh: they were not. Errors: NOMEM */
leaf_err corpus_try(struct corpus *corpus, const char *bytes, size_t len, bool *fresh)
	LEAF_MUST_USE;

/* They have been run and judged: no later process need try them. Errors: IO */
leaf_err corpus_judged(struct corpus *corpus, const char *bytes, size_t len) LEAF_MUST_USE;

/* Is a crash that covered this not among those that are kept? Errors: NOMEM */
leaf_err corpus_crash_is_new(struct corpus *corpus, uint64_t id, bool *fresh) LEAF_MUST_USE;

/* Keep an input; 'how' is the end of a crash's name, NULL for others. Errors: IO, NOMEM */
leaf_err corpus_keep(struct corpus *corpus, enum corpus_kind kind, const char *bytes, size_t len,
		     uint32_t generation, const char *how) LEAF_MUST_USE;

/* The entry to explore next: the oldest generation first; NULL: all have been. */
struct corpus_entry *corpus_next(struct corpus *corpus);
leaf_err corpus_explored(struct corpus *corpus, struct corpus_entry *entry) LEAF_MUST_USE;

/* Append OUT/queue/NAME to 'path'. Errors: NOMEM */
leaf_err corpus_path(struct leaf__buf *path, const struct corpus *corpus,
		     const struct corpus_entry *entry) LEAF_MUST_USE;

#endif

/* recrun.h - one run of a program in a recording: its files in memory, its clock, its fate. */
#ifndef LEAF_RECORD_RECRUN_H
#define LEAF_RECORD_RECRUN_H

#include "base/err.h"
#include "trace/rec_format.h"

struct recrun_bytes {
	const unsigned char *at;
	size_t len;
};

/* What became of the process, as far as can be told now. */
enum recrun_fate {
	RECRUN_ENDED,  /* it said good-bye */
	RECRUN_ALIVE,  /* it runs */
	RECRUN_CUT_OFF /* killed, crashed, left by _exit() or exec */
};

struct recrun {
	struct rec_meta meta;
	struct recrun_bytes sites, rings, data;
	double ns_per_tick;
	enum recrun_fate fate;
	int mapped;	      /* the files are */
	unsigned char *owned; /* copies of the rings of a process that is alive */
};

/*
 * Take the four files of a run from memory, borrowed.
 *
 * Errors: SYNTAX  meta is no meta data of a recording, or of another version or byte order
 */
leaf_err recrun_take(struct recrun *run, struct recrun_bytes meta, struct recrun_bytes sites,
		     struct recrun_bytes rings, struct recrun_bytes data) LEAF_MUST_USE;

/* The same from the files in the folder 'path'. Errors: also IO. */
leaf_err recrun_open(struct recrun *run, const char *path) LEAF_MUST_USE;
void recrun_release(struct recrun *run);

/* Nanoseconds from the start of the run to this tick; negative before it. */
int64_t recrun_ns(const struct recrun *run, uint64_t ticks);

/* The names of the runs in a recording, in the order of their starts. */
struct recrun_list {
	char **paths;
	size_t n;
};

/*
 * Find the runs in the folder 'path', or that it is one itself.
 *
 * Errors: NOTFOUND  there is none; IO, NOMEM
 */
leaf_err recrun_find(struct recrun_list *list, const char *path) LEAF_MUST_USE;
void recrun_list_release(struct recrun_list *list);

#endif

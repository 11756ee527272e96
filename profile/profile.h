/* profile.h - into a tree with spans, and home: what `leaf profile` does. */
#ifndef LEAF_PROFILE_PROFILE_H
#define LEAF_PROFILE_PROFILE_H

#include "instrument/walk.h"
#include "profile/git.h"
#include "profile/journal.h"
#include "profile/rows.h"

#include <stdbool.h>
#include <stddef.h>

/* Telling: one line per step as it is done, and notes. Texts are borrowed for the call. */
struct profile_told {
	void (*step)(void *closure, const char *name, const char *text);
	void (*note)(void *closure, const char *text);
	void *closure;
};

/* What was done with the functions and files. */
struct profile_counts {
	size_t by_why[RULES_N];	    /* functions; [RULES_TAKEN] have a line */
	size_t left_out[SOURCES_N]; /* files */
	size_t filtered, unsafe;    /* files: with a filter; where a check failed */
	size_t files;		    /* with lines */
	size_t staged,
		edited; /* all files: in the index unlike HEAD; in the work tree unlike the index */
	size_t untracked;
};

/* All zero, then profile_open(). */
struct profile {
	struct git git;
	struct journal journal;
	struct rows rows;
	struct profile_told told;
	struct walk_options insert; /* what is inserted, and where; jobs, max_size */
	struct profile_counts counts;
	bool dry_run;
	bool keep_sample; /* an abort leaves what the build said */
	bool only_looks;  /* set before profile_open(): takes no turn, waits for nobody's */
	bool not_alone;	  /* another process has its turn; look_idle() says so */
	int turn; /* held from profile_open() to profile_release(), also by kill -9; 0: none */
};

/* Find the repository, read the journal. Errors: NOTFOUND, STATE, CHILD */
leaf_err profile_open(struct profile *profile) LEAF_MUST_USE;
void profile_release(struct profile *profile);

void profile_tell(struct profile *profile, const char *name, const char *fmt, ...)
	LEAF_PRINTF(3, 4);
void profile_note(struct profile *profile, const char *fmt, ...) LEAF_PRINTF(2, 3);

/*
 * Set up. An earlier set-up that was cut short is undone first. On error everything is as it was.
 *
 * Errors: STATE (refused, nothing was touched), INTERRUPTED, CHILD, IO, NOMEM
 */
leaf_err profile_setup(struct profile *profile) LEAF_MUST_USE;

/*
 * Undo a set-up that has just been made, because of 'why', which is returned with its sentence. What
 * somebody has done to files meanwhile stays, without lines.
 */
leaf_err profile_undo(struct profile *profile, leaf_err why) LEAF_MUST_USE;

struct profile_finish {
	bool squash, keep_branch, go_on, give_up;
	const char *onto; /* a branch by its short name; NULL: the original one */
};
leaf_err profile_finish(struct profile *profile, const struct profile_finish *options)
	LEAF_MUST_USE;

/*
 * Back to the state before set-up. Work done since then is kept under refs/leaf/aborted/ID.
 *
 *   force  even if there is such work; without it that is an error of STATE and *work says what
 */
leaf_err profile_abort(struct profile *profile, bool force, char work[256]) LEAF_MUST_USE;

/* After a crash: undo a set-up, end a finish or an abort. *did is false if there was nothing. */
leaf_err profile_recover(struct profile *profile, bool *did) LEAF_MUST_USE;

#endif

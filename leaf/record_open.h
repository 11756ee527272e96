/* record_open.h - the run of a recording that a command is about. */
#ifndef LEAF_LEAF_RECORD_OPEN_H
#define LEAF_LEAF_RECORD_OPEN_H

#include "leaf/cli.h"
#include "record/recmerge.h"

/* A run with all that is known of it. */
struct record_opened {
	struct recrun run;
	struct recsites sites;
	struct recparts parts;
};

/* Open the run in this folder. Errors: those of recrun_open(), recsites_load(), recparts_load(). */
leaf_err record_open_run(struct record_opened *opened, const char *path) LEAF_MUST_USE;

/*
 * The same for the run called 'word', or without a name the newest that was not forked, in the
 * folder that is the first operand; says which, if there are several. Errors: also NOTFOUND.
 */
leaf_err record_open_chosen(struct cli_call *call, struct record_opened *opened, const char *word)
	LEAF_MUST_USE;
void record_release(struct record_opened *opened);

/* What follows the last slash. */
const char *record_base_name(const char *path);

/* The number of a thread, as --thread gives it. Errors: USAGE */
leaf_err record_thread_number(uint32_t *thread, uint64_t number) LEAF_MUST_USE;

#endif

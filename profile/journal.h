/* journal.h - what a set-up has begun, on disk before it is begun. */
#ifndef LEAF_PROFILE_JOURNAL_H
#define LEAF_PROFILE_JOURNAL_H

#include "base/arena.h"
#include "base/err.h"
#include "profile/git.h"

#include <stdbool.h>
#include <stdint.h>

enum journal_phase {
	JOURNAL_NONE,
#define P(name, word, meaning) JOURNAL_##name,
#include "profile/phases.def"
	JOURNAL_PHASES
};

/* Texts stand in the arena of the git it was loaded with. NULL: not known (yet). */
struct journal {
	enum journal_phase phase;
#define F(name) const char *name;
#include "profile/journal.def"
};

/* In the git directory: 'leaf/journal'. */
leaf_err journal_save(const struct journal *journal, struct git *git) LEAF_MUST_USE;

/* phase NONE if there is none. Errors: SYNTAX, IO, NOMEM */
leaf_err journal_load(struct journal *journal, struct git *git) LEAF_MUST_USE;

/* A folder in the git directory for what samples are built from and leave. */
#define JOURNAL_SAMPLE "leaf-sample"

void journal_remove_sample(struct git *git);

/* The end: remove 'leaf/' with all that is in it, the journal first. */
leaf_err journal_remove(struct git *git) LEAF_MUST_USE;

/* Make the folder 'leaf/'. */
leaf_err journal_folder(struct git *git) LEAF_MUST_USE;

/* Whether the process that writes it is still alive. */
bool journal_is_busy(const struct journal *journal);

const char *journal_phase_word(enum journal_phase phase);
const char *journal_phase_meaning(enum journal_phase phase);

#endif

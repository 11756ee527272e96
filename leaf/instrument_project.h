/* instrument_project.h - the choices of a project's .leaf.toml, added to those of a command line. */
#ifndef LEAF_LEAF_INSTRUMENT_PROJECT_H
#define LEAF_LEAF_INSTRUMENT_PROJECT_H

#include "base/arena.h"
#include "base/err.h"
#include "config/project.h"
#include "instrument/walk.h"

/*
 * Read the project file that governs the first of the paths: a folder, or the folder of a file.
 *
 * Errors: as project_load(). 'out' is empty then.
 */
leaf_err instrument_find_project(struct project *out, const char *path) LEAF_MUST_USE;

/*
 * Add what the project says to 'options', which hold what the command line says. What leaves out
 * and what is taken add up; of all else the command line wins.
 *
 *   project  empty, or as found; must live as long as the options, and so must the arena
 *
 * Errors: NOMEM; SYNTAX if 'take' names a reason that is none
 */
leaf_err instrument_add_project(struct walk_options *options, const struct project *project,
				struct leaf__arena *arena) LEAF_MUST_USE;

/* Take files that are left out for a reason, by its name; 'from' says who wants it. Errors: code. */
leaf_err instrument_take(struct walk_options *options, const char *reason, leaf_err code,
			 const char *from) LEAF_MUST_USE;

/* The word for LEAF_FN_AUTO: "trace" is TRACE; NULL is NULL. */
const char *instrument_level(const char *word);

#endif

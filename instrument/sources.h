/* sources.h - which files of a tree are C source that may be instrumented. */
#ifndef LEAF_INSTRUMENT_SOURCES_H
#define LEAF_INSTRUMENT_SOURCES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Why a file is left out; TAKEN if it is not. */
enum sources_why {
	SOURCES_TAKEN,
#define S(name, json, meaning, optional) SOURCES_##name,
#include "instrument/sources.def"
	SOURCES_N
};

struct source {
	const char *path;	/* to open it, from the working directory */
	const char *inside;	/* from the top of its tree, without "./" */
	const char *in_project; /* from sources_options.project.folder; NULL outside of it */
	enum sources_why why;
	bool header;
	bool given; /* named itself, not found in a folder */
};

/* All zero is a valid empty list. */
struct sources {
	LEAF__VEC(struct source) files; /* in order of path */
	const char *top;		/* the folder of the last tree that was added as a whole */
	struct leaf__arena arena;
};

/* What a project says of its files: globs over paths from its folder. */
struct sources_project {
	const char *folder; /* absolute; NULL: there is no project */
	const char *const *only, *const *exclude;
	size_t n_only, n_exclude;
};

struct sources_options {
	const char *const *only, *const *exclude; /* globs over paths inside the tree */
	size_t n_only, n_exclude;
	struct sources_project project;
	unsigned take; /* a set of 1 << enum sources_why: take these all the same */
};

void sources_release(struct sources *sources);

/*
 * Add the C files (.c, .h) under a path: of a folder in a git work tree those that git tracks, of
 * another folder all but those in folders whose name begins with a dot; a file given by its own
 * name whatever its folder is. Left-out files are listed with the reason; what stands in the file
 * is not looked at here.
 *
 * Errors: NOTFOUND (no such path), IO, NOMEM, CHILD (git fails)
 */
leaf_err sources_add(struct sources *sources, const char *path,
		     const struct sources_options *options) LEAF_MUST_USE;

/*
 * Add every C file of the tree that a path stands in: of the git work tree, else of the folder.
 * No reasons are looked for. Errors: as sources_add().
 */
leaf_err sources_add_tree(struct sources *sources, const char *path) LEAF_MUST_USE;

/* All paths are added: sort, and drop what was added twice. */
void sources_finish(struct sources *sources);

/* Whether a glob matches a path, a folder that it is in, or, without '/', its last part alone. */
bool sources_match(const char *glob, const char *path);

/* Whether a name is that of a C file, and of a header. */
bool sources_is_c(const char *name, bool *header);

/* What a C file's place says about it: TAKEN, EXCLUDED, VENDORED or TEST_DATA. */
enum sources_why sources_judge(const struct sources_options *options, const struct source *file);

/* A reason's name in reports, what it means, and whether --take knows it. */
const char *sources_json(enum sources_why why);
const char *sources_meaning(enum sources_why why);
bool sources_is_optional(enum sources_why why);

#endif

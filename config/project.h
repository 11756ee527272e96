/* project.h - what a project says in its .leaf.toml. */
/*
 * A project may hold a file .leaf.toml, which Leaf's commands read when they run below its folder.
 * What it may hold is the table project.def:
 *
 *	[instrument]
 *	exclude = ["tests", "third.c"]
 *	targets = { "pri" = "pri", "leafrt/smt_z3.c" = "z3" }
 *
 *	[profile]
 *	build = "make -j4"
 *	run = ["./prog", "input"]
 *	env = { LANG = "C" }
 *
 *	struct project project = { 0 };
 *	LEAF_TRY(project_load(&project, "."));
 *	if (project.profile.build.argv)
 *		...
 *	project_release(&project);
 */
#ifndef LEAF_CONFIG_PROJECT_H
#define LEAF_CONFIG_PROJECT_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROJECT_NAME ".leaf.toml"

struct project_flag {
	bool given, on;
};

struct project_number {
	bool given;
	uint32_t value;
};

/* Strings, ended by NULL; items is NULL and n 0 if the key is not there. */
struct project_list {
	const char *const *items;
	size_t n;
};

/* A table of strings in the order of the file. */
struct project_pair {
	const char *key, *value;
};
struct project_map {
	const struct project_pair *items;
	size_t n;
};

/* A command: what to execute, and how to show it. Both are NULL if the key is not there. */
struct project_command {
	const char *const *argv; /* ended by NULL; a string becomes { "sh", "-c", string } */
	const char *said;	 /* as it is written; an array's words with blanks between them */
};

#define K(kind, type, said) typedef type project_##kind;
#include "config/project_kinds.def"

/* Texts without a value are NULL. */
struct project_instrument {
#define C(table, field, kind, key, meaning) PROJECT_FIELD_##table(field, kind)
#define PROJECT_FIELD_instrument(field, kind) project_##kind field;
#define PROJECT_FIELD_profile(field, kind)
#define PROJECT_FIELD_leafcc(field, kind)
#include "config/project.def"
};
#undef PROJECT_FIELD_instrument
#undef PROJECT_FIELD_profile
#undef PROJECT_FIELD_leafcc

struct project_profile {
#define C(table, field, kind, key, meaning) PROJECT_FIELD_##table(field, kind)
#define PROJECT_FIELD_instrument(field, kind)
#define PROJECT_FIELD_profile(field, kind) project_##kind field;
#define PROJECT_FIELD_leafcc(field, kind)
#include "config/project.def"
};
#undef PROJECT_FIELD_instrument
#undef PROJECT_FIELD_profile
#undef PROJECT_FIELD_leafcc

struct project_leafcc {
#define C(table, field, kind, key, meaning) PROJECT_FIELD_##table(field, kind)
#define PROJECT_FIELD_instrument(field, kind)
#define PROJECT_FIELD_profile(field, kind)
#define PROJECT_FIELD_leafcc(field, kind) project_##kind field;
#include "config/project.def"
};
#undef PROJECT_FIELD_instrument
#undef PROJECT_FIELD_profile
#undef PROJECT_FIELD_leafcc

/* All zero is a valid empty configuration, that of a project without a file. */
struct project {
	const char *path;   /* of the file; NULL if there is none */
	const char *folder; /* absolute: where the file is; paths and globs in it count from here */
	struct project_instrument instrument;
	struct project_profile profile;
	struct project_leafcc leafcc;
	struct leaf__arena arena; /* holds every text */
};

void project_release(struct project *project);

/*
 * Find and read the .leaf.toml that governs a folder: its own, or that of the nearest folder
 * around it, but not beyond the top of the repository (the first folder with a .git). That there
 * is none is no error. Files further out are not read, nor added.
 *
 *   folder  any path to it
 *   out     empty; filled in
 *
 * Errors: SYNTAX "FILE:LINE:COLUMN: …" for what is no TOML, an unknown key (the nearest known one is
 *         suggested) or a value of the wrong kind; IO, LIMIT, NOMEM. 'out' is empty then.
 * Threads: any.
 */
leaf_err project_load(struct project *out, const char *folder) LEAF_MUST_USE;

/* Read one file, wherever it is. Errors: as project_load(); NOTFOUND. */
leaf_err project_load_file(struct project *out, const char *path) LEAF_MUST_USE;

/*
 * Read a text [len] as if it stood in the file 'path', which need not be there; for tests.
 * Errors: as project_load().
 */
leaf_err project_read(struct project *out, const char *path, const char *text, size_t len)
	LEAF_MUST_USE;

/* Row i of project.def in words, for help texts; false behind the last. */
struct project_row {
	const char *table, *key, *value, *meaning;
};
bool project_row(struct project_row *out, size_t i);

#endif

/* walk.h - check, fix, strip or list all files of a tree, in parallel. */
#ifndef LEAF_INSTRUMENT_WALK_H
#define LEAF_INSTRUMENT_WALK_H

#include "base/buf.h"
#include "base/err.h"
#include "instrument/forms.h"
#include "instrument/rules.h"
#include "instrument/sources.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum walk_action {
	WALK_LIST,  /* say what is known of each function */
	WALK_FIX,   /* put lines in, renew those that are there */
	WALK_STRIP, /* take lines out */
};

enum walk_status {
#define W(name, json) WALK_##name,
#include "instrument/walk.def"
};

/* A target for the files in the project that a glob matches, see sources_match(). */
struct walk_target {
	const char *glob, *target;
};

struct walk_options {
	enum walk_action action;
	bool dry_run;	 /* write nothing */
	unsigned jobs;	 /* threads; 0: one for each processor */
	size_t max_size; /* bytes; larger files are left out */
	struct sources_options sources;
	struct rules_options rules;
	struct forms_options forms; /* target NULL: made from each file's place in its tree */
	const struct walk_target *targets; /* [n_targets] before that: of files in the project */
	size_t n_targets;
	/* Called once the number of files is known, and then after each, from any thread. */
	void (*begin)(void *closure, size_t n);
	void (*tick)(void *closure);
	void *closure;
};

/* A function, as LIST tells it. Its texts stand in walk_file.texts. */
struct walk_fn {
	uint32_t name, name_len;
	uint32_t args, n_args; /* n_args texts one behind the other, each ended by a NUL */
	uint32_t line, column; /* from 1; of its name */
	uint32_t brace;	       /* byte offset of the '{' of its body */
	enum walk_status status;
	enum rules_why why;
};

struct walk_file {
	const struct source *source;
	enum sources_why why; /* if not TAKEN, nothing was done */
	leaf_err err;	      /* what went wrong with this file; its text is 'error' */
	char *error;
	bool changed;		/* its text is, or in a dry run would be, another one now */
	size_t by_why[RULES_N]; /* LIST, FIX: functions; [RULES_TAKEN] have or shall have a line */
	size_t stripped;	/* STRIP: statements taken out */
	LEAF__VEC(struct walk_fn) fns; /* LIST */
	struct leaf__buf texts;
};

/* All zero is a valid empty one. */
struct walk {
	struct sources sources;
	struct walk_file *files; /* one for each of the sources */
	size_t n;
};

void walk_release(struct walk *walk);

/*
 * Do one thing with all files under some paths. A file that fails does not keep the others from
 * being done. Files whose text does not change are not written; those that are, are replaced in
 * one step each. While FIX and STRIP write, no other process can do so in the same tree.
 *
 *   paths  [n] folders and files
 *   out    empty; filled in
 *
 * Errors: NOTFOUND, CHILD, IO, NOMEM for the list of files; STATE if another process is at work
 *         in the tree. 'out' is empty then.
 * Threads: one at a time per tree; starts some of its own.
 */
leaf_err walk_run(struct walk *out, const struct walk_options *options, const char *const *paths,
		  size_t n) LEAF_MUST_USE;

/*
 * The target of a file: what the options say, else what its place says: "src/net/tcp.c" is
 * src::net::tcp. It stands in the options or in 'room'. Errors: NOMEM
 */
leaf_err walk_find_target(const char **target, struct leaf__buf *room,
			  const struct walk_options *options, const struct source *source)
	LEAF_MUST_USE;

const char *walk_status_json(enum walk_status status);

#endif

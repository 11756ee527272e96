/* conventions.h - guess how a project is built and run, where .leaf.toml does not say so. */
#ifndef LEAF_PROFILE_CONVENTIONS_H
#define LEAF_PROFILE_CONVENTIONS_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

struct convention {
	const char *line;    /* for /bin/sh, in the project's folder */
	const char *because; /* what it was guessed from, for a sentence: "there is a Makefile" */
};

/* Where to look. Paths are borrowed. */
struct conventions_place {
	const char *folder; /* the project's, absolute or from here */
	const char *
		scratch; /* for what is built apart from the source, so that the tree stays clean; absolute;
				it need not exist yet */
	/* Absolute paths of the instrumented programs that the build linked, for conventions_run(). */
	const char *const *programs;
	size_t n_programs;
};

/*
 * How is it built? By what lies in the folder, in the order of conventions.def; files are looked at, nothing is run.
 *
 *   out  set; its texts live in 'arena'
 *
 * Errors: NOTFOUND, with a sentence that says what to write into .leaf.toml; NOMEM
 */
leaf_err conventions_build(struct convention *out, struct leaf__arena *arena,
			   const struct conventions_place *place) LEAF_MUST_USE;

/*
 * What runs it? To be asked after the build. Tests, where make, CMake or Meson has them, since they end by
 * themselves and need no input; without these the one program that was linked, or the one of several that is called
 * as the folder is. Nothing else: a program that waits for input, or serves for ever, is worse than a question.
 *
 * Errors: NOTFOUND, with a sentence that names the programs and says what to write; NOMEM
 */
leaf_err conventions_run(struct convention *out, struct leaf__arena *arena,
			 const struct conventions_place *place) LEAF_MUST_USE;

#endif

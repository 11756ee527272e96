/* sample.h - build a program with spans in it, run it, and leave a flame graph. */
#ifndef LEAF_PROFILE_SAMPLE_H
#define LEAF_PROFILE_SAMPLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "config/project.h"

#include <limits.h>
#include <stdbool.h>

#define SAMPLE_FOLDED "tracing.folded"
#define SAMPLE_PAGE "flamegraph.html"

/* What to do. All paths are absolute; everything is borrowed. */
struct sample_job {
	const char
		*top; /* the project's folder: it is built here, and a guessed sample runs here */
	const char *here; /* where the user is: their own sample runs here, and the files go here */
	const char *scratch; /* a folder for Leaf alone; made if need be, its parent is there */
	const struct project *project; /* for build, run and env */
	const char *const *argv; /* the sample as given on the command line; NULL: it is not */
	bool loud;		 /* what the build prints goes to the terminal, not to a file */
	void (*tell)(void *closure, const char *name, const char *text); /* a line per step */
	void *closure;
};

/* What became of it. All zero, then sample_take(); to be released. */
struct sample {
	int status; /* the exit code of the sample; 128 + the signal if one killed it */
	LEAF__VEC(const char *) programs; /* what the build linked with Leaf; in the arena */
	size_t n_files;	       /* processes that have left a flame graph, added up in one */
	char folded[PATH_MAX]; /* SAMPLE_FOLDED in 'here' */
	char page[PATH_MAX];   /* SAMPLE_PAGE; "" if this Leaf was built without the page */
	struct leaf__arena arena;
};

void sample_release(struct sample *sample);

/*
 * Build, run, and write the two files. The build sees the header and links the library, as under `leaf build`,
 * and is quiet. While the sample runs, the flame graph has all spans, and nothing is logged unless 'env' says
 * so. Where .leaf.toml does not say how, it is guessed: conventions.h.
 *
 * A sample that fails still has a flame graph and is no error; nor is a build command that is neither given nor
 * found, as long as a sample is given: then that alone runs.
 *
 * Errors: NOTFOUND (how to build or run is not known, or no process left a flame graph; the sentence says
 * what to do), CHILD (the build failed; the last lines of what it printed have been told), INTERRUPTED, IO, NOMEM
 * Threads: one at a time.
 */
leaf_err sample_take(struct sample *sample, const struct sample_job *job) LEAF_MUST_USE;

/* Tell what would be built and run, and do nothing. Errors: NOMEM, LIMIT */
leaf_err sample_plan(struct sample *sample, const struct sample_job *job) LEAF_MUST_USE;

#endif

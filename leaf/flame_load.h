/* flame_load.h - folded files into trees, for every `leaf flame` command. */
#ifndef LEAF_LEAF_FLAME_LOAD_H
#define LEAF_LEAF_FLAME_LOAD_H

#include "flame/stacks.h"
#include "leaf/cli.h"

/* The options of flame_read_opts.def, and --stats. */
struct flame_load {
	bool skip_bad, collapse;
	int unit;	   /* index into auto|ns|samples */
	const char *stats; /* NULL: the companion, if there is one; "": none */
};

/* Of the options of any of the commands, a struct of its own for each. */
#define FLAME_LOAD(opts, stats_)                                                                   \
	((struct flame_load){ .skip_bad = (opts)->skip_bad,                                        \
			      .collapse = (opts)->collapse,                                        \
			      .unit = (opts)->unit,                                                \
			      .stats = (stats_) })

/*
 * Read 'path' into a new tree, with a progress line and a note on lines left out. The caller
 * releases the tree.
 *
 * Errors: as stacks_read()
 */
leaf_err flame_load(struct stacks *stacks, struct cli_call *call, const char *path,
		    const struct flame_load *how) LEAF_MUST_USE;

/* Add another file to the tree, without its table of calls; --collapse is for the caller. */
leaf_err flame_load_more(struct stacks *stacks, struct cli_call *call, const char *path,
			 const struct flame_load *how) LEAF_MUST_USE;

/* The file that a command was given, or what a run leaves in the present folder. */
const char *flame_file(const struct cli_call *call);

/* The last part of a path; "standard input" for "-". */
const char *flame_name(const char *path);

/*
 * 'name' in the folder of 'path', in the call's arena; NULL without memory. Standard input is in
 * the present folder.
 */
char *flame_beside(struct cli_call *call, const char *path, const char *name);

/* Columns of the terminal that 'out' is, 0 when it is none. */
int flame_width(FILE *out);

#endif

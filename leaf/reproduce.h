/* reproduce.h - the command lines that show again what an exploration has found. */
#ifndef LEAF_LEAF_REPRODUCE_H
#define LEAF_LEAF_REPRODUCE_H

#include "base/buf.h"
#include "base/err.h"

/* Paths OUT/FOLDER/NAME in order of names; allocated. */
struct reproduce_list {
	char **items;
	size_t n, cap;
};

/* Whole inputs of OUT/folder. A folder that is not there holds none. Errors: NOMEM */
leaf_err reproduce_find(struct reproduce_list *out, const char *out_folder, const char *folder)
	LEAF_MUST_USE;
void reproduce_release(struct reproduce_list *list);

/* Append the line for a shell: argv with `input` for each @@, else with `input` as its standard input. Errors: NOMEM */
leaf_err reproduce_line(struct leaf__buf *line, char *const *argv, const char *input) LEAF_MUST_USE;

#endif

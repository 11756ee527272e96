/* complete.h - what may come next on an unfinished command line. */
#ifndef LEAF_LEAF_COMPLETE_H
#define LEAF_LEAF_COMPLETE_H

#include <stdio.h>

/*
 * List what may stand in place of the last word.
 *
 *   words  [n] those after 'leaf'; the last is unfinished and may be empty
 *   out    gets lines: a whole word, a tab, its help; or ":files", ":dirs", ":commands" where the
 *          shell itself is to list files, folders or programs (after `--option=` if the last word
 *          begins so)
 */
void complete_list(FILE *out, int n, char *const *words);

/* The completion scripts, in the order of the operand of `leaf completion`: bash, zsh, fish. */
extern const char *const complete_scripts[];

#endif

/* flame_show.h - where the pages of `leaf flame` and `leaf flame diff` go. */
#ifndef LEAF_LEAF_FLAME_SHOW_H
#define LEAF_LEAF_FLAME_SHOW_H

#include "leaf/cli.h"

/* Print the path of a finished page; open it where there is a terminal and a desktop. */
leaf_err flame_show_page(struct cli_call *call, const char *path, bool may_open) LEAF_MUST_USE;

#endif

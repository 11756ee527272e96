/* map_file.h - the program map as a file: functions, blocks, edges, calls, sites. */
#ifndef LEAF_LEAFRT_MAP_FILE_H
#define LEAF_LEAFRT_MAP_FILE_H

#include "pri/site_map.h"

/* Write the modules from 'first' on to 'path', as a whole or not at all: DOT if it ends with ".dot", else JSON. */
void map_file_write(const char *path, const struct pri_module *first);

#endif

/* sink_flame_file.h - files of the flame graph: their names, and writing them all or not at all. */
#ifndef LEAF_TRACE_SINK_FLAME_FILE_H
#define LEAF_TRACE_SINK_FLAME_FILE_H

#include <stddef.h>

/* Read the names from the configuration; relative ones are meant from where the program is now. */
void leaf__flame_file_start(void);

/* In the child of a fork: its number goes into the names, before the last extension. */
void leaf__flame_file_fork_child(void);

/* Where the flame graph goes, and its numbers; NULL: nowhere. */
const char *leaf__flame_file_path(void);
const char *leaf__flame_file_stats_path(void);

/* A file being written. */
struct leaf__flame_file {
	int fd;
	int error;	   /* errno of the first failure; 0: none */
	int direct;	   /* a device or pipe: no temporary file */
	size_t len, total; /* in the buffer; in all */
	char target[4096], temporary[4096 + 32];
	char buffer[32 * 1024];
};

/* Open a temporary file beside 'path', or 'path' itself if it is no regular file. */
void leaf__flame_file_open(struct leaf__flame_file *file, const char *path);
void leaf__flame_file_put(struct leaf__flame_file *file, const char *bytes, size_t n);

/* Put the file in its place; on failure the old one stays. Returns 0, or -1 with errno set. */
int leaf__flame_file_close(struct leaf__flame_file *file);

#endif

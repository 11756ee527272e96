/* out.h - where the lines of a log go: standard error, or a file; whole lines, and none twice. */
/*
 * Standard error gets each line by one write(). A file gets them through a buffer that outlives
 * the process: it is mapped from a second file, <path>.tail, which is removed at the end. After a
 * crash or kill -9 it holds the lines that had not been written; the next run that logs to the
 * same path writes them first. Pipes, terminals and the like get each line at once.
 *
 * A file is opened for appending and not truncated. In the child of a fork it is another one:
 * x.log becomes x.<pid>.log, opened at the child's first line.
 *
 * Nothing here fails the host: what cannot be written is counted (LEAF__LOSS_TEXT_WRITE, bytes).
 * errno may change. Not async-signal-safe by itself: the tracer keeps a thread from entering twice.
 */
#ifndef LEAF_TRACE_OUT_H
#define LEAF_TRACE_OUT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { LEAF__OUT_BUFFER = 64 * 1024, LEAF__OUT_PATH = 4096 };

struct leaf__out_tail; /* the mapped buffer, see out.c */

struct leaf__out {
	unsigned lock; /* 0 free, 1 held, 2 held by a thread that is writing */
	unsigned last; /* who wrote the last line; see leaf__out_put() */
	int is_open;
	int is_stderr;
	int at_once;   /* each line is written as it comes */
	int fd;	       /* -1: not open now */
	int is_device; /* a pipe, terminal or the like: shared with children, as stderr is */
	int torn;      /* the file ends within a line */
	int failed;    /* it could not be opened: stay silent */
	dev_t dev;
	ino_t ino;
	uint64_t flushed; /* seconds: when the buffer was last written, by 'now' of put */
	struct leaf__out_tail *tail;
	int tail_has_file;
	char pattern[LEAF__OUT_PATH]; /* as given */
	char path[LEAF__OUT_PATH];
};

/*
 * Open for writing.
 *   path     NULL for standard error; "{pid}" in it stands for the process's number
 *   at_once  write each line as it comes, whatever the file is
 * Returns 0, -1 if it cannot be opened (errno says why).
 * Threads: one at a time; others may still be putting lines, which get lost until it is open.
 */
int leaf__out_open(struct leaf__out *out, const char *path, int at_once);

/* The same; a file that cannot be opened is said, and standard error is taken instead. */
void leaf__out_open_or_say(struct leaf__out *out, const char *path, int at_once);

/*
 * Append a block of whole lines.
 *   who      the thread's number; becomes out->last
 *   expect   if not 0 and out->last is another, nothing is written and 0 returned
 *   now      seconds, any clock; a buffer that was not written for a second is. 0: unknown
 *   urgent   write the buffer now
 * Returns 1.
 * Threads: any.
 */
struct leaf__out_how {
	unsigned who, expect;
	uint64_t now;
	int urgent;
};
int leaf__out_put(struct leaf__out *out, const char *lines, size_t len, struct leaf__out_how how);

/* Write what is pending. 0, or -1 if something was lost. */
int leaf__out_flush(struct leaf__out *out);

/* Flush, close and forget. */
void leaf__out_close(struct leaf__out *out);

/* In the child of a fork: what is pending is the parent's. */
void leaf__out_fork_child(struct leaf__out *out);

#endif

/* stacks_read.h - folded stacks, and Leaf's tables of calls per stack, into a tree. */
#ifndef LEAF_FLAME_STACKS_READ_H
#define LEAF_FLAME_STACKS_READ_H

#include "flame/stacks.h"

/*
 * Two kinds of text are told apart by their first line:
 *
 *	main;parse;next 1200             folded stacks: frames, outermost first, and a count
 *	stack<TAB>calls<TAB>self_ns…     what LEAF_FLAME_STATS writes: a line of column names, then
 *	                                 values; the columns stack, calls, self_ns, min_ns, max_ns
 *	                                 and durations_ns are used, others are not
 *
 * A frame may hold any bytes but ';' and newline. The count is the last word of the line: digits,
 * decimals, an exponent. Empty lines, lines that begin with "# ", CRLF and a byte order mark are
 * taken; empty frames are "[empty]", those at the end of a stack are dropped.
 *
 * Source: what flamegraph.pl takes; docs/guide/flame.md for the table.
 */
struct stacks_reading {
	int skip_bad;				   /* leave out lines that are not understood */
	int calls_only;				   /* of a table: calls and durations, no times */
	void (*tick)(void *closure, size_t bytes); /* NULL: none; now and then, while reading */
	void *closure;

	/* told afterwards */
	uint64_t n_lines, n_bad, first_bad; /* first_bad: its number, from 1 */
	const char *first_why;
};

/* Reads pieces of one text. */
struct stacks_reader {
	struct stacks *stacks;
	struct stacks_reading *reading;
	const char *name;		     /* for messages; borrowed */
	struct leaf__buf rest;		     /* of a line that is not complete */
	struct leaf__buf last;		     /* the stack before, without its count */
	LEAF__VEC(struct stacks_mark) marks; /* its frames */
	LEAF__VEC(struct stacks_duration) durations;
	int table;
	int columns[6]; /* where each is, -1: absent */
};

struct stacks_mark {
	size_t end; /* where the frame ends in 'last' */
	uint32_t node;
};

/*
 * Feed any pieces, then end. A failed call ends the reader's use but for its release.
 *
 * Errors: SYNTAX with name and line; LIMIT for a line of more than 64 MiB; NOMEM
 */
void stacks_reader_init(struct stacks_reader *reader, struct stacks *stacks,
			struct stacks_reading *reading, const char *name);
leaf_err stacks_reader_feed(struct stacks_reader *reader, const char *bytes, size_t len)
	LEAF_MUST_USE;
leaf_err stacks_reader_end(struct stacks_reader *reader) LEAF_MUST_USE;
void stacks_reader_release(struct stacks_reader *reader);

/*
 * Add a file to 'stacks'; "-" is standard input. Files packed by gzip, xz or zstd go through that
 * program. The children of every node are then in the order of their names.
 *
 * Errors: as above; NOTFOUND, IO; CHILD if it cannot be unpacked. A part may have been added.
 */
leaf_err stacks_read(struct stacks *stacks, const char *path, struct stacks_reading *reading)
	LEAF_MUST_USE;

#endif

/* jsonout.h - JSON, written value by value as it comes. */
#ifndef LEAF_LEAF_JSONOUT_H
#define LEAF_LEAF_JSONOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Why not a library: recordings are longer than memory, so no tree may be built; counts of
 * nanoseconds and addresses need 64 bits where cJSON keeps a double; and names of files need not
 * be UTF-8. Reading JSON, should it be needed, is another matter and wants a library.
 *
 * Start with { .out = file }. Failed writes are noticed by ferror(out). Values stand one after
 * another; commas come by themselves. Calls that do not fit (a value where a key belongs) are our
 * own bugs and assert.
 *
 * Threads: one at a time per struct.
 * Source: RFC 8259.
 */
struct jsonout {
	FILE *out;
	unsigned depth;
	uint64_t objects; /* bit i: the container at depth i is an object */
	uint64_t begun;	  /* bit i: it has a member already */
	bool keyed;	  /* a key waits for its value */
};

void jsonout_object(struct jsonout *json);
void jsonout_array(struct jsonout *json);
/* Close the innermost object or array. */
void jsonout_end(struct jsonout *json);
void jsonout_key(struct jsonout *json, const char *key);

void jsonout_text(struct jsonout *json, const char *text);
/*
 * Text of len bytes. What is not UTF-8 becomes \udc80 to \udcff, a byte each, which Python's
 * "surrogateescape" turns back into the same bytes.
 */
void jsonout_bytes(struct jsonout *json, const char *bytes, size_t len);
void jsonout_unsigned(struct jsonout *json, uint64_t value);
void jsonout_signed(struct jsonout *json, int64_t value);
/* Shortest of 15 to 17 digits that reads back the same; null when it is not finite. */
void jsonout_double(struct jsonout *json, double value);
void jsonout_bool(struct jsonout *json, bool value);
void jsonout_null(struct jsonout *json);

/* Between documents, for one object a line. */
void jsonout_newline(struct jsonout *json);

#endif

/* text_site.h - a call site's lines of the text log, all but the values written out in advance. */
#ifndef LEAF_TRACE_TEXT_SITE_H
#define LEAF_TRACE_TEXT_SITE_H

#include "leaf/sink.h"
#include "trace/text_opts.h"

/* How a field is read: the quick ones straight from the packed values, at a fixed offset. */
enum leaf__text_how {
	LEAF__TEXT_SLOW,
	LEAF__TEXT_I32,
	LEAF__TEXT_U32,
	LEAF__TEXT_I64,
	LEAF__TEXT_U64,
	LEAF__TEXT_HEX,
	LEAF__TEXT_BOOL
};

/* Text that may be read up to the next multiple of LEAF__TEXT_BLOCK bytes. */
enum { LEAF__TEXT_BLOCK = 16 };
struct leaf__text_piece {
	const char *text;
	unsigned len;
};

struct leaf__text_field {
	struct leaf__text_piece name; /* ", name=" */
	unsigned offset;
	enum leaf__text_how how;
};

struct leaf__text_site {
	struct leaf__text_piece head;  /* target::name and perhaps a brace; LEVEL target message */
	struct leaf__text_piece more;  /* ", +3 more", or nothing */
	struct leaf__text_piece close; /* after the fields: perhaps a brace, and the newline */
	unsigned skip; /* of the first name that is shown: 2 for "a=", 1 for " a=" */
	unsigned n_fields;
	unsigned most;	/* bytes at most, newline and scribbling included, if it is quick */
	int quick;	/* one line, and all fields are */
	int multi_line; /* the head holds newlines */
	struct leaf__text_field fields[16];
};

/*
 * The lines of this call site, made at the first call.
 *   slot  the sink's own word in the site: info->data[sink->index]
 * NULL without memory. They live as long as the process.
 * Threads: any.
 */
const struct leaf__text_site *leaf__text_site_make(const struct leaf_site_info *info, void **slot,
						   const struct leaf__text_opts *opts);

/* The options have changed: every site's lines are made anew. */
void leaf__text_site_forget(unsigned sink_index);

/* In the child of a fork: whoever was making lines is gone. */
void leaf__text_site_fork_child(void);

#endif

/* regex_struct.h - what the files of the regex engine share: sets, syntax tree, automaton. */
#ifndef LEAF_TRACE_REGEX_STRUCT_H
#define LEAF_TRACE_REGEX_STRUCT_H

#include <stdint.h>

#include "trace/regex.h"

enum { LEAF__CODE_MAX = 0x10ffff };

/* Characters from low to high. */
struct leaf__range {
	uint32_t low, high;
};

/* A set of characters: ranges in order, none touching the next. */
struct leaf__charset {
	struct leaf__range *ranges; /* [n] in the arena */
	unsigned n, room;
};

/* Each returns 0 without memory. */
int leaf__charset_add(struct leaf__charset *set, uint32_t low, uint32_t high,
		      struct leaf__arena *arena);
int leaf__charset_unite(struct leaf__charset *set, const struct leaf__charset *other,
			struct leaf__arena *arena);
int leaf__charset_negate(struct leaf__charset *set, struct leaf__arena *arena);
int leaf__charset_intersect(struct leaf__charset *set, const struct leaf__charset *other,
			    struct leaf__arena *arena);
int leaf__charset_subtract(struct leaf__charset *set, const struct leaf__charset *other,
			   struct leaf__arena *arena);
/* Add the other case of each ASCII letter. */
int leaf__charset_fold(struct leaf__charset *set, struct leaf__arena *arena);
/* Add a class by name, as "alpha" [len]; 0 if there is none, -1 without memory. */
int leaf__charset_named(struct leaf__charset *set, const char *name, size_t len,
			struct leaf__arena *arena);
int leaf__charset_has(const struct leaf__charset *set, uint32_t code);

enum leaf__look {
	LEAF__LOOK_START,      /* of the text */
	LEAF__LOOK_END,	       /* of the text */
	LEAF__LOOK_LINE_START, /* after \n or at the start */
	LEAF__LOOK_LINE_END,
	LEAF__LOOK_CRLF_START, /* lines that end in \r, \n or \r\n */
	LEAF__LOOK_CRLF_END,
	LEAF__LOOK_WORD, /* of ASCII letters, digits and '_' */
	LEAF__LOOK_NOT_WORD
};

enum leaf__node_kind {
	LEAF__NODE_EMPTY,
	LEAF__NODE_SET,
	LEAF__NODE_LOOK,
	LEAF__NODE_CAT,
	LEAF__NODE_ALT,
	LEAF__NODE_REPEAT
};

/* A node of the syntax tree, in the arena. */
struct leaf__regex_node {
	enum leaf__node_kind kind;
	enum leaf__look look;
	struct leaf__charset set;
	struct leaf__regex_node *first, *last; /* children of CAT, ALT and REPEAT */
	struct leaf__regex_node *next;	       /* sibling */
	uint32_t min, max;		       /* REPEAT; max UINT32_MAX: no limit */
	int lazy;
	int nullable; /* may match nothing */
};

/* Returns NULL and the tree, or what is wrong; *out NULL without memory. */
const char *leaf__regex_parse(struct leaf__regex_node **out, const char *pattern, size_t len,
			      struct leaf__arena *arena);

/* [...] at text, the bracket included. Returns its length; 0 for an error. */
size_t leaf__regex_brackets(struct leaf__charset *out, const char *text, size_t len, unsigned flags,
			    struct leaf__arena *arena);

/*
 * One escape, at its backslash: a character, or a set. Returns its length; 0 for an error or for
 * one that is neither.
 */
struct leaf__escape {
	int is_set;
	uint32_t code;
	struct leaf__charset set;
};
size_t leaf__regex_escape(struct leaf__escape *out, const char *text, size_t len, unsigned flags,
			  struct leaf__arena *arena);

/* What (?flags) turn on and off. */
enum leaf__regex_flags {
	LEAF__REGEX_CASE = 1,	  /* i */
	LEAF__REGEX_LINES = 2,	  /* m */
	LEAF__REGEX_DOTALL = 4,	  /* s */
	LEAF__REGEX_SWAP = 8,	  /* U */
	LEAF__REGEX_UNICODE = 16, /* u; on at first */
	LEAF__REGEX_SPACED = 32,  /* x */
	LEAF__REGEX_CRLF = 64	  /* R */
};

#endif

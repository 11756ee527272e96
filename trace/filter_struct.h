/* filter_struct.h - what the files of the filter share: directives, their literals and tables. */
#ifndef LEAF_TRACE_FILTER_STRUCT_H
#define LEAF_TRACE_FILTER_STRUCT_H

#include "trace/escape.h"
#include "trace/filter.h"
#include "trace/regex.h"

enum {
	LEAF__FILTER_MAX = 65000,   /* directives; ranks have 16 bits */
	LEAF__DIRECTIVE_SHOWN = 512 /* bytes of a directive in a message */
};

/* Text [len] in the arena, with a NUL after it. text is NULL for what is not there. */
struct leaf__word {
	const char *text;
	size_t len;
};

/* In the order in which equally specific directives are sorted. */
enum leaf__literal_kind {
	LEAF__LITERAL_NONE, /* the field need only be there */
	LEAF__LITERAL_BOOL,
	LEAF__LITERAL_F64,
	LEAF__LITERAL_NAN,
	LEAF__LITERAL_U64,
	LEAF__LITERAL_I64,
	LEAF__LITERAL_PATTERN
};

/* The value that a directive asks of a field. */
struct leaf__literal {
	enum leaf__literal_kind kind;
	union {
		int boolean;
		uint64_t u64;
		int64_t i64;
		double f64;
		struct leaf__word pattern;
	};
	const struct leaf__regex *regex; /* of a pattern */
};

struct leaf__field_rule {
	struct leaf__word name;
	struct leaf__literal literal;
};

struct leaf__directive {
	struct leaf__word target, span;
	struct leaf__field_rule *fields;
	unsigned n_fields;
	unsigned char level;
	unsigned char has_values; /* some field has a literal */
	unsigned char wild;	  /* the target has wildcards */
	unsigned char builtin;	  /* of the default prefix */
	size_t weight; /* how much the target counts: its length, asterisks left out, + 1 */
	uint16_t rank;
	unsigned char *matched; /* set when it fitted a site; atomic */
};

struct leaf__directives {
	struct leaf__directive **list; /* [n] the most specific first */
	size_t n, room;
	unsigned max_level; /* of all that were ever added */
};

struct leaf__filter {
	struct leaf__directives statics, dynamics;
	unsigned flags;
	unsigned max_level;
};

struct leaf__rule {
	const struct leaf__directive *directive;
	const unsigned char *field; /* [n_fields] its place among the site's */
	unsigned first_bit;	    /* of the values seen, one bit each; 31 and more: not kept */
};

struct leaf__rules {
	unsigned n;
	int caps_only; /* the span's level is above all that the filter lets through */
	int compat;
	struct leaf__rule list[];
};

static inline int leaf__directive_is_static(const struct leaf__directive *directive)
{
	return !directive->span.text && !directive->has_values;
}

static inline int leaf__directive_is_dynamic(const struct leaf__directive *directive)
{
	return directive->span.text || directive->n_fields;
}

/* ---- filter_word.c: characters, words, numbers as Rust reads and shows them ---- */

struct leaf__word leaf__word_trim(const char *text, size_t len);
int leaf__word_equal(struct leaf__word a, struct leaf__word b);
int leaf__word_cmp(struct leaf__word a, struct leaf__word b); /* missing ones first */
int leaf__word_copy(struct leaf__arena *arena, struct leaf__word *word);
int leaf__is_alnum(uint32_t code);

/* Read a level: a word in any case, or a number with Rust's freedom ("+3", "003"). */
int leaf__level_read(struct leaf__word word, unsigned *level);
const char *leaf__level_name(unsigned level);

/* Each returns 1 if the whole word is such a number. */
int leaf__read_u64(struct leaf__word word, uint64_t *out);
int leaf__read_i64(struct leaf__word word, int64_t *out);
int leaf__read_f64(struct leaf__word word, double *out);
void leaf__show_f64(struct leaf__out_text *out, double number);

/* ---- filter_literal.c ---- */

/* Why a directive is not one; words as EnvFilter's. NULL: it is one. */
typedef const char *leaf__filter_fault;
#define LEAF__FAULT_NOMEM ((leaf__filter_fault)leaf__fault_nomem)
extern const char leaf__fault_nomem[];

leaf__filter_fault leaf__literal_read(struct leaf__literal *out, struct leaf__word word,
				      int is_quoted, struct leaf__arena *arena);
int leaf__literal_cmp(const struct leaf__literal *a, const struct leaf__literal *b);
void leaf__literal_show(struct leaf__out_text *out, const struct leaf__literal *literal,
			int compat);
int leaf__literal_matches(const struct leaf__literal *literal, const struct leaf_value *value);

/* ---- filter_directive.c: one directive, from and to text ---- */

leaf__filter_fault leaf__directive_read(struct leaf__directive *out, const char *text, size_t len,
					unsigned flags, struct leaf__arena *arena);
void leaf__directive_show(struct leaf__out_text *out, const struct leaf__directive *directive,
			  int compat);

/*
 * The end of the directive that begins at 'text', at its comma or the end of text[len]. Unless
 * COMPAT, commas in brackets, braces and quotes do not count, if these are closed again.
 */
size_t leaf__directive_end(const char *text, size_t len, unsigned flags);

/* The end of the field that begins at text: at its ',' or '}', or at len. */
size_t leaf__field_end(const char *text, size_t len, unsigned flags);

/* ---- filter_table.c: the order of directives ---- */

/* < 0 if a stands before b, being more specific; 0 if they are for the same thing. */
int leaf__directive_cmp(const struct leaf__directive *a, const struct leaf__directive *b);
int leaf__directives_add(struct leaf__directives *table, struct leaf__directive *directive,
			 struct leaf__arena *arena);
void leaf__filter_rank(struct leaf__filter *filter);

/* ---- filter_judge.c ---- */

/* Whether a directive fits; as a static one, fields are not asked of spans (EnvFilter's way). */
int leaf__directive_fits(const struct leaf__directive *directive, const struct leaf__meta *meta,
			 int as_static);
int leaf__target_fits(const struct leaf__directive *directive, const char *target);
const struct leaf__directive *leaf__filter_static(const struct leaf__filter *filter,
						  const struct leaf__meta *meta);

/* ---- filter_hint.c ---- */

void leaf__filter_hint(const struct leaf__directive *directive, struct leaf__word piece,
		       leaf__filter_warn *warn, void *ctx);
void leaf__filter_hint_pattern(struct leaf__word piece, leaf__filter_warn *warn, void *ctx);

#endif

/* filter.h - which spans and events are let through: LEAF_LOG's directives, parsed and judged. */
/*
 * A filter is parsed once and then read by all threads. A call site is judged once per filter; what
 * comes of it, the verdict, is kept with the site. Where the verdict depends on the open spans
 * around, a scope is kept with each of these, and asking is a handful of instructions:
 *
 *	on = leaf__filter_enabled(&verdict, scope);
 *
 * A span whose verdict says 'scopes' changes what is enabled inside it. For such a one the caller
 * asks leaf__filter_scope() instead, even if the span turns out to be off: the scope it returns
 * says so (leaf__scope_on), and it holds until the span is left, visible or not.
 *
 * The language is that of EnvFilter in tracing-subscriber 0.3.23, with differences which
 * LEAF__FILTER_COMPAT takes back: see docs/design/filter.md.
 */
#ifndef LEAF_TRACE_FILTER_H
#define LEAF_TRACE_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "leaf/sink.h"

struct leaf__filter;
struct leaf__directive;

/* ---- parsing ---- */

enum leaf__filter_flags {
	LEAF__FILTER_COMPAT = 1, /* exactly EnvFilter: no difference of ours */
	LEAF__FILTER_STRICT = 2, /* the first bad directive is an error */
	LEAF__FILTER_PREFIX = 4, /* put leaf__filter_default_prefix() in front */
	LEAF__FILTER_ERRORS = 8 /* if no directive is left, let errors through, as EnvFilter::new */
};

/* What went wrong, or looks wrong, in a line without line end; it lives for the call alone. */
typedef void leaf__filter_warn(void *ctx, const char *line);

/* "pri=off,z3=off,": the two targets that would drown the rest stay off until they are named. */
const char *leaf__filter_default_prefix(void);

/*
 * Parse directives.
 *
 *   out    the filter, in the arena; it and all verdicts live as long as that
 *   text   directives with commas between them; not kept
 *   flags  enum leaf__filter_flags
 *   warn   told of each directive that is left out ("ignoring `X`: why") and, unless COMPAT, of
 *          targets that look like a misspelt level; may be NULL
 *
 * Errors: SYNTAX (STRICT only)  the first bad directive; leaf_err_text() says what EnvFilter says
 *         NOMEM
 *         LIMIT  more than 65000 directives
 * Threads: one at a time per arena.
 * Source: docs/design/filter.md.
 */
leaf_err leaf__filter_parse(const struct leaf__filter **out, const char *text, unsigned flags,
			    struct leaf__arena *arena, leaf__filter_warn *warn, void *ctx)
	LEAF_MUST_USE;

/*
 * The canonical form: static directives, then those of spans and fields, each list with the most
 * specific first. Writes at most cap bytes and no NUL; returns how many are needed.
 */
size_t leaf__filter_format(const struct leaf__filter *filter, char *out, size_t cap);

/* No site above this level is ever let through: enum leaf_level. */
unsigned leaf__filter_max_level(const struct leaf__filter *filter);

/* Whether some answer may depend on the spans that are open. */
int leaf__filter_depends(const struct leaf__filter *filter);

/* ---- judging a call site ---- */

struct leaf__meta {
	const char *target;
	const char *name; /* of a span */
	unsigned level;	  /* enum leaf_level, ERROR to TRACE */
	int is_span;
	unsigned n_fields;
	const char *const *fields; /* [n_fields] names */
};

enum leaf__answer {
	LEAF__ANSWER_NEVER,
	LEAF__ANSWER_ALWAYS,
	LEAF__ANSWER_SOMETIMES /* ask leaf__filter_enabled() or leaf__filter_scope() */
};

struct leaf__rules; /* the directives that concern one span site */

/* What a filter makes of a site. All zero: never. */
struct leaf__verdict {
	unsigned char answer;	    /* enum leaf__answer */
	unsigned char level;	    /* of the site */
	unsigned char scopes;	    /* a span that changes what is enabled inside it */
	unsigned char static_on;    /* the static directives let it through */
	unsigned char static_level; /* of the static directive that decides; 0 if none does */
	uint16_t static_rank;	    /* how specific that is */
	const struct leaf__rules *rules;
};

/*
 * Judge a site.
 *
 *   arena  takes the rules of a span that directives concern; never used for others
 *   out    the verdict; borrows nothing from meta
 *
 * Notes for leaf__filter_unmatched() which directives fit.
 *
 * Errors: NOMEM
 * Threads: any number of calls at once, one at a time per arena.
 */
leaf_err leaf__filter_judge(const struct leaf__filter *filter, const struct leaf__meta *meta,
			    struct leaf__arena *arena, struct leaf__verdict *out) LEAF_MUST_USE;

/* ---- asking ---- */

/*
 * What the open spans make of a filter, at some place. All zero: no span says anything.
 * rank, cap and add are of the most specific directive that is in force: what less specific ones
 * have decided is capped at 'cap'; anything up to 'add' is let through.
 */
struct leaf__scope {
	uint16_t rank; /* 0: none */
	uint8_t cap, add;
	uint32_t own; /* bit 31: the span itself is on; others: its values seen to match */
};

/* Whether a site is let through, inside this scope. */
static inline int leaf__filter_enabled(const struct leaf__verdict *verdict,
				       struct leaf__scope scope)
{
	if (verdict->answer != LEAF__ANSWER_SOMETIMES)
		return verdict->answer;
	return verdict->level <= scope.add ||
	       (verdict->static_on &&
		(scope.rank <= verdict->static_rank || verdict->level <= scope.cap));
}

/* Whether the span that leaf__filter_scope() was asked about is itself let through. */
static inline int leaf__scope_on(struct leaf__scope scope)
{
	return (int)(scope.own >> 31);
}

/*
 * Read field i of a span, in the order of meta->fields: 0 if it has no value yet.
 * leaf_span_value() has this form, but for the type of its first parameter.
 */
typedef int leaf__filter_get(const void *span, unsigned i, struct leaf_value *out);

/*
 * The scope inside a span that is being opened; only if verdict->scopes.
 *
 *   around  the scope that the span is opened in
 *
 * Threads: any number of calls at once. Never allocates, locks or fails; its time is linear in
 * the length of the values compared.
 */
struct leaf__scope leaf__filter_scope(const struct leaf__verdict *verdict,
				      struct leaf__scope around, leaf__filter_get *get,
				      const void *span);

/*
 * The scope inside an open span after a field was recorded: what matched once goes on matching.
 *
 *   scope  what leaf__filter_scope(), or this function, returned last for this span
 */
struct leaf__scope leaf__filter_record(const struct leaf__verdict *verdict,
				       struct leaf__scope scope, leaf__filter_get *get,
				       const void *span);

/* ---- explaining ---- */

/*
 * Say what becomes of a site and which directive decides, in one line without line end, as
 * "on: by `app=debug`; inside `[conn]=trace` up to trace".
 *
 *   around  a span that the site is thought to be inside of, or NULL for a site as such
 *
 * Writes at most cap bytes and no NUL; returns how many are needed.
 */
size_t leaf__filter_explain(const struct leaf__filter *filter, const struct leaf__meta *site,
			    const struct leaf__meta *around, char *out, size_t cap);

/*
 * Call 'tell' with each directive, in canonical form, that fitted no site judged so far; those of
 * the default prefix are left out.
 *   target  what it asks for, NUL-terminated; NULL if it names no target
 */
typedef void leaf__filter_tell(void *ctx, const char *directive, const char *target);
void leaf__filter_unmatched(const struct leaf__filter *filter, leaf__filter_tell *tell, void *ctx);

/* The known word that is nearest to 'word', or NULL if none is near. */
const char *leaf__filter_nearest(const char *word, const char *const *known, size_t n);

#endif

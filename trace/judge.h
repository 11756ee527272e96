/* judge.h - which sinks want a call site: the filter that governs all and one filter per sink. */
/*
 * Filters are replaced as a whole generation: filters and judgements in one arena, read by other
 * threads while they are in the tracer, freed when all of these have left it.
 */
#ifndef LEAF_TRACE_JUDGE_H
#define LEAF_TRACE_JUDGE_H

#include "leaf/sink.h"
#include "trace/filter.h"

enum { LEAF__FILTERS = 1 + LEAF_SINKS_MAX }; /* the one that governs all, then one per sink */

/* What the filters made of a call site. */
struct leaf__judgement {
	unsigned always; /* sinks that want it whatever is around */
	unsigned maybe;	 /* sinks that want it inside some spans */
	int scoped;	 /* a span that changes what is enabled inside it */
	struct leaf__verdict verdicts[LEAF__FILTERS];
};

/* What the open spans add to or take from each filter, inside a frame. */
struct leaf__scopes {
	struct leaf__scope scope[LEAF__FILTERS];
};

/*
 * Read all filters from the configuration, with warnings for what is wrong in them. The caller
 * judges all sites again, then calls leaf__judge_settle(). So for the two functions after it.
 */
void leaf__judge_load(void);

/* A sink has been added with this filter, or NULL, which is its own from now on. As above. */
int leaf__judge_added(unsigned sink, const char *directives);

/*
 * Replace one filter: -1 the one that governs all, else the sink's; NULL: by what it was at first.
 * -1 without memory.
 */
int leaf__judge_replace(int sink, const char *directives);

/*
 * Whether every span that is wanted must keep a frame: filters may change while spans are open (one
 * has been replaced, or LEAF_RELOAD_FILE is set), or the program uses leaf_span_here().
 */
int leaf__judge_wants_frames(void);

/* The same filters for other sinks: a generation of its own, as the caller judges all sites again. */
void leaf__judge_again(void);

/* How often the filters have been replaced. */
unsigned leaf__judge_generation(void);

/* All sites are judged by the new filters: give the memory of the old ones back. */
void leaf__judge_settle(void);

/*
 * Which sinks some span of this level may interest, and in *depend those of them for which that may
 * depend on the spans that are open.
 */
unsigned leaf__judge_possible(unsigned level, unsigned *depend);

/* Judge a site by all filters; never NULL. Valid until the filters are replaced. */
const struct leaf__judgement *leaf__judge_site(const struct leaf_site_info *info);

/* Which of the sinks in judgement->maybe want it inside these scopes (NULL: outside all spans). */
unsigned leaf__judge_maybe(const struct leaf__judgement *judgement,
			   const struct leaf__scopes *scopes);

/*
 * A span opens whose judgement is scoped: which sinks want it, and the scopes inside it.
 *   outer  around the span; NULL outside all spans
 */
unsigned leaf__judge_open(const struct leaf__judgement *judgement, const struct leaf_span *span,
			  const struct leaf__scopes *outer, struct leaf__scopes *inside);

/* A field was recorded into such a span. */
void leaf__judge_record(const struct leaf__judgement *judgement, const struct leaf_span *span,
			struct leaf__scopes *inside);

/*
 * Say once if LEAF_LOG, set for the log as it seems, has left spans out of a flame graph or recording
 * that was asked for.
 */
void leaf__judge_say_thinned(void);

/* Say, as LEAF_LOG_EXPLAIN asks, what decided for each site and which directives never matched. */
void leaf__judge_explain(void);

#endif

/* judge.h - which sinks want a call site: the filter that governs all and one filter per sink. */
#ifndef LEAF_TRACE_JUDGE_H
#define LEAF_TRACE_JUDGE_H

#include "leaf/sink.h"
/* interim: until the directive language lands */
struct leaf__verdict {
	int level;
};
struct leaf__scope {
	leaf_u64 word;
};

enum { LEAF__FILTERS = 1 + LEAF_SINKS_MAX }; /* the one that governs all, then one per sink */

struct leaf__frame;
struct leaf__site;

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
 * Read the filters from the configuration, with warnings for what is wrong in them. Replaces all
 * filters; the caller judges the sites again.
 */
void leaf__judge_load(void);

/* Replace one filter: -1 the one that governs all, else the sink's. -1 without memory. */
int leaf__judge_replace(int sink, const char *directives);

/* A sink was added: give it the filter that the configuration has for it, or 'directives'. */
void leaf__judge_sink_added(const struct leaf_sink *sink, const char *directives);

/* Judge a site by all filters. */
void leaf__judge_site(const struct leaf_site_info *info, struct leaf__judgement *out);

/* Which of the sinks in judgement->maybe want it inside these scopes (NULL: outside all spans). */
unsigned leaf__judge_maybe(const struct leaf__judgement *judgement,
			   const struct leaf__scopes *scopes);

/*
 * The scopes inside a span whose judgement is scoped.
 *   outer  around the span; NULL outside all spans
 */
void leaf__judge_scopes(const struct leaf__judgement *judgement, const struct leaf_span *span,
			const struct leaf__scopes *outer, struct leaf__scopes *out);

#endif

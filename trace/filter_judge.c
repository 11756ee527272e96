/* filter_judge.c - what a filter makes of a call site: decided once, from what is known of it. */
#include "trace/filter_struct.h"

#include <string.h>

/* ---- does a directive fit? ---- */

/* Whether a beginning of the target fits the pattern: '*' is any characters, '?' any one. */
static int wild_fits(const char *pattern, const char *target)
{
	const char *star = NULL, *star_target = NULL;
	uint32_t code;
	while (*pattern) {
		if (*pattern == '*') {
			star = ++pattern;
			star_target = target;
		} else if (*target && (*pattern == '?' || *pattern == *target)) {
			unsigned n = 1;
			if (*pattern == '?')
				n = leaf__utf8_char(&code, target, strlen(target));
			target += n ? n : 1;
			pattern++;
		} else if (star && *star_target) {
			pattern = star;
			target = ++star_target;
		} else {
			return 0;
		}
	}
	return 1;
}

int leaf__target_fits(const struct leaf__directive *directive, const char *target)
{
	if (!directive->target.text)
		return 1;
	if (directive->wild)
		return wild_fits(directive->target.text, target);
	return strncmp(directive->target.text, target, directive->target.len) == 0;
}

/* The place of a field among the site's; n_fields if it is not there. */
static unsigned find_field(const struct leaf__meta *meta, const char *name)
{
	unsigned i = 0;
	while (i < meta->n_fields && strcmp(meta->fields[i], name) != 0)
		i++;
	return i;
}

int leaf__directive_fits(const struct leaf__directive *directive, const struct leaf__meta *meta,
			 int as_static)
{
	if (!leaf__target_fits(directive, meta->target))
		return 0;
	if (directive->span.text && strcmp(directive->span.text, meta->name) != 0)
		return 0;
	for (unsigned i = 0; i < directive->n_fields && !(as_static && meta->is_span); i++)
		if (find_field(meta, directive->fields[i].name.text) == meta->n_fields)
			return 0;
	return 1;
}

static void note_match(const struct leaf__directive *directive)
{
	if (!__atomic_load_n(directive->matched, __ATOMIC_RELAXED))
		__atomic_store_n(directive->matched, 1, __ATOMIC_RELAXED);
}

const struct leaf__directive *leaf__filter_static(const struct leaf__filter *filter,
						  const struct leaf__meta *meta)
{
	for (size_t i = 0; i < filter->statics.n; i++)
		if (leaf__directive_fits(filter->statics.list[i], meta, 1))
			return filter->statics.list[i];
	return NULL;
}

/* Static directives that fit are used even if a more specific one decides. */
static void note_statics(const struct leaf__filter *filter, const struct leaf__meta *meta)
{
	for (size_t i = 0; i < filter->statics.n; i++) {
		const struct leaf__directive *directive = filter->statics.list[i];
		int by_fields = directive->n_fields != 0; /* as static ones they fit every span */
		if (leaf__directive_fits(directive, meta, !by_fields))
			note_match(directive);
	}
}

/* ---- the rules of a span ---- */

static int concerns(const struct leaf__filter *filter, const struct leaf__directive *directive,
		    const struct leaf__meta *meta)
{
	if (!leaf__directive_fits(directive, meta, 0))
		return 0;
	/* A span that is above all levels adds nothing, but what is inside it may be capped. */
	return meta->level <= filter->max_level ||
	       (!(filter->flags & LEAF__FILTER_COMPAT) && directive->level < filter->max_level);
}

static int add_rule(struct leaf__rules *rules, const struct leaf__directive *directive,
		    const struct leaf__meta *meta, unsigned *n_bits, struct leaf__arena *arena)
{
	unsigned char *field = leaf__arena_alloc(arena, directive->n_fields + 1);
	if (!field)
		return 0;
	struct leaf__rule *rule = &rules->list[rules->n++];
	*rule = (struct leaf__rule){ directive, field, *n_bits };
	for (unsigned i = 0; i < directive->n_fields; i++) {
		field[i] = (unsigned char)find_field(meta, directive->fields[i].name.text);
		*n_bits += directive->fields[i].literal.kind != LEAF__LITERAL_NONE;
	}
	return 1;
}

static leaf_err make_rules(const struct leaf__filter *filter, const struct leaf__meta *meta,
			   struct leaf__arena *arena, const struct leaf__rules **out)
{
	const struct leaf__directives *dynamics = &filter->dynamics;
	struct leaf__rules *rules;
	unsigned n_bits = 0;
	size_t n = 0;
	for (size_t i = 0; i < dynamics->n; i++)
		n += (size_t)concerns(filter, dynamics->list[i], meta);
	*out = NULL;
	if (!n)
		return LEAF_E_OK;
	rules = leaf__arena_alloc(arena, sizeof *rules + n * sizeof *rules->list);
	for (size_t i = 0; rules && i < dynamics->n; i++)
		if (concerns(filter, dynamics->list[i], meta) &&
		    !add_rule(rules, dynamics->list[i], meta, &n_bits, arena))
			rules = NULL;
	if (!rules)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the filter");
	rules->caps_only = meta->level > filter->max_level;
	rules->compat = (filter->flags & LEAF__FILTER_COMPAT) != 0;
	*out = rules;
	return LEAF_E_OK;
}

/* ---- judging ---- */

/* What is neither a span with rules nor above all levels: it depends on the spans around, if so. */
static unsigned char answer_of(const struct leaf__filter *filter,
			       const struct leaf__verdict *verdict)
{
	const struct leaf__directives *dynamics = &filter->dynamics;
	for (size_t i = 0; i < dynamics->n; i++) {
		const struct leaf__directive *directive = dynamics->list[i];
		if (verdict->static_on ? directive->rank > verdict->static_rank &&
						 directive->level < verdict->level
				       : directive->level >= verdict->level)
			return LEAF__ANSWER_SOMETIMES;
	}
	return verdict->static_on ? LEAF__ANSWER_ALWAYS : LEAF__ANSWER_NEVER;
}

leaf_err leaf__filter_judge(const struct leaf__filter *filter, const struct leaf__meta *meta,
			    struct leaf__arena *arena, struct leaf__verdict *out)
{
	struct leaf__verdict verdict = { .level = (unsigned char)meta->level };
	const struct leaf__directive *decides = leaf__filter_static(filter, meta);
	note_statics(filter, meta);
	if (meta->is_span) {
		for (size_t i = 0; i < filter->dynamics.n; i++)
			if (leaf__directive_fits(filter->dynamics.list[i], meta, 0))
				note_match(filter->dynamics.list[i]);
		LEAF_TRY(make_rules(filter, meta, arena, &verdict.rules));
	}
	verdict.scopes = verdict.rules != NULL;
	if (decides) {
		verdict.static_on = decides->level >= meta->level;
		verdict.static_level = decides->level;
		verdict.static_rank = decides->rank;
	}
	if (meta->level > filter->max_level)
		verdict.answer = LEAF__ANSWER_NEVER;
	else if (verdict.rules)
		verdict.answer = verdict.rules->compat ? LEAF__ANSWER_ALWAYS
						       : LEAF__ANSWER_SOMETIMES;
	else
		verdict.answer = answer_of(filter, &verdict);
	*out = verdict;
	return LEAF_E_OK;
}

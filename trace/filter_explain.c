/* filter_explain.c - which directive decides about a site, in words; which ones never did. */
#include "trace/filter_struct.h"

#include <string.h>

enum { LISTED = 4 }; /* directives of spans that are named for one site */

struct story {
	struct leaf__out_text out;
	const struct leaf__filter *filter;
	const struct leaf__meta *site;
	const struct leaf__directive *decides; /* of the static ones, or NULL */
	struct leaf__verdict verdict;
};

static void say(struct story *story, const char *text)
{
	leaf__out_bytes(&story->out, text, strlen(text));
}

static void say_directive(struct story *story, const struct leaf__directive *directive)
{
	say(story, "`");
	leaf__directive_show(&story->out, directive, story->filter->flags & LEAF__FILTER_COMPAT);
	say(story, "`");
}

/* No field has a value: what depends on one is still open. */
static int no_value(const void *span, unsigned i, struct leaf_value *out)
{
	(void)span, (void)i, (void)out;
	return 0;
}

/* The rule that is in force in a scope, as far as it is one of these. */
static const struct leaf__directive *in_force(const struct leaf__rules *rules,
					      struct leaf__scope scope)
{
	for (unsigned i = 0; rules && i < rules->n; i++)
		if (!rules->list[i].directive->has_values &&
		    rules->list[i].directive->rank == scope.rank &&
		    rules->list[i].directive->level == scope.cap)
			return rules->list[i].directive;
	return NULL;
}

static void say_static(struct story *story)
{
	if (story->decides) {
		say(story, story->verdict.static_on ? "on: by " : "off: by ");
		say_directive(story, story->decides);
	} else if (story->site->level > story->filter->max_level) {
		say(story, "off: no directive lets through more than ");
		say(story, leaf__level_name(story->filter->max_level));
	} else {
		say(story, "off: no directive fits");
	}
}

/* A span that directives concern: whether it is made, and what holds inside it. */
static void say_rules(struct story *story)
{
	const struct leaf__rules *rules = story->verdict.rules;
	struct leaf__scope nothing = { 0 };
	struct leaf__scope inside = leaf__filter_scope(&story->verdict, nothing, no_value, NULL);
	const struct leaf__directive *first = rules->list[0].directive;
	if (rules->caps_only) {
		say_static(story);
	} else {
		say(story, leaf__scope_on(inside) ? "on: concerned by " : "off: by ");
		say_directive(story, first);
	}
	for (unsigned i = 0; i < rules->n && i < LISTED; i++) {
		const struct leaf__directive *directive = rules->list[i].directive;
		say(story, i ? ", " : "; inside it ");
		say_directive(story, directive);
		say(story, directive->has_values ? ", if the values match, " : " ");
		say(story, "lets through ");
		say(story, directive->level ? "up to " : "");
		say(story, directive->level ? leaf__level_name(directive->level) : "nothing");
	}
	if (rules->n > LISTED)
		say(story, ", and so on");
}

/* What would change inside spans. */
static void say_elsewhere(struct story *story)
{
	const struct leaf__directives *dynamics = &story->filter->dynamics;
	unsigned n = 0;
	if (story->verdict.answer != LEAF__ANSWER_SOMETIMES)
		return;
	for (size_t i = 0; i < dynamics->n && n <= LISTED; i++) {
		const struct leaf__directive *directive = dynamics->list[i];
		int lets = directive->level >= story->verdict.level;
		if (lets == story->verdict.static_on ||
		    (!lets && directive->rank <= story->verdict.static_rank))
			continue;
		if (n == LISTED) {
			say(story, ", and so on");
		} else {
			say(story, n ? ", " : lets ? "; on inside " : "; off inside ");
			say_directive(story, directive);
		}
		n++;
	}
}

/* Inside a span: with no value known, and then for each directive that waits for values. */
static void say_inside(struct story *story, const struct leaf__verdict *around)
{
	struct leaf__scope nothing = { 0 };
	struct leaf__scope scope = nothing;
	if (around->rules)
		scope = leaf__filter_scope(around, nothing, no_value, NULL);
	int on = leaf__filter_enabled(&story->verdict, scope);
	if (story->verdict.rules)
		on = leaf__scope_on(leaf__filter_scope(&story->verdict, scope, no_value, NULL));
	const struct leaf__directive *force = in_force(around->rules, scope);
	if (force && story->verdict.answer == LEAF__ANSWER_SOMETIMES &&
	    (on != story->verdict.static_on || force->rank > story->verdict.static_rank)) {
		say(story, on ? "on: inside " : "off: inside ");
		say_directive(story, force);
	} else if (story->verdict.rules) {
		say_rules(story);
	} else {
		say_static(story);
	}
	for (unsigned i = 0; around->rules && i < around->rules->n; i++) {
		const struct leaf__directive *directive = around->rules->list[i].directive;
		if (!directive->has_values || story->verdict.answer != LEAF__ANSWER_SOMETIMES)
			continue;
		struct leaf__scope then = { directive->rank, directive->level, directive->level,
					    0 };
		if (directive->rank < scope.rank ||
		    leaf__filter_enabled(&story->verdict, then) == on)
			continue;
		say(story, on ? "; off if the values match " : "; on if the values match ");
		say_directive(story, directive);
	}
}

size_t leaf__filter_explain(const struct leaf__filter *filter, const struct leaf__meta *site,
			    const struct leaf__meta *around, char *out, size_t cap)
{
	struct story story = {
		{ out, cap, 0 }, filter, site, leaf__filter_static(filter, site), { 0 }
	};
	struct leaf__arena scratch = { 0 };
	struct leaf__verdict outer = { 0 };
	if (leaf__filter_judge(filter, site, &scratch, &story.verdict) != LEAF_E_OK ||
	    (around && leaf__filter_judge(filter, around, &scratch, &outer) != LEAF_E_OK)) {
		say(&story, "no memory to tell");
	} else if (around) {
		say_inside(&story, &outer);
	} else if (story.verdict.rules) {
		say_rules(&story);
	} else {
		say_static(&story);
		say_elsewhere(&story);
	}
	leaf__arena_release(&scratch);
	return story.out.len;
}

/* ---- directives that fitted nothing ---- */

static void tell_unmatched(const struct leaf__filter *filter,
			   const struct leaf__directive *directive, leaf__filter_tell *tell,
			   void *ctx)
{
	char text[LEAF__DIRECTIVE_SHOWN];
	struct leaf__out_text out = { text, sizeof text - 1, 0 };
	if (directive->builtin || __atomic_load_n(directive->matched, __ATOMIC_RELAXED))
		return;
	leaf__directive_show(&out, directive, filter->flags & LEAF__FILTER_COMPAT);
	text[out.len < sizeof text ? out.len : sizeof text - 1] = '\0';
	tell(ctx, text, directive->target.text);
}

void leaf__filter_unmatched(const struct leaf__filter *filter, leaf__filter_tell *tell, void *ctx)
{
	for (size_t i = 0; i < filter->statics.n; i++)
		tell_unmatched(filter, filter->statics.list[i], tell, ctx);
	for (size_t i = 0; i < filter->dynamics.n; i++)
		if (!leaf__directive_is_static(filter->dynamics.list[i]))
			tell_unmatched(filter, filter->dynamics.list[i], tell, ctx);
}

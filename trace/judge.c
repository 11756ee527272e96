/* judge.c - which sinks want a call site: the filter that governs all and one filter per sink. */
#include "trace/judge.h"

#include "trace/config.h"
#include "trace/loss.h"
#include "trace/say.h"
#include "trace/sinks.h"
#include "trace/site.h"
#include "trace/thread.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { GLOBAL = 0 }; /* a sink's filter stands at 1 + its index */

struct generation {
	struct leaf__arena arena;
	const struct leaf__filter *filters[LEAF__FILTERS]; /* NULL: nothing was asked, all pass */
};

static struct generation generations[2];
static struct generation *now = &generations[0];
static unsigned n_generations;
static int changes;			 /* filters do, while spans are open */
static int frames_wanted;		 /* the program asks for spans' identities */
static const char *texts[LEAF__FILTERS]; /* what was asked, in texts_arena */
static struct leaf__arena texts_arena;
static const char *added_with[LEAF_SINKS_MAX]; /* the filter given to leaf_sink_add() */
static const struct leaf__judgement nobody;

/* ---- reading filters ---- */

static void warn(void *ctx, const char *line)
{
	(void)ctx;
	leaf__say("%s", line);
}

static const struct leaf__filter *parse(struct leaf__arena *arena, int i, int loud)
{
	const struct leaf__filter *filter = NULL;
	unsigned flags = leaf__config_flag("LEAF_LOG_COMPAT") ? LEAF__FILTER_COMPAT : 0;
	if (!texts[i])
		return NULL;
	if (i == GLOBAL)
		flags |= LEAF__FILTER_PREFIX;
	if (leaf__filter_parse(&filter, texts[i], flags, arena, loud ? warn : NULL, NULL) !=
	    LEAF_E_OK)
		leaf__say("filter '%s' cannot be used: %s", texts[i], leaf_err_text());
	return filter;
}

/* A fresh generation of all filters; warnings are for filter 'changed' alone, or all if < 0. */
static void renew(int changed)
{
	struct generation *next = &generations[now == &generations[0]];
	for (int i = 0; i < LEAF__FILTERS; i++)
		next->filters[i] = parse(&next->arena, i, changed < 0 || changed == i);
	now = next;
}

int leaf__judge_wants_frames(void)
{
	return changes || frames_wanted;
}

__attribute__((visibility("default"))) void leaf__want_frames(void)
{
	frames_wanted = 1;
}

unsigned leaf__judge_generation(void)
{
	return __atomic_load_n(&n_generations, __ATOMIC_ACQUIRE);
}

void leaf__judge_settle(void)
{
	__atomic_add_fetch(&n_generations, 1, __ATOMIC_RELEASE);
	struct generation *old = &generations[now == &generations[0]];
	if (leaf__thread_all_left())
		leaf__arena_release(&old->arena);
	else
		old->arena = (struct leaf__arena){ 0 }; /* somebody may still read it: let it be */
}

/* Put these in the place of all texts; some of them may be the old ones. */
static int keep_texts(const char *const wanted[LEAF__FILTERS])
{
	struct leaf__arena fresh = { 0 };
	const char *copies[LEAF__FILTERS] = { NULL };
	for (int i = 0; i < LEAF__FILTERS; i++) {
		if (!wanted[i])
			continue;
		copies[i] = leaf__arena_strndup(&fresh, wanted[i], strlen(wanted[i]));
		if (!copies[i]) {
			leaf__arena_release(&fresh);
			return -1;
		}
	}
	memcpy(texts, copies, sizeof texts);
	leaf__arena_release(&texts_arena);
	texts_arena = fresh;
	return 0;
}

/* LEAF_<NAME>_FILTER */
static const char *configured(const struct leaf_sink *sink)
{
	char name[64] = "LEAF_";
	size_t len = strlen(name);
	for (const char *p = sink->name; *p && len < sizeof name - 8; p++)
		name[len++] = (char)toupper((unsigned char)*p);
	strcpy(name + len, "_FILTER");
	return leaf__config_get(name);
}

/* What a sink's filter is if nobody changes it. */
static const char *usual(unsigned sink)
{
	if (!leaf__sinks.at[sink])
		return NULL;
	return added_with[sink] ? added_with[sink] : configured(leaf__sinks.at[sink]);
}

void leaf__judge_load(void)
{
	const char *wanted[LEAF__FILTERS] = { leaf__config_get("LEAF_LOG") };
	changes = leaf__config_get("LEAF_RELOAD_FILE") != NULL;
	for (unsigned i = 0; i < LEAF_SINKS_MAX; i++)
		wanted[i + 1] = usual(i);
	if (keep_texts(wanted) != 0)
		leaf__loss_add(LEAF__LOSS_NOMEM, 1);
	renew(-1);
}

int leaf__judge_added(unsigned sink, const char *directives)
{
	static struct leaf__arena arena; /* sinks are never taken away */
	const char *copy = NULL;
	if (directives && !(copy = leaf__arena_strndup(&arena, directives, strlen(directives))))
		return -1;
	added_with[sink] = copy;
	return leaf__judge_replace((int)sink, NULL);
}

int leaf__judge_replace(int sink, const char *directives)
{
	const char *wanted[LEAF__FILTERS];
	int i = sink + 1;
	if (!directives)
		directives = sink < 0 ? "" : usual((unsigned)sink);
	memcpy(wanted, texts, sizeof texts);
	wanted[i] = directives;
	if (keep_texts(wanted) != 0)
		return -1;
	changes = 1;
	renew(i);
	return 0;
}

void leaf__judge_again(void)
{
	renew(LEAF__FILTERS); /* none of them has changed: no warnings */
}

/* ---- judging sites ---- */

/* A log says nothing until it is asked to: by LEAF_LOG or by its own filter. */
static int is_silent(unsigned sink)
{
	return (leaf__sinks.at[sink]->flags & LEAF_SINK_LOG) && !texts[GLOBAL] && !texts[sink + 1];
}

static void judge_by(int i, const struct leaf_site_info *info, struct leaf__judgement *out)
{
	struct leaf__verdict *verdict = &out->verdicts[i];
	struct leaf__meta meta = {
		.target = info->target,
		.name = info->name,
		.level = info->level,
		.is_span = info->kind == LEAF_KIND_SPAN,
		.n_fields = info->n_fields,
		.fields = info->names,
	};
	*verdict = (struct leaf__verdict){ .answer = LEAF__ANSWER_ALWAYS };
	if (texts[i] && (!now->filters[i] || leaf__filter_judge(now->filters[i], &meta, &now->arena,
								verdict) != LEAF_E_OK))
		*verdict = (struct leaf__verdict){ .answer = LEAF__ANSWER_NEVER };
	out->scoped |= verdict->scopes;
}

const struct leaf__judgement *leaf__judge_site(const struct leaf_site_info *info)
{
	struct leaf__judgement *out = leaf__arena_alloc(&now->arena, sizeof *out);
	unsigned active = leaf__sinks.active;
	if (!out) {
		leaf__loss_add(LEAF__LOSS_SITES, 1);
		return &nobody;
	}
	judge_by(GLOBAL, info, out);
	for (unsigned i = 0; active >> i; i++) {
		if (!(active & 1u << i) || is_silent(i))
			continue;
		judge_by((int)i + 1, info, out);
		unsigned all = out->verdicts[GLOBAL].answer, own = out->verdicts[i + 1].answer;
		if (all == LEAF__ANSWER_ALWAYS && own == LEAF__ANSWER_ALWAYS)
			out->always |= 1u << i;
		else if (all != LEAF__ANSWER_NEVER && own != LEAF__ANSWER_NEVER)
			out->maybe |= 1u << i;
	}
	return out;
}

/* Whether filter i may let a span of this level through. */
static int is_possible(int i, unsigned level)
{
	return !texts[i] || (now->filters[i] && leaf__filter_max_level(now->filters[i]) >= level);
}

static int depends(int i)
{
	return texts[i] && now->filters[i] && leaf__filter_depends(now->filters[i]);
}

unsigned leaf__judge_possible(unsigned level, unsigned *depend)
{
	unsigned possible = 0;
	*depend = 0;
	for (unsigned i = 0; i < LEAF_SINKS_MAX; i++) {
		if (!(leaf__sinks.active & 1u << i) || is_silent(i) ||
		    !is_possible(GLOBAL, level) || !is_possible((int)i + 1, level))
			continue;
		possible |= 1u << i;
		if (depends(GLOBAL) || depends((int)i + 1))
			*depend |= 1u << i;
	}
	return possible;
}

static struct leaf__scope scope_at(const struct leaf__scopes *scopes, int i)
{
	return scopes ? scopes->scope[i] : (struct leaf__scope){ 0 };
}

unsigned leaf__judge_maybe(const struct leaf__judgement *judgement,
			   const struct leaf__scopes *scopes)
{
	unsigned wanted = 0;
	if (!leaf__filter_enabled(&judgement->verdicts[GLOBAL], scope_at(scopes, GLOBAL)))
		return 0;
	for (unsigned rest = judgement->maybe; rest; rest &= rest - 1) {
		int i = __builtin_ctz(rest);
		if (leaf__filter_enabled(&judgement->verdicts[i + 1], scope_at(scopes, i + 1)))
			wanted |= 1u << i;
	}
	return wanted;
}

static int get_value(const void *span, unsigned i, struct leaf_value *out)
{
	return leaf_span_value(span, i, out);
}

/* Whether one filter lets the span through; its scope inside. */
static int open_by(const struct leaf__verdict *verdict, const struct leaf_span *span,
		   struct leaf__scope around, struct leaf__scope *inside)
{
	*inside = around;
	if (!verdict->scopes)
		return leaf__filter_enabled(verdict, around);
	*inside = leaf__filter_scope(verdict, around, get_value, span);
	return leaf__scope_on(*inside);
}

unsigned leaf__judge_open(const struct leaf__judgement *judgement, const struct leaf_span *span,
			  const struct leaf__scopes *outer, struct leaf__scopes *inside)
{
	unsigned wanted = 0, active = leaf__sinks.active;
	int all = open_by(&judgement->verdicts[GLOBAL], span, scope_at(outer, GLOBAL),
			  &inside->scope[GLOBAL]);
	for (unsigned i = 0; i < LEAF_SINKS_MAX; i++) {
		int own = open_by(&judgement->verdicts[i + 1], span, scope_at(outer, (int)i + 1),
				  &inside->scope[i + 1]);
		if (all && own && (active & 1u << i) && !is_silent(i))
			wanted |= 1u << i;
	}
	return wanted;
}

void leaf__judge_record(const struct leaf__judgement *judgement, const struct leaf_span *span,
			struct leaf__scopes *inside)
{
	for (int i = 0; i < LEAF__FILTERS; i++)
		if (judgement->verdicts[i].scopes)
			inside->scope[i] = leaf__filter_record(&judgement->verdicts[i],
							       inside->scope[i], get_value, span);
}

/* ---- explaining ---- */

enum { TARGETS_MAX = 1024 };

struct unmatched {
	const char *filter; /* the variable it came from */
	const char *targets[TARGETS_MAX];
	size_t n;
	const char *spans[TARGETS_MAX];
	size_t n_spans;
};

static int is_span_name(const struct unmatched *context, const char *word)
{
	for (size_t i = 0; i < context->n_spans; i++)
		if (strcmp(context->spans[i], word) == 0)
			return 1;
	return 0;
}

static void say_unmatched(void *ctx, const char *directive, const char *target)
{
	const struct unmatched *context = ctx;
	const char *near = target ? leaf__filter_nearest(target, context->targets, context->n)
				  : NULL;
	if (target && is_span_name(context, target))
		leaf__say("%s: `%s` matched nothing; did you mean the span `[%s]`?",
			  context->filter, directive, target);
	else if (near)
		leaf__say("%s: `%s` matched nothing; did you mean the target '%s'?",
			  context->filter, directive, near);
	else
		leaf__say("%s: `%s` matched nothing", context->filter, directive);
}

static void explain_site(const struct leaf__site *site)
{
	char why[512];
	struct leaf__meta meta = {
		.target = site->info.target,
		.name = site->info.name,
		.level = site->info.level,
		.is_span = site->info.kind == LEAF_KIND_SPAN,
		.n_fields = site->info.n_fields,
		.fields = site->info.names,
	};
	size_t n = now->filters[GLOBAL] ? leaf__filter_explain(now->filters[GLOBAL], &meta, NULL,
							       why, sizeof why)
					: 0;
	leaf__say("%s:%u: %s %s::%s is %.*s", site->info.file, site->info.line,
		  meta.is_span ? "span" : "event", meta.target, meta.name,
		  (int)(n < sizeof why ? n : sizeof why), n ? why : "");
}

/* Whether the user asked for this sink in so many words. */
static int was_asked_for(const char *sink)
{
	static const char *const flame[] = { "LEAF_FLAME", "FLAME_OUTPUT", "ENV_FLAME_GRAPH",
					     "LEAF_FLAME_STATS" };
	if (strcmp(sink, "record") == 0)
		return 1; /* else it is not there */
	for (size_t i = 0; strcmp(sink, "flame") == 0 && i < sizeof flame / sizeof *flame; i++)
		if (leaf__config_get(flame[i]))
			return 1;
	return 0;
}

/* Has any filter of a sink been set, the user knows how it goes. */
static int is_about_the_log(void)
{
	for (unsigned i = 0; i < LEAF_SINKS_MAX; i++)
		if (texts[i + 1])
			return 0;
	return texts[GLOBAL] != NULL;
}

void leaf__judge_say_thinned(void)
{
	static int said;
	unsigned n = 0, all = 0;
	if (said || !is_about_the_log() || leaf__config_flag("LEAF_QUIET"))
		return;
	for (struct leaf__site *site = leaf__site_list(); site; site = site->next) {
		if (site->info.kind != LEAF_KIND_SPAN)
			continue;
		all++;
		n += leaf__site_judgement(site)->verdicts[GLOBAL].answer == LEAF__ANSWER_NEVER;
	}
	for (unsigned i = 0; n && leaf__sinks.active >> i; i++) {
		const char *name = leaf__sinks.at[i]->name;
		if (!(leaf__sinks.active & 1u << i) || !was_asked_for(name))
			continue;
		said = 1;
		leaf__say("LEAF_LOG governs the %s too: %u of the %u spans met are not in it;"
			  " LEAF_TEXT_FILTER is for the log alone",
			  strcmp(name, "flame") == 0 ? "flame graph" : "recording", n, all);
	}
}

void leaf__judge_explain(void)
{
	static struct unmatched context;
	if (!leaf__config_flag("LEAF_LOG_EXPLAIN"))
		return;
	if (!texts[GLOBAL])
		leaf__say("LEAF_LOG is not set: the logs are silent, other sinks are told all");
	if (!now->filters[GLOBAL])
		return;
	context = (struct unmatched){ .filter = "LEAF_LOG" };
	for (struct leaf__site *site = leaf__site_list(); site; site = site->next) {
		if (site->info.kind == LEAF_KIND_RECORD)
			continue;
		explain_site(site);
		if (context.n < TARGETS_MAX)
			context.targets[context.n++] = site->info.target;
		if (site->info.kind == LEAF_KIND_SPAN && context.n_spans < TARGETS_MAX)
			context.spans[context.n_spans++] = site->info.name;
	}
	leaf__filter_unmatched(now->filters[GLOBAL], say_unmatched, &context);
}

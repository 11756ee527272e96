/* cmd_filter.c - `leaf filter explain`: what directives mean, and which one decides. */
#include <string.h>
#include <strings.h>

#include "config/suggest.h"
#include "leaf/commands.h"
#include "leaf/jsonout.h"
#include "trace/filter.h"

#define CLI_NAME filter_explain
#define CLI_ROWS "leaf/filter_explain_opts.def"
#include "leaf/cli_table.h"

static const char *const levels[] = { "off", "error", "warn", "info", "debug", "trace" };
enum { N_LEVELS = sizeof levels / sizeof *levels, MOST_FIELDS = 16 };

/* The question, and what is needed to answer it. */
struct question {
	struct cli_call *call;
	const struct filter_explain_opts *opts;
	const struct leaf__filter *filter;
	struct leaf__meta site;	  /* asked about; level 0: every level */
	struct cli_list warnings; /* of the parser, in the arena */
	bool off;		  /* what was asked about is off */
};

/* A text in the arena, "" without memory: it is shown and nothing depends on it. */
static const char *keep(struct leaf__arena *arena, const char *text, size_t len)
{
	const char *copy = leaf__arena_strndup(arena, text, len);
	return copy ? copy : "";
}

static void note_warning(void *ctx, const char *line)
{
	struct question *question = ctx;
	struct cli_list *list = &question->warnings;
	const char **items = leaf__arena_alloc(question->call->arena,
					       (list->n + 1) * sizeof *items);
	if (!items)
		return;
	if (list->n)
		memcpy(items, list->items, list->n * sizeof *items);
	items[list->n++] = keep(question->call->arena, line, strlen(line));
	list->items = items;
}

static leaf_err parse_level(const char *text, unsigned *level)
{
	struct suggest suggest = { .word = text };
	for (unsigned i = 1; i < N_LEVELS; i++) {
		bool digit = text[0] == (char)('0' + i) && !text[1];
		if (digit || strcasecmp(text, levels[i]) == 0) {
			*level = i;
			return LEAF_E_OK;
		}
		suggest_offer(&suggest, levels[i]);
	}
	if (suggest.best)
		return leaf_fail(LEAF_E_USAGE, "'%s' is no level; did you mean '%s'?", text,
				 suggest.best);
	return leaf_fail(LEAF_E_USAGE,
			 "'%s' is no level; there are error, warn, info, debug and trace", text);
}

static leaf_err parse_directives(struct question *question)
{
	unsigned flags = 0;
	if (question->opts->compat)
		flags |= LEAF__FILTER_COMPAT;
	if (!question->opts->bare)
		flags |= LEAF__FILTER_PREFIX;
	return leaf__filter_parse(&question->filter, question->call->operands[0], flags,
				  question->call->arena, note_warning, question);
}

/* What a function of the filter writes into a buffer of a size that is asked for first. */
static const char *canonical(const struct question *question)
{
	size_t len = leaf__filter_format(question->filter, NULL, 0);
	char *text = leaf__arena_alloc(question->call->arena, len + 1);
	if (!text)
		return "";
	leaf__filter_format(question->filter, text, len);
	return text;
}

static const char *reason(const struct question *question, const struct leaf__meta *site,
			  const struct leaf__meta *around)
{
	size_t len = leaf__filter_explain(question->filter, site, around, NULL, 0);
	char *text = leaf__arena_alloc(question->call->arena, len + 1);
	if (!text)
		return "";
	leaf__filter_explain(question->filter, site, around, text, len);
	return text;
}

static int no_value(const void *span, unsigned i, struct leaf_value *out)
{
	(void)span, (void)i, (void)out;
	return 0; /* values are not known on a command line */
}

/* Whether the site is let through; 'sometimes' counts when it is not asked inside of what. */
static leaf_err is_on(const struct question *question, const struct leaf__meta *site,
		      const struct leaf__meta *around, bool *on)
{
	struct leaf__verdict verdict, outer;
	struct leaf__scope scope = { 0 };
	struct leaf__arena *arena = question->call->arena;
	LEAF_TRY(leaf__filter_judge(question->filter, site, arena, &verdict));
	if (around) {
		LEAF_TRY(leaf__filter_judge(question->filter, around, arena, &outer));
		if (outer.scopes)
			scope = leaf__filter_scope(&outer, scope, no_value, NULL);
	}
	if (verdict.scopes)
		*on = leaf__scope_on(leaf__filter_scope(&verdict, scope, no_value, NULL)) != 0;
	else
		*on = leaf__filter_enabled(&verdict, scope) != 0;
	return LEAF_E_OK;
}

static void write_answer(const struct question *question, struct jsonout *json,
			 const struct leaf__meta *site, bool on, const char *why)
{
	FILE *out = question->call->out;
	if (!json) {
		fprintf(out, "%-5s  %s\n", levels[site->level], why);
		return;
	}
	jsonout_object(json);
	jsonout_key(json, "target");
	jsonout_text(json, site->target);
	jsonout_key(json, "span");
	if (site->is_span)
		jsonout_text(json, site->name);
	else
		jsonout_null(json);
	jsonout_key(json, "level");
	jsonout_text(json, levels[site->level]);
	jsonout_key(json, "on");
	jsonout_bool(json, on);
	jsonout_key(json, "why");
	jsonout_text(json, why);
	jsonout_end(json);
}

static leaf_err answer(struct question *question, struct jsonout *json, unsigned level)
{
	struct leaf__meta site = question->site, around = site;
	around.name = question->opts->inside;
	around.level = LEAF_LEVEL_ERROR;
	around.is_span = 1;
	const struct leaf__meta *outer = around.name ? &around : NULL;
	site.level = level;
	bool on;
	LEAF_TRY(is_on(question, &site, outer, &on));
	write_answer(question, json, &site, on, reason(question, &site, outer));
	question->off = !on;
	return LEAF_E_OK;
}

static leaf_err answer_all(struct question *question, struct jsonout *json)
{
	if (question->site.level)
		return answer(question, json, question->site.level);
	for (unsigned level = LEAF_LEVEL_ERROR; level <= LEAF_LEVEL_TRACE; level++)
		LEAF_TRY(answer(question, json, level));
	question->off = false; /* a table asks nothing */
	return LEAF_E_OK;
}

/* TARGET, TARGET LEVEL or TARGET SPAN LEVEL. */
static leaf_err read_site(struct question *question)
{
	char **words = question->call->operands + 1;
	int n = question->call->n_operands - 1;
	const struct cli_list *fields = &question->opts->field;
	if (fields->n > MOST_FIELDS)
		return leaf_fail(LEAF_E_USAGE, "a span or event has at most %d fields",
				 MOST_FIELDS);
	question->site = (struct leaf__meta){ .target = n ? words[0] : NULL,
					      .name = n == 3 ? words[1] : "",
					      .is_span = n == 3,
					      .n_fields = (unsigned)fields->n,
					      .fields = fields->items };
	return n >= 2 ? parse_level(words[n - 1], &question->site.level) : LEAF_E_OK;
}

static leaf_err write_json(struct question *question)
{
	struct jsonout json = { .out = question->call->out };
	jsonout_object(&json);
	jsonout_key(&json, "canonical");
	jsonout_text(&json, canonical(question));
	jsonout_key(&json, "max_level");
	jsonout_text(&json, levels[leaf__filter_max_level(question->filter)]);
	jsonout_key(&json, "warnings");
	jsonout_array(&json);
	for (size_t i = 0; i < question->warnings.n; i++)
		jsonout_text(&json, question->warnings.items[i]);
	jsonout_end(&json);
	jsonout_key(&json, "answers");
	jsonout_array(&json);
	if (question->site.target)
		LEAF_TRY(answer_all(question, &json));
	jsonout_end(&json);
	jsonout_end(&json);
	jsonout_newline(&json);
	return LEAF_E_OK;
}

static leaf_err write_text(struct question *question)
{
	FILE *out = question->call->out;
	for (size_t i = 0; i < question->warnings.n; i++)
		cli_note(question->call, "%s", question->warnings.items[i]);
	if (question->site.target)
		return answer_all(question, NULL);
	fprintf(out, "directives, in the order they are tried: %s\n", canonical(question));
	fprintf(out, "nothing above: %s\n", levels[leaf__filter_max_level(question->filter)]);
	return LEAF_E_OK;
}

leaf_err cmd_filter_explain(struct cli_call *call)
{
	const struct filter_explain_opts *opts = call->opts;
	struct question question = { .call = call, .opts = opts };
	LEAF_TRY(read_site(&question));
	LEAF_TRY(parse_directives(&question));
	LEAF_TRY(opts->json ? write_json(&question) : write_text(&question));
	if (question.warnings.n || question.off)
		call->exit_code = CLI_EXIT_FINDING;
	return LEAF_E_OK;
}

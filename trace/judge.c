/* judge.c - which sinks want a call site: the filter that governs all and one filter per sink. */
#include "trace/judge.h"

#include "trace/config.h"
#include "trace/sinks.h"

#include <strings.h>

static int ceiling;

static int level_named(const char *text)
{
	static const char *const words[] = { "off", "error", "warn", "info", "debug", "trace" };
	for (int i = 0; text && i < 6; i++)
		if (strcasecmp(text, words[i]) == 0)
			return i;
	return LEAF_LEVEL_OFF;
}

void leaf__judge_load(void)
{
	const char *text = leaf__config_get("LEAF_LOG");
	ceiling = text ? level_named(text) : LEAF_LEVEL_TRACE;
}

int leaf__judge_replace(int sink, const char *directives)
{
	if (sink < 0)
		ceiling = level_named(directives);
	return 0;
}

void leaf__judge_sink_added(const struct leaf_sink *sink, const char *directives)
{
	(void)sink, (void)directives;
}

void leaf__judge_site(const struct leaf_site_info *info, struct leaf__judgement *out)
{
	*out = (struct leaf__judgement){ 0 };
	if (info->level <= ceiling)
		out->always = leaf__sinks_active();
}

unsigned leaf__judge_maybe(const struct leaf__judgement *judgement,
			   const struct leaf__scopes *scopes)
{
	(void)scopes;
	return judgement->maybe;
}

void leaf__judge_scopes(const struct leaf__judgement *judgement, const struct leaf_span *span,
			const struct leaf__scopes *outer, struct leaf__scopes *out)
{
	(void)judgement, (void)span, (void)outer;
	*out = (struct leaf__scopes){ 0 };
}

/* filter.c - a filter: parsed from text, shown in its canonical form. */
#include "trace/filter_struct.h"

#include <string.h>

const char *leaf__filter_default_prefix(void)
{
	return "pri=off,z3=off,";
}

/* ---- parsing ---- */

struct parser {
	struct leaf__filter *filter;
	struct leaf__arena *arena;
	leaf__filter_warn *warn;
	void *ctx;
	size_t n; /* directives so far */
	int builtin;
};

static leaf_err add_directive(struct parser *parser, const struct leaf__directive *directive)
{
	struct leaf__directive *kept = leaf__arena_alloc(parser->arena, sizeof *kept + 1);
	if (!kept)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the filter");
	if (++parser->n > LEAF__FILTER_MAX)
		return leaf_fail(LEAF_E_LIMIT, "more than %d directives", LEAF__FILTER_MAX);
	*kept = *directive;
	kept->builtin = (unsigned char)parser->builtin;
	kept->matched = (unsigned char *)(kept + 1);
	int done = 1;
	if (leaf__directive_is_static(kept))
		done &= leaf__directives_add(&parser->filter->statics, kept, parser->arena);
	if (leaf__directive_is_dynamic(kept))
		done &= leaf__directives_add(&parser->filter->dynamics, kept, parser->arena);
	return done ? LEAF_E_OK : leaf_fail(LEAF_E_NOMEM, "no memory for the filter");
}

static void warn_ignored(const struct parser *parser, struct leaf__word piece, const char *fault)
{
	char line[2 * LEAF__DIRECTIVE_SHOWN];
	struct leaf__out_text out = { line, sizeof line - 1, 0 };
	if (!parser->warn)
		return;
	leaf__out_bytes(&out, "ignoring `", 10);
	if (piece.len <= LEAF__DIRECTIVE_SHOWN) {
		leaf__out_bytes(&out, piece.text, piece.len);
	} else {
		leaf__out_bytes(&out, piece.text, LEAF__DIRECTIVE_SHOWN);
		leaf__out_bytes(&out, "...", 3);
	}
	leaf__out_bytes(&out, "`: ", 3);
	leaf__out_bytes(&out, fault, strlen(fault));
	line[out.len < sizeof line ? out.len : sizeof line - 1] = '\0';
	parser->warn(parser->ctx, line);
}

static leaf_err parse_piece(struct parser *parser, struct leaf__word piece)
{
	struct leaf__directive directive;
	unsigned flags = parser->filter->flags;
	if (!(flags & LEAF__FILTER_COMPAT) && !leaf__word_trim(piece.text, piece.len).len)
		return LEAF_E_OK;
	leaf__filter_fault fault = leaf__directive_read(&directive, piece.text, piece.len, flags,
							parser->arena);
	if (fault == LEAF__FAULT_NOMEM)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the filter");
	if (fault && flags & LEAF__FILTER_STRICT)
		return leaf_fail(LEAF_E_SYNTAX, "%s", fault);
	if (fault) {
		warn_ignored(parser, piece, fault);
		if (parser->warn && !(flags & LEAF__FILTER_COMPAT) && strstr(fault, "field filter"))
			leaf__filter_hint_pattern(piece, parser->warn, parser->ctx);
		return LEAF_E_OK;
	}
	if (parser->warn && !(flags & LEAF__FILTER_COMPAT))
		leaf__filter_hint(&directive, piece, parser->warn, parser->ctx);
	return add_directive(parser, &directive);
}

static leaf_err parse_list(struct parser *parser, const char *text)
{
	for (size_t left = strlen(text); left;) {
		size_t len = leaf__directive_end(text, left, parser->filter->flags);
		if (len)
			LEAF_TRY(parse_piece(parser, (struct leaf__word){ text, len }));
		len += len < left;
		text += len;
		left -= len;
	}
	return LEAF_E_OK;
}

static int has_values(const struct leaf__filter *filter)
{
	for (size_t i = 0; i < filter->dynamics.n; i++)
		if (filter->dynamics.list[i]->has_values)
			return 1;
	return 0;
}

/* The values of spans are not known before they are made: so all spans are let through. */
static unsigned max_level(const struct leaf__filter *filter)
{
	if (has_values(filter))
		return LEAF_LEVEL_TRACE;
	return filter->statics.max_level > filter->dynamics.max_level ? filter->statics.max_level
								      : filter->dynamics.max_level;
}

leaf_err leaf__filter_parse(const struct leaf__filter **out, const char *text, unsigned flags,
			    struct leaf__arena *arena, leaf__filter_warn *warn, void *ctx)
{
	struct leaf__filter *filter = leaf__arena_alloc(arena, sizeof *filter);
	struct parser parser = { filter, arena, warn, ctx, 0, 0 };
	if (!filter)
		return leaf_fail(LEAF_E_NOMEM, "no memory for the filter");
	filter->flags = flags;
	if (flags & LEAF__FILTER_PREFIX) {
		parser.builtin = 1;
		LEAF_TRY(parse_list(&parser, leaf__filter_default_prefix()));
		parser.builtin = 0;
	}
	LEAF_TRY(parse_list(&parser, text));
	if (flags & LEAF__FILTER_ERRORS && !filter->statics.n && !filter->dynamics.n) {
		struct leaf__directive errors = { .level = LEAF_LEVEL_ERROR, .builtin = 1 };
		LEAF_TRY(add_directive(&parser, &errors));
	}
	filter->max_level = max_level(filter);
	leaf__filter_rank(filter);
	*out = filter;
	return LEAF_E_OK;
}

unsigned leaf__filter_max_level(const struct leaf__filter *filter)
{
	return filter->max_level;
}

int leaf__filter_depends(const struct leaf__filter *filter)
{
	return filter->dynamics.n > 0;
}

/* ---- showing ---- */

static void show_list(struct leaf__out_text *out, const struct leaf__filter *filter,
		      const struct leaf__directives *table)
{
	for (size_t i = 0; i < table->n; i++) {
		if (out->len)
			leaf__out_char(out, ',');
		leaf__directive_show(out, table->list[i], filter->flags & LEAF__FILTER_COMPAT);
	}
}

size_t leaf__filter_format(const struct leaf__filter *filter, char *out, size_t cap)
{
	struct leaf__out_text text = { out, cap, 0 };
	show_list(&text, filter, &filter->statics);
	show_list(&text, filter, &filter->dynamics);
	return text.len;
}
